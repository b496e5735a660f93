// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_removals.h"

#include "core/plan/compare/former_marks.h"
#include "core/roster/identifier_tuple.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

PlaceRemovals::PlaceRemovals(const PlaceWork& work, bool hold, ToldBy toldBy, bool decided)
    : m_work(work)
    , m_slots(work.input.place.slotted)
    , m_hold(hold)
    , m_toldBy(toldBy)
    , m_decided(decided)
    , m_keepsPerson(takesMarkOffOnly(work.input.pathway, work.input.type))
    , m_singleKey(!tellsByIdentifiers(work.input.type))
    , m_accounted(work.input.members != nullptr ? work.input.members->size() : 0) {}

void PlaceRemovals::account(const MemberIndex::Member* member) {
    if (member != nullptr) {
        m_accounted[member->number] = true;
    }
}

Result<void> PlaceRemovals::end(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    const PlanInput& input = m_work.input;
    if (input.trial || m_hold) {
        return {};
    }
    if (!here.record) {
        ++m_work.tally.wereThere; // Nothing is known of who put them there.
        return {};
    }
    const RosterRecord& record = *here.record;
    const bool own = (record.has & m_slots.ownBit()) != 0;
    const auto notWanted = [&] { return m_work.notes.endLine(line, here, PlaceFact::NotWanted); };
    // First of all, as it is the last time that anybody can say whose key it was: whoever left by themselves is not
    // written to at another one later. Of those who move on it is known already.
    const auto had = after == 0 ? OptOutGate::Had::This : OptOutGate::Had::Another;
    const auto out = m_work.gate.whyOut(here, line != nullptr ? line->person : PersonKey{}, had);
    if (!out) {
        return fail(out.error());
    }
    const bool wanted = (record.wants & m_slots.others) != 0 || (record.has & m_slots.keeping) != 0;
    const bool saidNo = here.saidNo || (line != nullptr && line->saidNo);
    if (wanted && !saidNo) {
        return handOver(line, here, after);
    }
    const bool movesOn = after != 0; // To what they are known by now: by any method that updates people.
    if (!removes(input.pathway.method) && !movesOn) {
        return after == 0 && mayBeInARow(line, record) ? leaveUndecided() : notWanted();
    }
    if (*out != Reason::None) {
        ++m_work.tally.keptOut;
        return notWanted();
    }
    if (!mayBeThere(record.state) || (input.members != nullptr && here.member == nullptr)) {
        return m_work.notes.noteMissing(here).and_then(notWanted);
    }
    if (m_work.known.perhapsOfOthers(here)) {
        ++m_work.tally.wereThere;
        return notWanted();
    }
    m_work.tally.unknown += after == 0 && isUnknown(line) ? 1 : 0;
    if (m_keepsPerson) {
        return own ? takeOut(line, here, kMarkOnly | kStaysByChoice, after) : notWanted();
    }
    if (record.origin != Origin::Us && !input.pathway.matchExactly) {
        if (after == 0 && mayBeInARow(line, record)) {
            return leaveUndecided();
        }
        ++m_work.tally.wereThere;
        return own && m_slots.marked ? takeMarkOff(line, here, after) : notWanted();
    }
    if (wanted && !here.saidNo) {
        ++m_work.tally.saidNoHere;
        m_work.tally.saidNoWanted |= (record.wants & m_slots.others) | (record.has & m_slots.keeping);
    }
    return takeOut(line, here, 0, after);
}

Result<void> PlaceRemovals::removeRemains(const PlaceView& here, bool wanted) {
    const RosterRecord& record = *here.record;
    const bool markLeft = (record.has & m_slots.ownBit()) != 0 && m_slots.marked && mayRemove() && !here.out &&
                          record.state == PlaceState::There && m_work.known.isThere(here);
    const bool ofOthers = record.origin != Origin::Us && !m_work.input.pathway.matchExactly;
    if (markLeft && (wanted || m_keepsPerson || ofOthers)) {
        return takeMarkOff(nullptr, here, 0); // A push that was to take it off was cut off.
    }
    return wanted ? Result<void>{} : removeLeftover(here);
}

/// They stay; this pathway's own mark goes, unless another pathway with the same mark wants it on them.
Result<void> PlaceRemovals::takeMarkOff(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    if ((here.record->wants & m_slots.sameMark) != 0) {
        return m_work.notes.endLine(line, here, PlaceFact::HandedOver);
    }
    return takeOut(line, here, m_keepsPerson ? kMarkOnly | kStaysByChoice : kMarkOnly, after);
}

/// Whoever would only lose this pathway's word for them is not asked about. They keep it while they may stand in a row
/// that cannot be read: without it another pathway would take them out one day. Whom a pathway that never removes has
/// put there is safe without, and whoever is not there has nothing to lose.
bool PlaceRemovals::mayBeInARow(const PlaceClaim* line, const RosterRecord& record) const {
    const PlanTally& tally = m_work.tally;
    const bool out = !mayBeThere(record.state);
    const bool safe = out || (!removes(m_work.input.pathway.method) && (record.has & m_slots.ownBit()) != 0);
    return !safe && (tally.unreadable > 0 || (isUnknown(line) && tally.unplaced > 0));
}

Result<void> PlaceRemovals::leaveUndecided() {
    ++m_work.tally.undecided;
    return {};
}

/// Whether nothing says whose row it was that put them there: then it may be anybody's of whom it is not known where
/// they were put.
bool PlaceRemovals::isUnknown(const PlaceClaim* line) const {
    return m_toldBy == ToldBy::Nothing || (m_toldBy == ToldBy::Line && line == nullptr);
}

/// Nobody stays who is not there: at their own wish, by an accident or taken out by somebody.
bool PlaceRemovals::isStaying(const PlaceView& here) const {
    const bool seen = here.member != nullptr && here.member->reachable;
    return seen ||
           (here.member == nullptr && !here.out && mayBeThere(here.record->state) && !m_work.known.isMissing(here));
}

/// They stay, because another pathway wants them; this pathway's own mark goes, unless one with the same mark does.
Result<void> PlaceRemovals::handOver(const PlaceClaim* line, const PlaceView& here, std::uint32_t after) {
    const RosterRecord& record = *here.record;
    if (after == 0 && mayBeInARow(line, record)) {
        return leaveUndecided();
    }
    if (isStaying(here)) {
        ++m_work.tally.handedOver;
        m_work.tally.keptBy |= (record.wants & m_slots.others) | (record.has & m_slots.keeping);
    } else {
        ++m_work.tally.keptOut;
    }
    const bool removing = removes(m_work.input.pathway.method);
    const bool marked = m_slots.marked && (record.has & m_slots.ownBit()) != 0;
    if (marked && removing) {
        return takeMarkOff(line, here, after);
    }
    return m_work.notes.endLine(line, here, removing ? PlaceFact::HandedOver : PlaceFact::NotWanted);
}

Result<void> PlaceRemovals::takeOut(const PlaceClaim* line, const PlaceView& here, std::uint8_t flags,
                                    std::uint32_t after, bool leftover) {
    ChangeList::Known known = knownOf(line, here);
    if (m_singleKey) {
        PlanCounts& counts = m_work.tally.counts;
        ++((flags & kMarkOnly) != 0 ? counts.marksOff : counts.remove);
        if ((flags & kMarkOnly) == 0 && m_work.input.pathway.clearsFormerMarks) {
            known.formerMarks = formerMarksOn(m_work.input, *here.record);
            if (known.formerMarks != 0) {
                m_goneWithMarks.insert(here.place);
            }
        }
        return m_work.changes.remove(known, flags, after);
    }
    m_work.tally.counts.remove += after == 0 ? 1 : 0;
    known.rosterWhere = here.record->where;
    known.leftover = leftover;
    return m_work.changes.remove(known, flags, after);
}

/// Put there by this workspace and wanted by no pathway of it any more, whoever put them there: what a push that was
/// cut off, a deleted pathway or a removal that failed left behind.
Result<void> PlaceRemovals::removeLeftover(const PlaceView& here) {
    const RosterRecord& record = *here.record;
    const bool missing = m_work.input.members != nullptr && (here.member == nullptr || !here.member->reachable);
    if (!mayBeThere(record.state) || record.origin != Origin::Us ||
        (record.has & (m_slots.keeping | m_slots.abandoned)) != 0 || here.out || missing || !mayRemove() ||
        m_keepsPerson || record.where == 0 || m_work.known.perhapsOfOthers(here)) {
        return {};
    }
    account(here.member);
    ++m_work.tally.leftovers;
    m_work.tally.unknown += !m_decided && m_toldBy != ToldBy::Place ? 1 : 0;
    return takeOut(nullptr, here, 0, 0, true);
}

Result<void> PlaceRemovals::removeForeign() {
    const PlanInput& input = m_work.input;
    if (input.members == nullptr || !input.pathway.matchExactly || !mayRemove()) {
        return {};
    }
    std::vector<const MemberIndex::Member*> others;
    for (const MemberIndex::Member& one : *input.members) {
        if (!one.reachable || m_accounted[one.number]) {
            continue;
        }
        if (one.removable) {
            others.push_back(&one);
        } else {
            ++m_work.tally.unremovable;
        }
    }
    std::sort(others.begin(), others.end(), [](const auto* a, const auto* b) { return a->identity < b->identity; });
    for (const MemberIndex::Member* one : others) {
        ChangeList::Known known;
        known.person.place = one->key;
        known.member = one;
        if (auto removed = m_work.changes.remove(known, kForeign, 0); !removed) {
            return removed;
        }
        ++m_work.tally.counts.remove;
        ++m_work.tally.foreignRemovals;
    }
    return {};
}

} // namespace pathways
