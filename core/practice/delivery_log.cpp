// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/delivery_log.h"

#include <QHashFunctions>

namespace pathways::practice {

namespace {

quint64 fingerprint(const PracticeRequest& request) {
    const QByteArray id = request.header("x-request-id");
    size_t hash = qHashBits(request.body.constData(), size_t(request.body.size()), 0x9e3779b97f4a7c15ULL);
    for (const QByteArray& part : {request.method, request.path, request.rawQuery, id}) {
        hash = qHashBits(part.constData(), size_t(part.size()), hash ^ size_t(part.size()));
    }
    return hash;
}

} // namespace

void DeliveryLog::arrived(int inFlight) {
    const std::lock_guard lock(m_mutex);
    ++m_requests;
    m_maxInFlight = std::max(m_maxInFlight, inFlight);
}

void DeliveryLog::applied(const PracticeRequest& request, bool idempotent) {
    const bool reads = request.method == "GET" || request.method == "HEAD";
    const quint64 key = reads ? 0 : fingerprint(request);
    const std::lock_guard lock(m_mutex);
    ++m_applied;
    if (reads) {
        return;
    }
    ++m_changes;
    const bool again = ++m_seen[key] > 1;
    if (!idempotent) {
        ++m_nonIdempotent;
        m_duplicates += again ? 1 : 0;
    } else {
        m_repeats += again ? 1 : 0;
    }
}

void DeliveryLog::faultPlayed() {
    const std::lock_guard lock(m_mutex);
    ++m_faults;
}

void DeliveryLog::clear() {
    const std::lock_guard lock(m_mutex);
    m_seen.clear();
    m_requests = m_applied = m_changes = m_nonIdempotent = m_duplicates = m_repeats = m_faults = 0;
    m_maxInFlight = 0;
}

QJsonObject DeliveryLog::toJson() const {
    const std::lock_guard lock(m_mutex);
    return {{QStringLiteral("requests"), m_requests},     {QStringLiteral("applied"), m_applied},
            {QStringLiteral("changes"), m_changes},       {QStringLiteral("non_idempotent"), m_nonIdempotent},
            {QStringLiteral("duplicates"), m_duplicates}, {QStringLiteral("repeats"), m_repeats},
            {QStringLiteral("faults"), m_faults},         {QStringLiteral("max_in_flight"), m_maxInFlight}};
}

} // namespace pathways::practice
