// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailman/mailman_session.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace pathways::mailman {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailman)
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr qint64 kClockSkewSeconds = 300; // Between this computer's clock and the server's.

std::size_t fieldNamed(const PushTarget& target, QLatin1String id) {
    for (std::size_t i = 0; i < target.fields.size(); ++i) {
        if (target.fields[i].id == id) {
            return i;
        }
    }
    return kNone;
}

std::size_t emailIdentifier(const PushTarget& target, std::size_t email) {
    for (std::size_t i = 0; i < target.identifiers.size(); ++i) {
        if (target.identifiers[i] == email) {
            return i;
        }
    }
    return kNone;
}

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), qsizetype(value.size()));
}

QString yes() {
    return QStringLiteral("true");
}

/// The last part of a link in a reply: links may contain another address of the server.
QString lastPart(const QJsonObject& object, const char* key) {
    return object[QLatin1String(key)].toString().section(u'/', -1);
}

bool says(const HttpReply& reply, const char* words) {
    const auto problem = answers::object(reply);
    return problem &&
           (*problem)[QLatin1String("description")].toString().contains(QLatin1String(words), Qt::CaseInsensitive);
}

} // namespace

MailmanSession::MailmanSession(Api api, PushTarget target)
    : m_api(std::move(api))
    , m_target(std::move(target))
    , m_started(m_target.started)
    , m_email(fieldNamed(m_target, kEmailField))
    , m_name(fieldNamed(m_target, kNameField))
    , m_emailIdentifier(emailIdentifier(m_target, m_email)) {
    if (!m_started.isValid()) {
        m_started = m_api.clock().now();
    }
    m_target.clears.resize(m_target.fields.size(), false);
}

BatchResult MailmanSession::send(const ChangeBatch& batch, std::stop_token stop) {
    return batch.removal ? remove(batch, stop) : addAndUpdate(batch, stop);
}

BatchResult MailmanSession::settle(const ChangeBatch& batch, const QByteArray&, std::stop_token stop) {
    return send(batch, std::move(stop));
}

QString MailmanSession::valueOf(const PersonChange& person, std::size_t field) const {
    return field < person.values.size() ? text(person.values[field]) : QString();
}

QString MailmanSession::previousAddress(const PersonChange& person) const {
    return m_emailIdentifier < person.previous.size() ? text(person.previous[m_emailIdentifier]) : QString();
}

BatchResult MailmanSession::addAndUpdate(const ChangeBatch& batch, const std::stop_token& stop) {
    BatchResult result;
    if (batch.repeated) {
        const std::lock_guard lock(m_mutex);
        for (const PersonChange& person : batch.people) {
            m_doubtful.insert(person.key);
        }
    }
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const PersonChange& person = batch.people[i];
        Outcome outcome;
        {
            const std::lock_guard lock(m_mutex);
            const auto known = m_done.find(person.key);
            if (known != m_done.end()) {
                outcome = known->second;
            } else {
                outcome.reason = Reason::Excluded; // Stands for "not done yet".
            }
        }
        if (outcome.reason == Reason::Excluded) {
            auto done = deliver(person, stop);
            if (!done) {
                {
                    const std::lock_guard lock(m_mutex);
                    m_doubtful.insert(person.key);
                }
                const ErrorKind kind = done.error().kind;
                const bool stops =
                    kind == ErrorKind::SignIn || kind == ErrorKind::Permission || kind == ErrorKind::NotFound;
                return stops && i == 0 ? answers::refused(done.error()) : answers::unknown(done.error());
            }
            outcome = *done;
            const std::lock_guard lock(m_mutex);
            m_done[person.key] = outcome;
        }
        if (outcome.reason != Reason::None) {
            const bool address = outcome.reason == Reason::RefusedAddress;
            result.rows.push_back({i, outcome.reason, address ? kEmailField : QString(), outcome.note, false});
        } else if (outcome.adopted) {
            result.adopted.push_back(i);
        }
    }
    const std::lock_guard lock(m_mutex);
    for (const PersonChange& person : batch.people) {
        m_done.erase(person.key);
    }
    result.verdict = BatchVerdict::Acknowledged;
    return result;
}

Result<MailmanSession::Outcome> MailmanSession::deliver(const PersonChange& person, const std::stop_token& stop) {
    const QString address = valueOf(person, m_email);
    if (address.isEmpty()) {
        return Outcome{Reason::NoIdentifier, {}, false};
    }
    const QString before = previousAddress(person);
    if (person.kind == ChangeKind::Update && !before.isEmpty() && before.toLower() != address.toLower()) {
        return rename(person, before, address, stop);
    }
    if (person.kind == ChangeKind::Update || m_target.method == SyncMethod::UpdateOnly) {
        return update(person, address, stop);
    }
    return subscribe(person, address, stop);
}

Result<MailmanSession::Outcome> MailmanSession::subscribe(const PersonChange& person, const QString& address,
                                                          const std::stop_token& stop) {
    Form form{{QStringLiteral("list_id"), m_target.object.id},
              {QStringLiteral("subscriber"), address},
              {QStringLiteral("pre_verified"), yes()},
              {QStringLiteral("pre_confirmed"), yes()},
              {QStringLiteral("pre_approved"), yes()},
              {QStringLiteral("send_welcome_message"), QStringLiteral("false")}};
    const QString name = valueOf(person, m_name);
    if (!name.isEmpty()) {
        form.append({QStringLiteral("display_name"), name});
    }
    const HttpReply reply = m_api.send(QByteArrayLiteral("POST"), QStringLiteral("/members"), form, stop);
    if (concernsAll(reply)) {
        return fail(errorFor(reply));
    }
    switch (reply.status) {
    case 201:
        return reply.header("location").contains("/members/") ? Result<Outcome>(Outcome{})
                                                              : fail(unclear("member without a location"));
    case 202:
        return Outcome{Reason::PendingOptIn, {}, false};
    case 409:
        return alreadyThere(person, address, stop);
    case 400:
        if (says(reply, "No such list")) {
            HttpReply gone;
            gone.end = HttpEnd::Answered;
            gone.status = 404;
            return fail(errorFor(gone));
        }
        if (says(reply, "banned")) {
            return Outcome{Reason::ComplianceState, Texts::tr("The list’s owner has blocked this address."), false};
        }
        if (says(reply, "subscriber")) {
            return Outcome{Reason::RefusedAddress, Texts::tr("Mailman considers this address unusable."), false};
        }
        return Outcome{Reason::RefusedOther, Texts::tr("Mailman did not accept this person."), false};
    default:
        break;
    }
    return reply.status >= 400 && reply.status != 404
               ? Result<Outcome>(Outcome{Reason::RefusedOther, Texts::tr("Mailman did not accept this person."), false})
               : fail(errorFor(reply));
}

bool MailmanSession::triedBefore(const PersonKey& person) {
    const std::lock_guard lock(m_mutex);
    return m_doubtful.contains(person);
}

bool MailmanSession::registeredDuringThisPush(const QString& address, const std::stop_token& stop) const {
    const auto known = m_api.get(QStringLiteral("/addresses/") + encoded(address), stop);
    if (!known) {
        return false;
    }
    // In the server's own form without a time zone, which is UTC.
    QDateTime since = QDateTime::fromString((*known)[QLatin1String("registered_on")].toString(), Qt::ISODateWithMs);
    since.setTimeSpec(Qt::UTC);
    return since.isValid() && since >= m_started.addSecs(-kClockSkewSeconds);
}

Result<MailmanSession::Outcome> MailmanSession::alreadyThere(const PersonChange& person, const QString& address,
                                                             const std::stop_token& stop) {
    // The reply to an earlier delivery by this push may have been lost: an address that the server has known only since
    // the push began was added by it. An address known from other lists counts as added by others, so that it is never
    // removed by mistake.
    const bool ours = triedBefore(person.key) && registeredDuringThisPush(address, stop);
    if (m_target.method == SyncMethod::Append) {
        return Outcome{ours ? Reason::None : Reason::AlreadyThere, {}, false};
    }
    auto named = setName(person, address, stop);
    if (named && named->reason == Reason::None) {
        named->adopted = !ours;
    }
    return named;
}

Result<MailmanSession::Outcome> MailmanSession::setName(const PersonChange& person, const QString& address,
                                                        const std::stop_token& stop) const {
    const QString name = valueOf(person, m_name);
    if (m_name == kNone || (name.isEmpty() && !m_target.clears[m_name])) {
        return Outcome{}; // A blank never overwrites (promise P7).
    }
    auto named = patchName(QStringLiteral("/addresses/") + encoded(address), name, stop);
    if (!named || named->reason != Reason::None || !name.isEmpty()) {
        return named;
    }
    // An address without a name shows its user's name, so both are cleared.
    const auto known = m_api.get(QStringLiteral("/addresses/") + encoded(address), stop);
    if (!known) {
        return fail(known.error());
    }
    const QString user = lastPart(*known, "user");
    return user.isEmpty() ? named : patchName(QStringLiteral("/users/") + encoded(user), name, stop);
}

Result<MailmanSession::Outcome> MailmanSession::patchName(const QString& path, const QString& name,
                                                          const std::stop_token& stop) const {
    const HttpReply reply = m_api.send(QByteArrayLiteral("PATCH"), path, {{kNameField, name}}, stop);
    if (concernsAll(reply)) {
        return fail(errorFor(reply));
    }
    if (reply.status == 204) {
        return Outcome{};
    }
    if (reply.status == 404) {
        return Outcome{Reason::NotThere, {}, false};
    }
    return reply.status >= 400
               ? Result<Outcome>(Outcome{Reason::RefusedValue, Texts::tr("Mailman did not accept the name."), false})
               : fail(unclear("name: unexpected answer"));
}

Result<MailmanSession::Member> MailmanSession::find(const QString& address, const std::stop_token& stop) const {
    const HttpReply reply =
        m_api.send(QByteArrayLiteral("GET"),
                   QStringLiteral("/lists/%1/member/%2").arg(encoded(m_target.object.id), encoded(address)), {}, stop);
    if (reply.end == HttpEnd::Answered && reply.status == 404) {
        return Member();
    }
    const auto member = answers::object(reply);
    if (!reply.ok()) {
        return fail(errorFor(reply));
    }
    if (!member || lastPart(*member, "self_link").isEmpty()) {
        return fail(unclear("member without a link"));
    }
    return Member(*member);
}

Result<MailmanSession::Outcome> MailmanSession::update(const PersonChange& person, const QString& address,
                                                       const std::stop_token& stop) {
    const auto member = find(address, stop);
    if (!member) {
        return fail(member.error());
    }
    if (!*member) {
        if (m_target.method == SyncMethod::UpdateOnly) {
            return Outcome{Reason::NotThere, {}, false};
        }
        return Outcome{Reason::Unsubscribed, Texts::tr("No longer on the list: left, or removed by its owner."), false};
    }
    return setName(person, address, stop);
}

Result<MailmanSession::Outcome> MailmanSession::rename(const PersonChange& person, const QString& before,
                                                       const QString& address, const std::stop_token& stop) {
    const auto old = find(before, stop);
    if (!old) {
        return fail(old.error());
    }
    const auto fresh = find(address, stop);
    if (!fresh) {
        return fail(fresh.error());
    }
    if (*fresh) {
        return *old ? both(person, before, address, stop) : setName(person, address, stop);
    }
    if (!*old) {
        return update(person, address, stop);
    }
    // The membership moves to the user's new address and keeps the person's own settings, such as disabled delivery. It
    // is fine if the user already has the address; the move decides.
    const QString user = lastPart(**old, "user");
    const HttpReply given =
        m_api.send(QByteArrayLiteral("POST"), QStringLiteral("/users/%1/addresses").arg(encoded(user)),
                   {{kEmailField, address}}, stop);
    if (concernsAll(given)) {
        return fail(errorFor(given));
    }
    const HttpReply verified =
        m_api.send(QByteArrayLiteral("POST"), QStringLiteral("/addresses/%1/verify").arg(encoded(address)), {}, stop);
    if (concernsAll(verified)) {
        return fail(errorFor(verified));
    }
    const HttpReply moved =
        m_api.send(QByteArrayLiteral("PATCH"), QStringLiteral("/members/") + encoded(lastPart(**old, "self_link")),
                   {{QStringLiteral("address"), address}}, stop);
    if (concernsAll(moved)) {
        return fail(errorFor(moved));
    }
    if (moved.status != 204) {
        return Outcome{Reason::RefusedAddress,
                       Texts::tr("The new address belongs to somebody else on the Mailman server."), false};
    }
    return setName(person, address, stop);
}

Result<MailmanSession::Outcome> MailmanSession::both(const PersonChange& person, const QString& before,
                                                     const QString& address, const std::stop_token& stop) {
    if (removes(m_target.method) && !person.wasThere) {
        const auto gone = unsubscribe({before}, stop); // The old identity out (promise P9).
        if (!gone) {
            return fail(gone.error());
        }
    }
    return setName(person, address, stop);
}

Result<std::map<QString, bool>> MailmanSession::unsubscribe(const QStringList& addresses,
                                                            const std::stop_token& stop) const {
    Form form;
    for (const QString& address : addresses) {
        form.append({QStringLiteral("emails"), address});
    }
    // Mailman's only bulk request; it sends no goodbye message.
    const HttpReply reply =
        m_api.send(QByteArrayLiteral("DELETE"),
                   QStringLiteral("/lists/%1/roster/member").arg(encoded(m_target.object.id)), form, stop);
    if (!reply.ok()) {
        return fail(errorFor(reply));
    }
    const auto answer = answers::object(reply);
    if (!answer) {
        return fail(unclear("roster: no JSON object"));
    }
    std::map<QString, bool> result;
    for (auto it = answer->begin(); it != answer->end(); ++it) {
        if (it.value().isBool()) {
            result[it.key().toLower()] = it.value().toBool();
        }
    }
    for (const QString& address : addresses) {
        if (!result.contains(address.toLower())) {
            return fail(unclear("roster: somebody is missing in the answer"));
        }
    }
    return result;
}

BatchResult MailmanSession::remove(const ChangeBatch& batch, const std::stop_token& stop) {
    BatchResult result;
    QStringList addresses;
    std::vector<std::uint32_t> who;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        const QString address = previousAddress(batch.people[i]);
        if (address.isEmpty()) {
            result.rows.push_back({i, Reason::NoIdentifier, {}, {}, false});
            continue;
        }
        addresses.append(address);
        who.push_back(i);
    }
    if (!addresses.isEmpty()) {
        const auto gone = unsubscribe(addresses, stop);
        if (!gone) {
            const ErrorKind kind = gone.error().kind;
            const bool stops =
                kind == ErrorKind::SignIn || kind == ErrorKind::NotFound || kind == ErrorKind::Permission;
            const bool content = kind == ErrorKind::Refused;
            return stops || content ? answers::refused(gone.error(), content) : answers::unknown(gone.error());
        }
        for (std::size_t i = 0; i < who.size(); ++i) {
            if (!gone->at(addresses[qsizetype(i)].toLower())) {
                result.rows.push_back({who[i], Reason::AlreadyGone, {}, {}, false});
            }
        }
    }
    result.verdict = BatchVerdict::Acknowledged;
    return result;
}

Result<void> MailmanSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) {
    const QString list = QStringLiteral("/lists/") + encoded(m_target.object.id);
    bool wanted = true;
    const auto read = [&](Reason reason) {
        return [&, reason](const QJsonObject& entry) {
            const QString address = entry[QLatin1String("email")].toString().toLower();
            if (address.isEmpty() || address.startsWith(u'^')) {
                return true; // A ban may be a pattern; the server itself applies it.
            }
            RemoteMember member;
            member.identity = address.toStdString();
            member.reason = reason;
            member.reachable = reason == Reason::None;
            wanted = sink(member);
            return wanted;
        };
    };
    auto banned = m_api.entries(list + QStringLiteral("/bans"), read(Reason::ComplianceState), stop);
    if (!banned || !wanted) {
        return banned;
    }
    return m_api.entries(list + QStringLiteral("/roster/member?fields=email"), read(Reason::None), stop);
}

} // namespace pathways::mailman
