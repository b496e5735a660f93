// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/meta/meta_users.h"
#include "core/practice/practice_platform.h"

#include <deque>

namespace pathways::practice {

/// An error in the Graph API's own shape.
[[nodiscard]] PracticeResponse graphError(const MetaError& error);

/// The parameters of a request, wherever they stand: query, form or JSON body. Values of a query or form stay text.
[[nodiscard]] QJsonObject graphParameters(const PracticeRequest& request);

/// The {"payload","session"} document of an upload, wherever it stands. A query above the length at which the real
/// platform gives up is refused (contract 3.6).
[[nodiscard]] std::optional<QByteArray> graphUpload(const PracticeRequest& request, MetaError& error);

/// The token of a request: Authorization header, or access_token parameter as the vendor's libraries send it.
[[nodiscard]] QByteArray graphToken(const PracticeRequest& request);

/// Counts calls of the last hour and says so in headers, as X-Business-Use-Case-Usage does (contract 3.4).
class MetaUsage final {
public:
    void setCallsPerHour(int calls) { m_callsPerHour = calls; }
    [[nodiscard]] int callsPerHour() const { return m_callsPerHour; }
    /// Counts a call; false when the budget is used up, and then it is not counted.
    bool take(const QDateTime& now);
    void addHeaders(PracticeResponse& response, const QString& account) const;
    void reset();

private:
    void forget(const QDateTime& now);

    int m_callsPerHour = 190'000; ///< Of a fully approved app.
    std::deque<qint64> m_calls;   ///< Seconds since 1970.
    qint64 m_regainMinutes = 0;
};

} // namespace pathways::practice
