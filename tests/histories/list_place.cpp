// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/list_place.h"

namespace pathways::test {

namespace {

/// Why somebody who is not subscribed may not be added.
Reason reasonOf(const ListPlace::Member& member) {
    switch (member.status) {
    case ListPlace::Status::Unsubscribed:
        return Reason::Unsubscribed;
    case ListPlace::Status::Cleaned:
        return Reason::Bounced;
    default:
        return Reason::None;
    }
}

BatchResult failed(BatchVerdict verdict) {
    BatchResult result;
    result.verdict = verdict;
    result.error = {ErrorKind::Network,
                    QStringLiteral("The line broke."),
                    QStringLiteral("It is not known."),
                    QStringLiteral("Push again."),
                    {}};
    return result;
}

} // namespace

std::map<std::string, ListPlace::Member> ListPlace::members() const {
    const std::lock_guard lock(m_mutex);
    return m_members;
}

bool ListPlace::subscribed(const std::string& address) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_members.find(address);
    return found != m_members.end() && found->second.status == Status::Subscribed;
}

void ListPlace::change(const std::function<void(std::map<std::string, Member>&)>& edit) {
    const std::lock_guard lock(m_mutex);
    edit(m_members);
}

ListPlace::Seen ListPlace::seen() const {
    const std::lock_guard lock(m_mutex);
    return m_seen;
}

ListSession::ListSession(ListPlace& place, std::string push, std::string tag, bool tagOff, bool appends, Clock& clock)
    : m_place(place)
    , m_push(std::move(push))
    , m_tag(std::move(tag))
    , m_tagOff(tagOff)
    , m_appends(appends)
    , m_clock(clock) {}

BatchResult ListSession::send(const ChangeBatch& batch, std::stop_token stop) {
    const std::lock_guard lock(m_place.m_mutex);
    if (stop.stop_requested()) {
        BatchResult result = failed(BatchVerdict::Refused);
        result.error.kind = ErrorKind::Canceled;
        return result;
    }
    const auto fault = m_place.fault ? m_place.fault(m_place.m_deliveries) : ListPlace::Fault::None;
    ++m_place.m_deliveries;
    if (fault == ListPlace::Fault::LostRequest || fault == ListPlace::Fault::Refused) {
        m_place.m_seen.lost += fault == ListPlace::Fault::LostRequest ? 1 : 0;
        return failed(fault == ListPlace::Fault::Refused ? BatchVerdict::Refused : BatchVerdict::Unknown);
    }
    BatchResult result;
    result.verdict = BatchVerdict::Acknowledged;
    for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
        batch.removal ? takeOut(batch.people[i], i, result) : put(batch.people[i], i, result);
    }
    if (fault == ListPlace::Fault::LostAnswer) {
        ++m_place.m_seen.lost;
        return failed(BatchVerdict::Unknown);
    }
    return result;
}

BatchResult ListSession::settle(const ChangeBatch&, const QByteArray&, std::stop_token) {
    return failed(BatchVerdict::Unknown);
}

Result<void> ListSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) {
    for (const auto& [address, member] : m_place.members()) {
        if (member.status == ListPlace::Status::Archived || (m_tagOff && !member.tags.contains(m_tag))) {
            continue;
        }
        RemoteMember remote;
        remote.identity = address;
        remote.reachable = member.status == ListPlace::Status::Subscribed;
        remote.reason = reasonOf(member);
        remote.joined = member.joined;
        if (!sink(remote)) {
            break;
        }
    }
    return {};
}

void ListSession::put(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    const std::string address(person.values.at(0));
    const std::string before = person.previous.empty() ? std::string() : std::string(person.previous.at(0));
    auto& members = m_place.m_members;
    const auto there = members.find(address);
    if (there != members.end() && reasonOf(there->second) != Reason::None) {
        result.rows.push_back({index, reasonOf(there->second), {}, {}, false});
        return;
    }
    if (there != members.end() && there->second.status == ListPlace::Status::Archived && there->second.byStaff) {
        result.rows.push_back({index, Reason::TakenOutThere, {}, {}, false});
        return;
    }
    if (there != members.end() && m_appends && there->second.byOthers &&
        there->second.status == ListPlace::Status::Subscribed) {
        result.rows.push_back({index, Reason::AlreadyThere, {}, {}, false});
        return;
    }
    const auto old = before.empty() || before == address ? members.end() : members.find(before);
    if (old != members.end() && old->second.status == ListPlace::Status::Unsubscribed) {
        result.rows.push_back(
            {index, Reason::LeftAtOldAddress, {}, {}, false}); // Whoever left is not written to elsewhere.
        return;
    }
    if (old != members.end() && old->second.status == ListPlace::Status::Subscribed && there == members.end() &&
        !person.wasThere) {
        ListPlace::Member moved = std::move(old->second);
        members.erase(old);
        moved.name = std::string(person.values.at(1));
        members[address] = std::move(moved);
        ++m_place.m_seen.renames;
    } else {
        ListPlace::Member& member = members[address];
        const bool arrives = person.kind == ChangeKind::Add || (!before.empty() && before != address);
        if (there != members.end() && arrives && member.status == ListPlace::Status::Subscribed &&
            member.putBy != m_push) {
            result.adopted.push_back(index); // Nor does it know which of our pathways or pushes put somebody there.
        }
        if (member.status != ListPlace::Status::Subscribed || there == members.end()) {
            member.putBy = m_push;
            member.joined = m_clock.now();
        }
        member.status = ListPlace::Status::Subscribed;
        member.byStaff = false;
        member.name = std::string(person.values.at(1));
        ++m_place.m_seen.puts;
        if (old != members.end() && old->second.status == ListPlace::Status::Subscribed && !person.wasThere) {
            old->second.status = ListPlace::Status::Archived; // The new address is there: the old one may go.
            ++m_place.m_seen.archivings;
        }
    }
    if (!m_tag.empty()) {
        members[address].tags.insert(m_tag);
    }
}

void ListSession::takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    auto& members = m_place.m_members;
    const auto found = members.find(std::string(person.previous.at(0)));
    if (found == members.end() || found->second.status != ListPlace::Status::Subscribed) {
        result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        return;
    }
    if (m_tagOff || person.markOnly) {
        found->second.tags.erase(m_tag);
        ++m_place.m_seen.tagsOff;
        return;
    }
    found->second.status = ListPlace::Status::Archived;
    found->second.byStaff = false;
    ++m_place.m_seen.archivings;
}

} // namespace pathways::test
