// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_session.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/mailchimp/mailchimp_type.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways::mailchimp {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

constexpr std::size_t kNone = static_cast<std::size_t>(-1);
constexpr qint64 kClockSkewSeconds = 300; // Between this computer's clock and Mailchimp's.

Error unclear(const char* detail) {
    return answers::notUnderstood(QStringLiteral("Mailchimp"), QString::fromLatin1(detail));
}

std::string newStatus(const PushTarget& target) {
    return target.options.value(kNewStatusOption) == QLatin1String("pending") ? "pending" : "subscribed";
}

std::size_t emailIdentifier(const PushTarget& target) {
    for (std::size_t i = 0; i < target.identifiers.size(); ++i) {
        if (target.fields[target.identifiers[i]].id == QLatin1String("EMAIL")) {
            return i;
        }
    }
    return kNone;
}

/// Errors that stop the push and prove that nothing was done.
bool stopsThePush(const Error& error) {
    return error.kind == ErrorKind::SignIn || error.kind == ErrorKind::Permission || error.kind == ErrorKind::NotFound;
}

} // namespace

MailchimpSession::MailchimpSession(Api api, PushTarget target)
    : m_api(std::move(api))
    , m_target(std::move(target))
    , m_writer(m_target.fields, m_target.clears, newStatus(m_target))
    , m_tag(m_api, m_target.object.id, m_target.options.value(kTagOption), MarkKind::Tag)
    , m_segment(m_api, m_target.object.id, m_target.options.value(kSegmentOption), MarkKind::StaticSegment)
    , m_wishes(m_api, m_target.object.id)
    , m_started(m_target.started)
    , m_archives(m_target.removalMeaning != kTagOff)
    , m_emailIdentifier(emailIdentifier(m_target)) {
    if (!m_started.isValid()) {
        m_started = m_api.clock().now();
    }
    for (const FormerMark& mark : m_target.formerMarks) {
        m_former.emplace_back(m_api, m_target.object.id, mark.name,
                              mark.option == kSegmentOption ? MarkKind::StaticSegment : MarkKind::Tag);
    }
}

BatchResult MailchimpSession::send(const ChangeBatch& batch, std::stop_token stop) {
    return deliver(batch, {}, batch.repeated, std::move(stop));
}

bool MailchimpSession::resendable(const ChangeBatch& batch) const {
    return operationsOf(batch) <= kOneByOne;
}

BatchResult MailchimpSession::settle(const ChangeBatch& batch, const QByteArray& receipt, std::stop_token stop) {
    // A started batch operation is waited for; without a receipt the same idempotent changes are sent again.
    return deliver(batch, receipt, true, std::move(stop));
}

Result<void> MailchimpSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) {
    const MemberReader roster(m_api, m_target.object.id);
    return roster.read(
        MemberReader::Filter{},
        [&](const QJsonObject& object) {
            const QString status = object[QLatin1String("status")].toString();
            if (status == QLatin1String("archived")) {
                return true; // Not in the list as people see it.
            }
            RemoteMember member;
            member.identity = object[QLatin1String("email_address")].toString().toLower().toStdString();
            member.reason = reasonOfStatus(status);
            member.reachable = member.reason == Reason::None;
            if (status == QLatin1String("pending")) {
                member.reason = Reason::PendingOptIn;
            }
            const auto optedIn = QDateTime::fromString(object[QLatin1String("timestamp_opt")].toString(), Qt::ISODate);
            if (optedIn.isValid()) {
                member.joined = optedIn;
            }
            return sink(member);
        },
        std::move(stop));
}

Result<void> MailchimpSession::readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink,
                                           std::stop_token stop) {
    const MemberReader roster(m_api, m_target.object.id);
    const auto readThose = [&](const QString& status) {
        return roster.read(
            {.status = status, .changedSince = since},
            [&](const QJsonObject& object) {
                return sink({object[QLatin1String("email_address")].toString().toLower().toStdString(),
                             reasonOfLeaver(object), changedAt(object)});
            },
            stop);
    };
    auto read = readThose(QStringLiteral("unsubscribed"))
                    .and_then([&] { return readThose(QStringLiteral("cleaned")); })
                    .and_then([&] { return readThose(QStringLiteral("archived")); });
    // Last, so that whoever came back meanwhile counts as there. At the first look nobody is known who could be back.
    return read && since.isValid() ? readThose(QStringLiteral("subscribed")) : read;
}

BatchResult MailchimpSession::deliver(const ChangeBatch& batch, const QByteArray& receipt, bool repeated,
                                      std::stop_token stop) {
    Work work{batch, std::move(stop), receipt};
    {
        const std::lock_guard lock(m_mutex);
        const bool sentBefore = !m_unsettled.insert(batch.number).second;
        work.repeated = repeated || sentBefore;
    }
    BatchResult result = batch.removal ? remove(work) : addAndUpdate(work);
    if (result.verdict != BatchVerdict::Unknown) {
        const std::lock_guard lock(m_mutex);
        m_unsettled.erase(batch.number);
    }
    return result;
}

std::string_view MailchimpSession::previousAddress(const PersonChange& person) const {
    return m_emailIdentifier < person.previous.size() ? person.previous[m_emailIdentifier] : std::string_view();
}

bool MailchimpSession::renamed(const PersonChange& person) const {
    const std::string_view before = previousAddress(person);
    return person.kind == ChangeKind::Update && !before.empty() && folded(before) != folded(m_writer.address(person));
}

QString MailchimpSession::memberPath(std::string_view address) const {
    return QStringLiteral("/lists/%1/members/%2").arg(encoded(m_target.object.id), subscriberHash(address));
}

bool MailchimpSession::cameDuringThisPush(const QDateTime& optedIn) const {
    return optedIn.isValid() && optedIn >= m_started.addSecs(-kClockSkewSeconds);
}

std::size_t MailchimpSession::operationsOf(const ChangeBatch& batch) const {
    if (batch.removal) {
        return m_archives ? batch.people.size() : 0;
    }
    return static_cast<std::size_t>(
        std::count_if(batch.people.begin(), batch.people.end(), [&](const PersonChange& person) {
            return m_target.method == SyncMethod::UpdateOnly || renamed(person);
        }));
}

void MailchimpSession::verdict(Work& work, std::uint32_t index, const Refusal& refusal) {
    work.result.rows.push_back({index, refusal.reason, refusal.field, noteFor(refusal), false});
}

void MailchimpSession::verdict(Work& work, std::uint32_t index, Reason reason, const QString& note) {
    work.result.rows.push_back({index, reason, {}, note, false});
}

void MailchimpSession::accept(Work& work, std::uint32_t index) {
    work.accepted.push_back(index);
}

void MailchimpSession::acceptByStatus(Work& work, std::uint32_t index, const QString& status) {
    if (status == QLatin1String("archived")) {
        if (m_target.method == SyncMethod::UpdateOnly) {
            verdict(work, index, Reason::NotThere, archivedNote());
        } else {
            verdict(work, index, Reason::TakenOutThere, archivedNote());
        }
        return;
    }
    const Reason reason = reasonOfStatus(status);
    if (reason == Reason::None) {
        accept(work, index);
    } else {
        verdict(work, index, reason);
    }
}

MailchimpSession::Step MailchimpSession::ended(Work& work, const Error& error) {
    return stopsThePush(error) && !work.touched ? answers::refused(error) : answers::unknown(error, work.receipt);
}

MailchimpSession::Step MailchimpSession::ended(Work& work, const HttpReply& reply) {
    const Error error = errorFor(reply);
    if (reply.end == HttpEnd::Unknown || reply.status >= 500) {
        work.touched = true;
    }
    const bool aboutTheContent = reply.end == HttpEnd::Answered && error.kind == ErrorKind::Refused;
    if (!aboutTheContent) {
        return ended(work, error);
    }
    if (work.batch.people.size() > 1) {
        return answers::refused(error, true);
    }
    // A single person, explicitly refused: the outcome is known.
    work.result.verdict = BatchVerdict::Acknowledged;
    work.result.rows.clear();
    const auto problem = answers::object(reply);
    verdict(work, 0, problem ? refusalOf(reply.status, *problem) : Refusal{});
    return work.result;
}

HttpReply MailchimpSession::subscribe(Work& work, const QByteArray& body, bool partial) {
    QUrlQuery query;
    if (partial) {
        query.addQueryItem(QStringLiteral("skip_merge_validation"), QStringLiteral("true"));
    }
    HttpRequest request = m_api.request(QByteArrayLiteral("POST"),
                                        QStringLiteral("/lists/%1").arg(encoded(m_target.object.id)), query, body);
    // An addition silently delivered twice would look like somebody who had been there before.
    request.idempotent = partial;
    return m_api.send(request, work.stop);
}

MailchimpSession::Step MailchimpSession::operate(Work& work, const std::vector<Operation>& operations,
                                                 std::vector<OperationAnswer>& answers) {
    // A batch operation that may have been started is not started again: members are sent one by one instead.
    const bool alone = work.repeated && work.receipt.isEmpty();
    OperationsResult done =
        alone ? carryOutAlone(m_api, operations, work.stop) : carryOut(m_api, operations, work.receipt, work.stop);
    work.receipt = done.receipt;
    if (done.error) {
        work.touched = work.touched || !done.nothingHappened;
        return ended(work, *done.error);
    }
    work.touched = true;
    work.receipt.clear();
    answers = std::move(done.answers);
    return std::nullopt;
}

MailchimpSession::Step MailchimpSession::sortPeople(Work& work) {
    const bool updateOnly = m_target.method == SyncMethod::UpdateOnly;
    for (std::uint32_t i = 0; i < work.batch.people.size(); ++i) {
        const PersonChange& person = work.batch.people[i];
        if (m_writer.address(person).empty()) {
            verdict(work, i, Reason::NoIdentifier);
        } else if (renamed(person)) {
            work.renames.push_back(i);
        } else if (updateOnly) {
            work.patches.push_back(i);
        } else if (person.kind == ChangeKind::Update) {
            work.updates.push_back(i);
        } else {
            if (auto end = sortAddition(work, i)) {
                return end;
            }
        }
    }
    return std::nullopt;
}

/// The only way to add people: whoever is archived comes back only if this workspace archived them, nobody changed
/// their entry since the plan asked who had left, and they had not left before (promise P1).
MailchimpSession::Step MailchimpSession::sortAddition(Work& work, std::uint32_t index) {
    const PersonChange& person = work.batch.people[index];
    const auto archived = m_wishes.archived(m_writer.address(person), work.stop);
    if (!archived) {
        return ended(work, archived.error());
    }
    const bool asPlanned =
        m_target.leaversUntil.isValid() && archived->changed.isValid() && archived->changed <= m_target.leaversUntil;
    if (archived->reason == Reason::None ||
        (archived->reason == Reason::TakenOutThere && person.outByUs && asPlanned)) {
        work.adds.push_back(index);
    } else if (archived->reason == Reason::TakenOutThere) {
        verdict(work, index, archived->reason, archivedNote());
    } else {
        verdict(work, index, archived->reason);
    }
    return std::nullopt;
}

BatchResult MailchimpSession::addAndUpdate(Work& work) {
    if (auto end = sortPeople(work)) {
        return *end;
    }
    // Renames first: people who turn out to be gone join the additions.
    for (const auto step : {&MailchimpSession::rename, &MailchimpSession::add, &MailchimpSession::update,
                            &MailchimpSession::patch, &MailchimpSession::archiveLeft}) {
        if (auto end = (this->*step)(work)) {
            return *end;
        }
    }
    std::vector<std::string_view> tagged;
    for (const std::uint32_t index : work.accepted) {
        tagged.push_back(m_writer.address(work.batch.people[index]));
        const QString dropped = m_writer.droppedCompound(work.batch.people[index]);
        if (!dropped.isEmpty()) {
            work.result.rows.push_back({index, Reason::ValueDropped, dropped,
                                        Texts::tr("The address is not complete, so it was not sent."), false});
        }
    }
    for (ManagedTag* mark : {&m_tag, &m_segment}) {
        if (const auto on = mark->switchOn(tagged, work.stop); !on) {
            work.touched = true;
            return *ended(work, on.error());
        }
    }
    work.result.verdict = BatchVerdict::Acknowledged;
    return work.result;
}

MailchimpSession::Step MailchimpSession::rename(Work& work) {
    if (work.renames.empty()) {
        return std::nullopt;
    }
    std::vector<Operation> operations;
    for (const std::uint32_t index : work.renames) {
        const PersonChange& person = work.batch.people[index];
        operations.push_back({QByteArrayLiteral("PATCH"), memberPath(previousAddress(person)),
                              m_writer.writePatch(person, m_writer.address(person)), true});
    }
    std::vector<OperationAnswer> answers;
    if (auto end = operate(work, operations, answers)) {
        return end;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const std::uint32_t index = work.renames[i];
        if (answers[i].status >= 200 && answers[i].status < 300) {
            const QString status = answers[i].body[QLatin1String("status")].toString();
            if (reasonOfStatus(status) == Reason::Unsubscribed) {
                verdict(work, index, Reason::LeftAtOldAddress);
            } else {
                acceptByStatus(work, index, status);
            }
            continue;
        }
        const Refusal refusal = refusalOf(answers[i].status, answers[i].body);
        const bool newAddressThere = refusal.reason == Reason::AlreadyThere;
        if (!newAddressThere && refusal.reason != Reason::NotThere) {
            verdict(work, index, refusal);
            continue;
        }
        if (newAddressThere) {
            work.found.insert(index);
        }
        if (newAddressThere && !work.batch.people[index].wasThere) {
            work.left.push_back(index);
        }
        if (m_target.method == SyncMethod::UpdateOnly) {
            work.patches.push_back(index);
        } else if (newAddressThere) {
            work.updates.push_back(index);
        } else if (auto end = sortAddition(work, index)) {
            return end;
        }
    }
    return std::nullopt;
}

/// Both addresses are in the list: the old one goes, as it would if the person had left, once the new one was accepted
/// (promise P9).
MailchimpSession::Step MailchimpSession::archiveLeft(Work& work) {
    std::vector<std::string_view> oldAddresses;
    for (const std::uint32_t index : work.left) {
        if (std::find(work.accepted.begin(), work.accepted.end(), index) != work.accepted.end()) {
            oldAddresses.push_back(previousAddress(work.batch.people[index]));
        }
    }
    return oldAddresses.empty() ? std::nullopt : archive(work, {}, oldAddresses);
}

MailchimpSession::Step MailchimpSession::add(Work& work) {
    if (work.adds.empty()) {
        return std::nullopt;
    }
    const HttpReply reply = subscribe(work, m_writer.writeAdditions(work.batch, work.adds), false);
    if (!reply.ok()) {
        return ended(work, reply);
    }
    work.touched = true;
    const auto answers = readAnswer(reply, work.batch, work.adds, m_writer);
    if (!answers) {
        return ended(work, unclear("list: the answer does not add up"));
    }
    std::vector<std::uint32_t> there;
    for (std::size_t i = 0; i < work.adds.size(); ++i) {
        const MemberAnswer& answer = (*answers)[i];
        const std::uint32_t index = work.adds[i];
        if (answer.accepted) {
            accept(work, index);
        } else if (answer.reason == Reason::AlreadyThere) {
            there.push_back(index);
        } else if (!answer.status.isEmpty()) {
            acceptByStatus(work, index, answer.status);
        } else {
            verdict(work, index, Refusal{answer.reason, answer.field});
        }
    }
    if (m_target.method == SyncMethod::Append) {
        return whoCameDuringThisPush(work, there);
    }
    for (const std::uint32_t index : there) {
        work.found.insert(index);
        work.updates.push_back(index);
    }
    return std::nullopt;
}

MailchimpSession::Step MailchimpSession::whoCameDuringThisPush(Work& work, const std::vector<std::uint32_t>& there) {
    std::vector<OperationAnswer> answers(there.size());
    if (work.repeated && !there.empty()) {
        std::vector<Operation> operations;
        operations.reserve(there.size());
        for (const std::uint32_t index : there) {
            operations.push_back(
                {QByteArrayLiteral("GET"), memberPath(m_writer.address(work.batch.people[index])), {}, false});
        }
        if (auto end = operate(work, operations, answers)) {
            return end;
        }
    }
    for (std::size_t i = 0; i < there.size(); ++i) {
        const QJsonObject& member = answers[i].body;
        const auto optedIn = QDateTime::fromString(member[QLatin1String("timestamp_opt")].toString(), Qt::ISODate);
        if (answers[i].status == 200 && cameDuringThisPush(optedIn)) {
            acceptByStatus(work, there[i], member[QLatin1String("status")].toString());
        } else {
            verdict(work, there[i], Reason::AlreadyThere);
        }
    }
    return std::nullopt;
}

MailchimpSession::Step MailchimpSession::update(Work& work) {
    if (work.updates.empty()) {
        return std::nullopt;
    }
    const HttpReply reply = subscribe(work, m_writer.writeUpdates(work.batch, work.updates), true);
    if (!reply.ok()) {
        return ended(work, reply);
    }
    work.touched = true;
    const auto answers = readAnswer(reply, work.batch, work.updates, m_writer);
    if (!answers) {
        return ended(work, unclear("list: the answer does not add up"));
    }
    for (std::size_t i = 0; i < work.updates.size(); ++i) {
        const MemberAnswer& answer = (*answers)[i];
        const std::uint32_t index = work.updates[i];
        if (answer.status.isEmpty() && !answer.accepted) {
            const bool there = answer.reason == Reason::AlreadyThere;
            verdict(work, index, Refusal{there ? Reason::RefusedOther : answer.reason, answer.field});
            continue;
        }
        const std::size_t before = work.accepted.size();
        acceptByStatus(work, index, answer.status);
        const bool ours = work.repeated && cameDuringThisPush(answer.optedIn);
        if (work.accepted.size() > before && work.found.contains(index) && !ours) {
            work.result.adopted.push_back(index);
        }
    }
    return std::nullopt;
}

MailchimpSession::Step MailchimpSession::patch(Work& work) {
    if (work.patches.empty()) {
        return std::nullopt;
    }
    std::vector<Operation> operations;
    for (const std::uint32_t index : work.patches) {
        const PersonChange& person = work.batch.people[index];
        operations.push_back(
            {QByteArrayLiteral("PATCH"), memberPath(m_writer.address(person)), m_writer.writePatch(person), true});
    }
    std::vector<OperationAnswer> answers;
    if (auto end = operate(work, operations, answers)) {
        return end;
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (answers[i].status >= 200 && answers[i].status < 300) {
            acceptByStatus(work, work.patches[i], answers[i].body[QLatin1String("status")].toString());
        } else {
            verdict(work, work.patches[i], refusalOf(answers[i].status, answers[i].body));
        }
    }
    return std::nullopt;
}

/// The marks that the pathway set before. The folded addresses of those who had one.
Result<std::unordered_set<std::string>> MailchimpSession::takeFormerOff(Work& work) {
    std::unordered_set<std::string> had;
    std::uint32_t bit = 1;
    for (ManagedTag& mark : m_former) {
        std::vector<std::string_view> addresses;
        for (const PersonChange& person : work.batch.people) {
            if ((person.formerMarks & bit) != 0 && !previousAddress(person).empty()) {
                addresses.push_back(previousAddress(person));
            }
        }
        auto off = mark.switchOff(addresses, work.stop);
        if (!off) {
            return off;
        }
        had.merge(*off);
        bit <<= 1;
    }
    return had;
}

BatchResult MailchimpSession::remove(Work& work) {
    auto former = takeFormerOff(work);
    if (!former) {
        return *ended(work, former.error());
    }
    std::vector<std::uint32_t> who;
    std::vector<std::string_view> addresses;
    for (std::uint32_t i = 0; i < work.batch.people.size(); ++i) {
        const std::string_view address = previousAddress(work.batch.people[i]);
        if (address.empty()) {
            verdict(work, i, Reason::NoIdentifier);
            continue;
        }
        if (work.batch.people[i].formerOnly) {
            if (!former->contains(folded(address))) {
                verdict(work, i, Reason::AlreadyGone);
            }
            continue;
        }
        who.push_back(i);
        addresses.push_back(address);
    }
    std::unordered_set<std::string> marked;
    for (ManagedTag* mark : {&m_tag, &m_segment}) {
        auto off = mark->switchOff(addresses, work.stop);
        if (!off) {
            return *ended(work, off.error());
        }
        marked.merge(*off);
    }
    std::vector<std::uint32_t> archived;
    std::vector<std::string_view> archivedAddresses;
    for (std::size_t i = 0; i < who.size(); ++i) {
        if (m_archives && !work.batch.people[who[i]].markOnly) {
            archived.push_back(who[i]);
            archivedAddresses.push_back(addresses[i]);
        } else if (!marked.contains(folded(addresses[i]))) {
            verdict(work, who[i], Reason::AlreadyGone);
        }
    }
    if (!archived.empty()) {
        if (auto end = archive(work, archived, archivedAddresses)) {
            return *end;
        }
    }
    work.result.verdict = BatchVerdict::Acknowledged;
    return work.result;
}

/// who: batch indices of the addresses; empty if no verdict is needed.
MailchimpSession::Step MailchimpSession::archive(Work& work, const std::vector<std::uint32_t>& who,
                                                 std::vector<std::string_view> addresses) {
    std::vector<Operation> operations;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto unreachable = m_wishes.unreachable(addresses[i], work.stop);
        if (!unreachable) {
            return ended(work, unreachable.error());
        }
        if (*unreachable) {
            if (!who.empty()) {
                verdict(work, who[i], Reason::AlreadyGone,
                        Texts::tr("Unsubscribed there; not changed, so that their choice is kept."));
            }
            continue;
        }
        operations.push_back({QByteArrayLiteral("DELETE"), memberPath(addresses[i]), {}, false});
        places.push_back(i);
    }
    std::vector<OperationAnswer> answers;
    if (operations.empty()) {
        return std::nullopt;
    }
    if (auto end = operate(work, operations, answers)) {
        return end;
    }
    for (std::size_t i = 0; i < answers.size() && !who.empty(); ++i) {
        const int status = answers[i].status;
        const std::uint32_t index = who[places[i]];
        if (status == 404 || status == 405) {
            verdict(work, index, Reason::AlreadyGone); // Archived, deleted, bounced or never confirmed.
        } else if (status < 200 || status >= 300) {
            verdict(work, index, refusalOf(status, answers[i].body));
        }
    }
    return std::nullopt;
}

} // namespace pathways::mailchimp
