// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace pathways::test {

/// A destination in memory, with people's own wishes, a memory of every delivery, and faults on request. It outlives
/// the sessions, as a platform outlives the program. Thread-safe.
class FakeDestination {
public:
    enum class Status { Subscribed, Unsubscribed, Cleaned };
    struct Member {
        Status status = Status::Subscribed;
        std::vector<std::string> values;
        bool byOthers = false; ///< Was there before, or was put there by somebody else.
        std::set<std::string> tags = {};
        friend bool operator==(const Member&, const Member&) = default;
    };
    /// What goes wrong with one exchange.
    enum class Fault { None, NotSent, LostRequest, LostAnswer, SignIn, Refuse };

    std::map<std::string, Member> members;             ///< By address (the first identifier).
    bool appends = false;                              ///< Whoever is there is left as they are, by name.
    bool idempotent = true;                            ///< Whether sending a batch again is harmless.
    std::function<Fault(int exchange)> fault;          ///< Asked for each delivery, from 0.
    std::size_t tooMany = 0;                           ///< A request with so many people is refused whole; 0: none is.
    std::function<bool(const PersonChange&)> refuses;  ///< A person who makes the platform refuse a whole batch.
    std::function<bool(const PersonChange&)> rejects;  ///< A person refused by name.
    std::function<void(const ChangeBatch&)> onApplied; ///< After the effect, before the answer.
    bool matchesLater = false;                         ///< Accepts now; matchState says what became of it.
    std::function<Result<ProcessingState>(const QList<QByteArray>& receipts)> matchState;
    std::function<void(BatchResult&)> tamper; ///< With an answer, after the effect.
    std::atomic<int> exchanges = 0;           ///< Read by the run while the next one is made.
    int duplicates = 0;                       ///< Deliveries applied twice though they are not idempotent.
    int removalsOfOthers = 0;
    int resubscribed = 0; ///< Sent though told before that the person left at their own wish.
    int additionsAfterRemovals = 0;
    std::vector<std::string> bodies;                   ///< Of each delivery, to compare attempts.
    std::map<std::string, std::set<std::string>> told; ///< Per pathway: who was reported as having left.
    std::map<std::pair<std::string, std::uint32_t>, BatchResult> answered; ///< By the push's reference and batch.
    std::mutex mutex;

    [[nodiscard]] std::map<std::string, Member> state() {
        const std::lock_guard lock(mutex);
        return members;
    }
};

class FakeSession final : public PushSession {
public:
    FakeSession(FakeDestination& destination, std::string pathway, std::string reference, std::vector<bool> clears = {},
                std::string tag = {}, std::vector<FormerMark> former = {})
        : m_to(destination)
        , m_pathway(std::move(pathway))
        , m_reference(std::move(reference))
        , m_clears(std::move(clears))
        , m_tag(std::move(tag))
        , m_former(std::move(former)) {}

    BatchResult send(const ChangeBatch& batch, std::stop_token stop) override {
        const std::lock_guard lock(m_to.mutex);
        if (stop.stop_requested()) {
            return refusal(ErrorKind::Canceled, false);
        }
        const auto fault = m_to.fault ? m_to.fault(m_to.exchanges) : FakeDestination::Fault::None;
        ++m_to.exchanges;
        using Fault = FakeDestination::Fault;
        switch (fault) {
        case Fault::NotSent:
            return refusal(ErrorKind::Network, false);
        case Fault::SignIn:
            return refusal(ErrorKind::SignIn, false);
        case Fault::Refuse:
            return refusal(ErrorKind::Refused, false);
        case Fault::LostRequest:
            return lost(batch);
        default:
            break;
        }
        if (m_to.tooMany > 0 && batch.people.size() >= m_to.tooMany) {
            return refusal(ErrorKind::Refused, true);
        }
        if (m_to.refuses && std::any_of(batch.people.begin(), batch.people.end(), m_to.refuses)) {
            return refusal(ErrorKind::Refused, true);
        }
        BatchResult result = apply(batch);
        if (m_to.onApplied) {
            m_to.onApplied(batch);
        }
        if (m_to.tamper) {
            m_to.tamper(result);
        }
        return fault == Fault::LostAnswer ? lost(batch) : result;
    }

    [[nodiscard]] bool resendable(const ChangeBatch&) const override { return m_to.idempotent; }

    BatchResult settle(const ChangeBatch& batch, const QByteArray&, std::stop_token) override {
        const std::lock_guard lock(m_to.mutex);
        const auto found = m_to.answered.find({m_reference, batch.number});
        return found == m_to.answered.end() ? refusal(ErrorKind::Refused, false) : found->second;
    }

    Result<ProcessingState> poll(const QList<QByteArray>& receipts, std::stop_token) override {
        return m_to.matchState ? m_to.matchState(receipts) : PushSession::poll(receipts, {});
    }

    Result<void> readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) override {
        for (const auto& [address, member] : m_to.state()) {
            RemoteMember remote;
            remote.identity = address;
            remote.reachable = member.status == FakeDestination::Status::Subscribed;
            remote.reason = reasonOf(member.status);
            if (!sink(remote)) {
                break;
            }
        }
        return {};
    }

    static Reason reasonOf(FakeDestination::Status status) {
        return status == FakeDestination::Status::Unsubscribed ? Reason::Unsubscribed
               : status == FakeDestination::Status::Cleaned    ? Reason::Bounced
                                                               : Reason::None;
    }

private:
    static BatchResult refusal(ErrorKind kind, bool splittable) {
        BatchResult result;
        result.verdict = BatchVerdict::Refused;
        result.splittable = splittable;
        result.error = Error{kind,
                             QStringLiteral("It did not work."),
                             QStringLiteral("Nothing was sent."),
                             QStringLiteral("Try again."),
                             {}};
        return result;
    }
    BatchResult lost(const ChangeBatch& batch) const {
        BatchResult result;
        result.error.kind = ErrorKind::Network;
        result.error.what = QStringLiteral("The line broke.");
        result.receipt = QByteArray::number(batch.number);
        return result;
    }

    BatchResult apply(const ChangeBatch& batch) {
        std::string body;
        for (const PersonChange& person : batch.people) {
            body += std::to_string(int(person.kind)) + std::to_string(person.row);
            for (const auto value : person.values) {
                body.append(value).push_back('|');
            }
            for (const auto value : person.previous) {
                body.append(value).push_back('<');
            }
        }
        m_to.bodies.push_back(std::to_string(batch.number) + ":" + body);
        if (!m_to.idempotent && m_to.answered.contains({m_reference, batch.number})) {
            ++m_to.duplicates;
        }
        BatchResult result;
        result.verdict = BatchVerdict::Acknowledged;
        result.receipt = QByteArray::number(batch.number);
        result.processing = m_to.matchesLater;
        for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
            batch.removal ? removeOne(batch.people[i], i, result) : addOne(batch.people[i], i, result);
        }
        m_sawRemoval = m_sawRemoval || batch.removal;
        m_to.additionsAfterRemovals += !batch.removal && m_sawRemoval ? 1 : 0;
        m_to.answered[{m_reference, batch.number}] = result;
        return result;
    }

    void addOne(const PersonChange& person, std::uint32_t index, BatchResult& result) {
        if (m_to.rejects && m_to.rejects(person)) {
            result.rows.push_back({index, Reason::RefusedValue, {}, {}, false});
            return;
        }
        const std::string address(person.values.at(0));
        std::string from = person.previous.empty() ? address : std::string(person.previous.at(0));
        auto found = m_to.members.find(from);
        if (found == m_to.members.end()) {
            found = m_to.members.find(address);
        }
        const bool there = found != m_to.members.end();
        if (there && found->second.status != FakeDestination::Status::Subscribed) {
            auto& told = m_to.told[m_pathway];
            m_to.resubscribed += told.contains(found->first) ? 1 : 0;
            told.insert(found->first);
            result.rows.push_back({index, reasonOf(found->second.status), {}, {}, false});
            return;
        }
        if (there && m_to.appends && found->second.byOthers) {
            result.rows.push_back({index, Reason::AlreadyThere, {}, {}, false});
            return;
        }
        if (there && person.kind == ChangeKind::Add && found->second.byOthers) {
            result.adopted.push_back(index);
        }
        FakeDestination::Member member = there ? found->second : FakeDestination::Member{};
        member.values.resize(person.values.size());
        for (std::size_t i = 0; i < person.values.size(); ++i) {
            if (!person.values[i].empty() || (i < m_clears.size() && m_clears[i])) {
                member.values[i] = person.values[i];
            }
        }
        if (there) {
            m_to.members.erase(found);
        }
        if (!m_tag.empty()) {
            member.tags.insert(m_tag);
        }
        m_to.members[address] = member;
    }

    void removeOne(const PersonChange& person, std::uint32_t index, BatchResult& result) {
        const auto found = m_to.members.find(std::string(person.previous.at(0)));
        if (found == m_to.members.end()) {
            result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
            return;
        }
        if (takeFormerOff(person, found->second) == 0 && person.formerOnly) {
            result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        }
        if (person.formerOnly) {
            return;
        }
        if (person.markOnly) {
            found->second.tags.erase(m_tag);
            return;
        }
        m_to.removalsOfOthers += found->second.byOthers ? 1 : 0;
        m_to.members.erase(found);
    }

    std::size_t takeFormerOff(const PersonChange& person, FakeDestination::Member& member) const {
        std::size_t off = 0;
        for (std::size_t i = 0; i < m_former.size(); ++i) {
            off += (person.formerMarks >> i & 1U) == 0 ? 0 : std::erase_if(member.tags, [&](const std::string& tag) {
                return QString::fromStdString(tag).toCaseFolded() == m_former[i].name;
            });
        }
        return off;
    }

    FakeDestination& m_to;
    std::string m_pathway;
    std::string m_reference;
    std::vector<bool> m_clears;
    std::string m_tag; ///< Set on each person; empty: none.
    std::vector<FormerMark> m_former;
    bool m_sawRemoval = false;
};

} // namespace pathways::test
