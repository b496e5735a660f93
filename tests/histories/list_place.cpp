// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/list_place.h"

namespace pathways::test {

using Status = KeyedPlace::Status;

namespace {

/// Why somebody who is not subscribed may not be added.
Reason reasonOf(const KeyedPlace::Member& member) {
    switch (member.status) {
    case Status::Unsubscribed:
        return Reason::Unsubscribed;
    case Status::Cleaned:
        return Reason::Bounced;
    default:
        return Reason::None;
    }
}

} // namespace

ListPlace::ListPlace(bool forgetful)
    : m_forgetful(forgetful) {
    m_type.key = QStringLiteral("list");
    m_type.canReadBack = true;
    m_type.absence = forgetful ? Absence::OwnWish : Absence::ByOthers;
    m_type.rules = IdentityRules::Plain;
    if (!forgetful) {
        PathwayOptionSpec tag;
        tag.key = QStringLiteral("tag");
        tag.mark = true;
        m_type.options = {tag};
        m_type.removalMeanings = {{QStringLiteral("archive"), {}, false, false},
                                  {QStringLiteral("tag-off"), {}, false, true}};
    }
}

std::unique_ptr<PushSession> ListPlace::begin(const PushTarget& target, Clock& clock) {
    return std::make_unique<ListSession>(*this, target, clock);
}

Meaning ListPlace::happen(Happening what, const std::string& who, Clock& clock) {
    const std::lock_guard lock(m_mutex);
    Member* member = subscribed(who);
    if (member == nullptr) {
        return Meaning::Nothing;
    }
    if (m_forgetful) {
        return vanish(who) == Meaning::Accident ? Meaning::OwnWish : Meaning::Unknowable;
    }
    member->status = what == Happening::Unsubscribes ? Status::Unsubscribed
                     : what == Happening::Bounces    ? Status::Cleaned
                                                     : Status::Archived;
    member->changed = clock.now();
    return what == Happening::Unsubscribes ? Meaning::OwnWish
           : what == Happening::Bounces    ? Meaning::Bounce
                                           : Meaning::ByStaff;
}

ListSession::ListSession(ListPlace& place, const PushTarget& target, Clock& clock)
    : PlaceSession(place, target, clock)
    , m_list(place)
    , m_tag(target.options.value(QStringLiteral("tag")).toStdString())
    , m_former(target.formerMarks)
    , m_tagOff(target.removalMeaning == QLatin1String("tag-off")) {}

Result<void> ListSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token) {
    const auto held = lock();
    for (const auto& [address, member] : m_list.m_members) {
        if (member.status == Status::Archived) {
            continue;
        }
        RemoteMember remote;
        remote.identity = address;
        remote.reachable = member.status == Status::Subscribed;
        remote.reason = reasonOf(member);
        if (!m_list.m_forgetful) {
            remote.joined = member.joined;
        }
        if (!sink(remote)) {
            break;
        }
    }
    return {};
}

Result<void> ListSession::readLeavers(const QDateTime& since, const std::function<bool(const RemoteLeaver&)>& sink,
                                      std::stop_token) {
    const auto held = lock();
    for (const auto& [address, member] : m_list.m_members) {
        const bool archived = member.status == Status::Archived;
        const bool told = !since.isValid() ? member.status != Status::Subscribed : member.changed > since;
        if (told && !sink({address, archived ? Reason::TakenOutThere : reasonOf(member), member.changed})) {
            break;
        }
    }
    return {};
}

/// there: who is known at the new address, in whatever state; null: nobody. old: who is at the one before.
Reason ListSession::whyNot(const PersonChange& person, const Member* there, const Member* old) const {
    if (there != nullptr && reasonOf(*there) != Reason::None) {
        return reasonOf(*there);
    }
    const bool known = m_target.leaversUntil.isValid() && there != nullptr && there->changed <= m_target.leaversUntil;
    if (there != nullptr && there->status == Status::Archived && (!person.outByUs || !known)) {
        return Reason::TakenOutThere; // By whom, it does not say.
    }
    if (old != nullptr && old->status == Status::Unsubscribed) {
        return Reason::LeftAtOldAddress; // Whoever left is not written to elsewhere.
    }
    if (isBad(person)) {
        return Reason::RefusedValue;
    }
    if (m_list.m_forgetful && person.kind == ChangeKind::Update && there == nullptr && old == nullptr) {
        return Reason::Unsubscribed; // No longer on it: nobody is added by a change.
    }
    const bool stays = there != nullptr && there->status == Status::Subscribed;
    return stays && m_target.method == SyncMethod::Append && (there->byOthers || m_list.m_forgetful)
               ? Reason::AlreadyThere
               : Reason::None;
}

void ListSession::archive(KeyedPlace::Members::iterator member) {
    ++count().removals;
    if (m_list.m_forgetful) {
        m_list.m_members.erase(member);
        return;
    }
    member->second.status = Status::Archived;
    member->second.changed = m_clock.now();
}

void ListSession::put(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    const std::string address(person.values.at(0));
    const std::string before = person.previous.empty() ? std::string() : std::string(person.previous.at(0));
    auto& members = m_list.m_members;
    const auto there = members.find(address);
    const auto old = before.empty() || before == address ? members.end() : members.find(before);
    const auto memberAt = [&](auto at) { return at != members.end() ? &at->second : nullptr; };
    if (const Reason reason = whyNot(person, memberAt(there), memberAt(old)); reason != Reason::None) {
        result.rows.push_back({index, reason, {}, {}, false});
        return;
    }
    const bool oldThere = old != members.end() && old->second.status == Status::Subscribed && !person.wasThere;
    if (oldThere && there == members.end()) {
        Member moved = std::move(old->second);
        members.erase(old);
        moved.spelling = address;
        moved.name = nameIn(person);
        moved.changed = m_clock.now();
        members[address] = std::move(moved);
        ++count().renames;
    } else {
        const bool known = there != members.end();
        const bool stands = known && there->second.status == Status::Subscribed;
        Member& member = members[address];
        const bool arrives = person.kind == ChangeKind::Add || (!before.empty() && before != address);
        const std::string push = m_target.pushReference.toStdString();
        // The forgetful one can tell of a delivery that comes again only whether its address is new since the push
        // began.
        const bool ours = member.putBy == push && (!m_list.m_forgetful || m_repeated);
        if (stands && arrives && !ours) {
            result.adopted.push_back(index);
        }
        if (!stands) {
            member.putBy = push;
            member.joined = m_clock.now();
        }
        member.status = Status::Subscribed;
        member.changed = m_clock.now();
        member.spelling = address;
        member.name = nameIn(person);
        ++count().puts;
        if (oldThere) {
            archive(old); // The new address is there: the old one may go.
        }
    }
    if (!m_tag.empty()) {
        members[address].tags.insert(m_tag);
    }
}

void ListSession::takeOut(const PersonChange& person, std::uint32_t index, BatchResult& result) {
    auto& members = m_list.m_members;
    const auto found = members.find(std::string(person.previous.at(0)));
    if (found == members.end() || found->second.status != Status::Subscribed) {
        result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        return;
    }
    std::size_t off = 0;
    for (std::size_t i = 0; i < m_former.size(); ++i) {
        off += (person.formerMarks >> i & 1U) != 0 ? found->second.tags.erase(m_former[i].name.toStdString()) : 0;
    }
    if (person.formerOnly) {
        off > 0 ? void(++count().marksOff) : result.rows.push_back({index, Reason::AlreadyGone, {}, {}, false});
        return;
    }
    if (m_tagOff || person.markOnly) {
        found->second.tags.erase(m_tag);
        ++count().marksOff;
        return;
    }
    found->second.tags.erase(m_tag);
    archive(found);
}

} // namespace pathways::test
