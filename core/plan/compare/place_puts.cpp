// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_puts.h"

#include "core/base/clock.h"
#include "core/model/everyone_option.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

PlacePuts::PlacePuts(const PlaceWork& work, UnchangedRowIndex& seen, RetagList& retags)
    : m_work(work)
    , m_seen(seen)
    , m_retags(retags)
    , m_today(dayNumber(work.input.now)) {}

Result<void> PlacePuts::decide(const PlaceClaim& row, const PlaceClaim* line, const PlaceView& here) {
    const auto out = m_work.gate.whyOut(here, row.person,
                                        row.before == here.place ? OptOutGate::Had::This : OptOutGate::Had::Nothing);
    if (!out) {
        return fail(out.error());
    }
    if (*out != Reason::None) {
        return m_work.notes.noteWanted(here).and_then([&] { return leaveOut(row, *out); });
    }
    return line != nullptr ? decideKnown(row, *line, here) : decideNew(row, nullptr, here);
}

bool PlacePuts::due(const PlaceClaim& line) const {
    const std::vector<PersonKey>* const again = m_work.input.again;
    return (again != nullptr && std::binary_search(again->begin(), again->end(), line.place)) ||
           sendsEveryone(m_work.input.pathway) || isDue(line.knownDay, m_work.input.type.refreshDays, m_today);
}

/// Somebody whom the pathway put there, or found there: as before, to be changed, or to be left alone.
Result<void> PlacePuts::decideKnown(const PlaceClaim& row, const PlaceClaim& line, const PlaceView& here) {
    const bool replaced = line.person != row.person;
    const bool standing = here.record && stands(m_work.input, *here.record, false, here.member);
    const bool same = line.knownPayload == row.payload && !replaced && standing;
    if (same && !due(line)) {
        return unchanged(row, line);
    }
    const bool gone = here.record && !m_work.known.isThere(here);
    if (gone || !here.record) {
        return decideNew(row, &line, here); // The place has not got them any more, or nothing is known of it.
    }
    if (!updates(m_work.input.pathway.method)) {
        return m_work.notes.noteWanted(here).and_then([&] { return leaveOut(row, Reason::AlreadyThere); });
    }
    m_work.tally.counts.refreshed += same ? 1 : 0;
    return update(row, knownOf(&line, here), std::uint8_t(m_work.known.knownThere(here) | (same ? kRefreshed : 0)));
}

Result<void> PlacePuts::decideNew(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here,
                                  std::uint8_t flags) {
    const SyncMethod method = m_work.input.pathway.method;
    const bool there = m_work.known.isThere(here);
    if (there || (!here.record && released != nullptr && m_work.input.members == nullptr)) {
        if (!updates(method)) {
            return m_work.notes.noteWanted(here).and_then([&] { return leaveOut(row, Reason::AlreadyThere); });
        }
        return update(row, knownOf(released, here), std::uint8_t(m_work.known.knownThere(here) | flags));
    }
    if (!adds(method)) {
        return leaveOut(row, Reason::NotThere);
    }
    const bool refused = here.record && here.record->state == PlaceState::Absent &&
                         (here.record->wants & m_work.input.place.slotted.ownBit()) != 0;
    m_work.tally.unplaced += refused && row.index == UnchangedRowIndex::kNone ? 1 : 0;
    const bool wasThere = here.record && here.record->state == PlaceState::There;
    m_work.tally.putBack += wasThere && m_work.input.type.absence == Absence::Accident ? 1 : 0;
    auto added = m_work.notes.noteMissing(here).and_then([&] { return add(row, here, flags); });
    return released != nullptr && released->person != row.person
               ? added.and_then([&] { return m_work.notes.endLine(released, here, PlaceFact::Wanted); })
               : added;
}

Result<void> PlacePuts::putMoved(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here) {
    if (!updates(m_work.input.pathway.method)) {
        return leaveOut(row, Reason::AlreadyThere);
    }
    ChangeList::Known known;
    known.person.place = here.place;
    known.person.key = released != nullptr ? released->person : row.person;
    return update(row, known, m_work.known.isThere(here) ? m_work.known.knownThere(here) : std::uint8_t(0));
}

Result<void> PlacePuts::unchanged(const PlaceClaim& row, const PlaceClaim& line) {
    ++m_work.tally.counts.unchanged;
    m_seen.see(line.index, row.row);
    return row.tag == line.knownTag ? Result<void>{} : m_retags.add(line.person, row.tag);
}

Result<void> PlacePuts::add(const PlaceClaim& row, const PlaceView& here, std::uint8_t flags) {
    const bool outByUs = here.record && isOutByUs(here.record->state);
    ++m_work.tally.counts.add;
    return m_work.changes.add(row, std::uint8_t(flags | (outByUs ? kOutByUs : 0)));
}

Result<void> PlacePuts::update(const PlaceClaim& row, const ChangeList::Known& known, std::uint8_t flags) {
    ++m_work.tally.counts.update;
    return m_work.changes.update(row, known, flags);
}

Result<void> PlacePuts::leaveOut(const PlaceClaim& row, Reason reason) {
    // Who left at their own wish is not to be written to at an earlier address either.
    const bool left = reason == Reason::Unsubscribed || reason == Reason::LeftAtOldAddress;
    m_work.tally.unplaced += !left && row.index == UnchangedRowIndex::kNone ? 1 : 0;
    return m_work.leftOut.add(row.row, row.values, reason);
}

} // namespace pathways
