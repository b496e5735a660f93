// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/practice/http_server.h"

#include <QHash>
#include <QJsonObject>

#include <mutex>

namespace pathways::practice {

/// Counts what reached a platform, and above all what reached it twice. Two deliveries are the same when method, path,
/// query, X-Request-Id and body are. Thread-safe.
class DeliveryLog final {
public:
    void arrived(int inFlight);
    /// A request that the platform really acted upon.
    void applied(const PracticeRequest& request, bool idempotent);
    void faultPlayed();
    void clear();
    /// {"requests", "applied", "changes" (of those, all but reading), "non_idempotent", "duplicates" (of those),
    /// "repeats" (harmless ones), "faults", "max_in_flight"}.
    [[nodiscard]] QJsonObject toJson() const;

private:
    mutable std::mutex m_mutex;
    QHash<quint64, int> m_seen;
    qint64 m_requests = 0;
    qint64 m_applied = 0;
    qint64 m_changes = 0;
    qint64 m_nonIdempotent = 0;
    qint64 m_duplicates = 0;
    qint64 m_repeats = 0;
    qint64 m_faults = 0;
    int m_maxInFlight = 0;
};

} // namespace pathways::practice
