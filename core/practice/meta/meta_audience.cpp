// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/meta/meta_audience.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace pathways::practice {

namespace {

constexpr qint64 kExternIdDays = 90;
constexpr qint64 kReplacementSeconds = 90 * 60;
constexpr qint64 kLargestReplacement = 100'000'000;
constexpr qint64 kSmallestForAds = 100;

MetaError conflict(int subcode, const char* message) {
    return {2650, subcode, QStringLiteral("(#2650) ") + QLatin1String(message), 400, false};
}

/// Two digits that count, rounded down: nobody learns of one person from a size.
qint64 rounded(qint64 people) {
    const qint64 step = people < 1000 ? 100 : qint64(std::pow(10, std::floor(std::log10(double(people))) - 1));
    return people / step * step;
}

template <typename Visit>
void forEachRow(const MetaUsers& users, Visit visit) {
    std::uint32_t begin = 0;
    for (const std::uint32_t end : users.ends) {
        visit(std::span(users.keys).subspan(begin, end - begin));
        begin = end;
    }
}

QJsonObject status(int code, const QString& description) {
    return {{QStringLiteral("code"), code}, {QStringLiteral("description"), description}};
}

} // namespace

bool MetaAudience::expired(const QDateTime& now) const {
    return m_replacement && m_replacement->started.secsTo(now) > kReplacementSeconds;
}

int MetaAudience::operation(const QDateTime& now) const {
    if (forcedOperation != 0) {
        return forcedOperation;
    }
    if (m_replacement) {
        return expired(now) ? 415 : 414;
    }
    return pollsLeft > 0 ? 441 : 200;
}

MetaAudience::SessionState* MetaAudience::admit(const MetaUsers& users, bool removing, const QDateTime& now,
                                                MetaError& error) {
    const MetaSessionPart part = users.session.value_or(MetaSessionPart{m_nextOwnSession++, 1, true, 0});
    auto found = m_sessions.find(part.id);
    if (found == m_sessions.end()) {
        if (part.sequence != 1) {
            error = {100, 1713098, QStringLiteral("(#100) batch_seq must begin with 1."), 400, false};
            return nullptr;
        }
        SessionState begun;
        begun.removing = removing;
        begun.started = now;
        found = m_sessions.insert(part.id, begun);
    } else if (found->removing != removing) {
        error = {100, 1713098, QStringLiteral("(#100) A session either adds or removes."), 400, false};
        return nullptr;
    } else if (found->finished && part.sequence > found->highest) {
        error = conflict(1870159, "This session has already received its last batch.");
        return nullptr;
    }
    found->highest = std::max(found->highest, part.sequence);
    found->finished = found->finished || part.last;
    return &*found;
}

std::optional<MetaAudience::Answer> MetaAudience::apply(const MetaUsers& users, bool removing, const QDateTime& now,
                                                        MetaError& error) {
    const int state = operation(now);
    if (state == 471) {
        error = {100, 1713230, QStringLiteral("(#100) This custom audience is flagged and cannot be edited."), 400,
                 false};
        return std::nullopt;
    }
    if (state == 414) {
        error = conflict(1870145, "A replacement of this audience is under way.");
        return std::nullopt;
    }
    const qint64 ownId = m_nextOwnSession;
    SessionState* session = admit(users, removing, now, error);
    if (session == nullptr) {
        return std::nullopt;
    }
    session->received += users.received;
    session->invalid += users.invalid;
    forEachRow(users, [&](std::span<const HashedKey> keys) {
        if (removing) {
            m_people.remove(keys);
        } else {
            m_people.add(keys, now.toMSecsSinceEpoch());
        }
    });
    return Answer{users.session ? users.session->id : ownId, session->received, session->invalid};
}

qint64 MetaAudience::forget(const MetaUsers& users) {
    qint64 removed = 0;
    forEachRow(users, [&](std::span<const HashedKey> keys) { removed += m_people.remove(keys) ? 1 : 0; });
    return removed;
}

bool MetaAudience::beginReplacement(const MetaUsers& users, const QDateTime& now, MetaError& error) {
    const MetaSessionPart& part = *users.session;
    if (m_replacement && m_replacement->session != part.id && !expired(now)) {
        error = conflict(1870145, "A replacement of this audience is under way.");
        return false;
    }
    if (part.sequence != 1) {
        error = conflict(1870147, "The first batch of this replacement is missing.");
        return false;
    }
    if (part.estimated > kLargestReplacement || m_people.size() > kLargestReplacement) {
        error = conflict(1870144, "This audience is too large to be replaced.");
        return false;
    }
    m_replacement = Replacement{part.id, 1, users.schema, now, {}};
    return true;
}

std::optional<MetaAudience::Answer> MetaAudience::replace(const MetaUsers& users, const QDateTime& now,
                                                          MetaError& error) {
    if (!users.session) {
        error = {100, 1713098, QStringLiteral("(#100) The parameter session is required."), 400, false};
        return std::nullopt;
    }
    const MetaSessionPart& part = *users.session;
    if (m_replaced.contains(part.id)) {
        error = conflict(1870159, "This replacement has already finished.");
        return std::nullopt;
    }
    const bool running = m_replacement && m_replacement->session == part.id;
    if (running && expired(now)) {
        error = conflict(1870158, "This replacement has timed out.");
        return std::nullopt;
    }
    if (!running && !beginReplacement(users, now, error)) {
        return std::nullopt;
    }
    if (part.sequence != m_replacement->next) {
        error = conflict(1870148, "The sequence of the batches is not right.");
        return std::nullopt;
    }
    if (m_replacement->schema != users.schema) {
        error = {100, 1713098, QStringLiteral("(#100) Every batch of a replacement needs the same schema."), 400,
                 false};
        return std::nullopt;
    }
    ++m_replacement->next;
    SessionState& session = m_sessions[part.id];
    session.started = m_replacement->started;
    session.received += users.received;
    session.invalid += users.invalid;
    forEachRow(users,
               [&](std::span<const HashedKey> keys) { m_replacement->people.add(keys, now.toMSecsSinceEpoch()); });
    if (part.last) {
        session.finished = true;
        m_people = std::move(m_replacement->people);
        m_replacement.reset();
        m_replaced << part.id;
    }
    return Answer{part.id, session.received, session.invalid};
}

qint64 MetaAudience::people(const QDateTime& now) const {
    // What an external ID stands for is forgotten unless it is sent again in time (contract 3.6).
    const qint64 oldest = now.addDays(-kExternIdDays).toMSecsSinceEpoch();
    qint64 count = 0;
    m_people.forEach([&](const HashedPeople::Account& person) {
        const bool onlyExternId = person.id.kind == std::uint8_t(MetaKey::ExternId) && person.by[1] == 0;
        count += onlyExternId && person.lastAdded < oldest ? 0 : 1;
    });
    return count;
}

QJsonObject MetaAudience::toJson(const QStringList& fields, const QDateTime& now, bool looking) {
    const int state = operation(now);
    if (looking && state == 441) {
        --pollsLeft;
    }
    const qint64 size = people(now);
    const qint64 lower = size < kSmallestForAds ? -1 : rounded(size);
    QJsonObject all{
        {QStringLiteral("name"), name},
        {QStringLiteral("description"), description},
        {QStringLiteral("subtype"), QStringLiteral("CUSTOM")},
        {QStringLiteral("customer_file_source"), fileSource},
        {QStringLiteral("is_value_based"), valueBased},
        {QStringLiteral("data_source"), QJsonObject{{QStringLiteral("type"), QStringLiteral("FILE_IMPORTED")},
                                                    {QStringLiteral("sub_type"), QStringLiteral("MULTI_HASHES")}}},
        {QStringLiteral("operation_status"), status(state, state == 200   ? QStringLiteral("Normal")
                                                           : state == 441 ? QStringLiteral("Populating")
                                                                          : QStringLiteral("See documentation"))},
        {QStringLiteral("delivery_status"), size < kSmallestForAds
                                                ? status(300, QStringLiteral("This audience is too small."))
                                                : status(200, QStringLiteral("This audience is ready for use."))},
        {QStringLiteral("approximate_count_lower_bound"), lower},
        {QStringLiteral("approximate_count_upper_bound"), lower < 0 ? -1 : lower + lower / 5},
        {QStringLiteral("time_created"), created.toSecsSinceEpoch()}};
    QJsonObject chosen{{QStringLiteral("id"), id}};
    for (const QString& field : fields) {
        if (all.contains(field)) {
            chosen.insert(field, all.value(field));
        }
    }
    return chosen;
}

QJsonObject MetaAudience::sessionJson(qint64 session, bool stuck) const {
    const SessionState state = m_sessions.value(session);
    const bool done = state.finished && !stuck;
    return {{QStringLiteral("session_id"), QString::number(session)},
            {QStringLiteral("num_received"), QString::number(state.received)},
            {QStringLiteral("num_invalid_entries"), QString::number(state.invalid)},
            {QStringLiteral("num_matched"), QString::number(rounded(state.received - state.invalid))},
            {QStringLiteral("progress"), done ? QStringLiteral("100") : QStringLiteral("0")},
            {QStringLiteral("stage"), done ? QStringLiteral("finished") : QStringLiteral("uploading")},
            {QStringLiteral("start_time"), QString::number(state.started.toSecsSinceEpoch())}};
}

QJsonObject MetaAudience::saved() const {
    return {{QStringLiteral("id"), id},
            {QStringLiteral("name"), name},
            {QStringLiteral("description"), description},
            {QStringLiteral("customer_file_source"), fileSource},
            {QStringLiteral("is_value_based"), valueBased},
            {QStringLiteral("operation"), forcedOperation},
            {QStringLiteral("created"), created.toString(Qt::ISODateWithMs)},
            {QStringLiteral("people"), QString::fromLatin1(m_people.saved().toBase64())}};
}

MetaAudience MetaAudience::restored(const QJsonObject& saved) {
    MetaAudience audience;
    audience.id = saved.value(u"id").toString();
    audience.name = saved.value(u"name").toString();
    audience.description = saved.value(u"description").toString();
    audience.fileSource = saved.value(u"customer_file_source").toString();
    audience.valueBased = saved.value(u"is_value_based").toBool();
    audience.forcedOperation = saved.value(u"operation").toInt();
    audience.created = QDateTime::fromString(saved.value(u"created").toString(), Qt::ISODateWithMs);
    audience.m_people.restore(QByteArray::fromBase64(saved.value(u"people").toString().toLatin1()));
    return audience;
}

} // namespace pathways::practice
