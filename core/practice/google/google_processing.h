// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/google/google_problem.h"

#include <QDateTime>

#include <algorithm>
#include <deque>
#include <optional>

namespace pathways::practice {

/// The progress of an accepted request.
struct GoogleProcessing {
    bool removing = false;
    bool whole = false; ///< removeAll
    QJsonObject destination;
    qint64 records = 0;
    qint64 identifiers = 0;
    qint64 lost = 0;
    QString reason;
    int pollsLeft = 0;

    [[nodiscard]] QJsonObject toJson() const;
};

/// Counts per minute and per day, refusing with the limit's name (contract 2.4).
class GoogleQuota final {
public:
    int perMinute = 300;
    int perDay = 100'000;

    std::optional<GoogleProblem> take(const QDateTime& now) {
        const qint64 second = now.toSecsSinceEpoch();
        while (!m_day.empty() && m_day.front() <= second - 86'400) {
            m_day.pop_front();
        }
        const auto minute = m_day.end() - std::upper_bound(m_day.begin(), m_day.end(), second - 60);
        if (qint64(m_day.size()) >= perDay) {
            return full("IngestionRequestsPerDayPerProject", perDay, -1);
        }
        if (minute >= perMinute) {
            return full("IngestionRequestsPerMinutePerProject", perMinute, 30);
        }
        m_day.push_back(second);
        return std::nullopt;
    }
    static GoogleProblem full(const char* limit, int value, int seconds) {
        GoogleProblem made = googleProblem(429, "RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED");
        made.message = QStringLiteral("Quota exceeded.");
        made.metadata = {{QStringLiteral("quota_limit"), QLatin1String(limit)},
                         {QStringLiteral("quota_limit_value"), QString::number(value)},
                         {QStringLiteral("service"), QStringLiteral("datamanager.googleapis.com")}};
        made.retrySeconds = seconds;
        return made;
    }
    void reset() { *this = GoogleQuota(); }

private:
    std::deque<qint64> m_day;
};

} // namespace pathways::practice
