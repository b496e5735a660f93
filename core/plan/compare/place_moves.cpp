// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_moves.h"

namespace pathways {

using namespace plan_format;

PlaceMoves::PlaceMoves(const PlaceWork& work, PlacePuts& puts, PlaceRemovals& removals)
    : m_work(work)
    , m_puts(puts)
    , m_removals(removals) {}

void PlaceMoves::arrive(const PlaceClaim& want, const PlaceView& to, const PlaceClaim* released) {
    m_moves.push_back({want, to, released != nullptr ? std::optional(*released) : std::nullopt});
}

void PlaceMoves::leave(const PlaceClaim& line, const PlaceView& from, bool taken, bool shown) {
    m_departures.insert_or_assign(line.row, Departure{line, from, taken, shown});
}

void PlaceMoves::noteTaken(const PlaceClaim* released) {
    if (released != nullptr && released->kind == ClaimKind::Release && released->row > 0) {
        m_taken.insert(released->row);
    }
}

Result<void> PlaceMoves::settle() {
    for (const Move& move : m_moves) {
        const auto found = m_departures.find(move.want.row);
        if (auto settled = settleMove(move, found != m_departures.end() ? &found->second : nullptr); !settled) {
            return settled;
        }
    }
    for (const auto& [row, departure] : m_departures) {
        if (!departure.ends) {
            continue;
        }
        // Whoever has a row for it may be refused: then nothing stands for it here until they are accepted.
        const bool ceded = departure.shown || m_taken.contains(row);
        auto settled = ceded ? m_work.notes.note(departure.from.place, PlaceFact::Ceded)
                             : m_removals.end(&departure.line, departure.from, departure.left ? 0 : row);
        if (!settled) {
            return settled;
        }
    }
    return {};
}

Result<void> PlaceMoves::settleMove(const Move& move, Departure* departure) {
    const PlanInput& input = m_work.input;
    const auto out = m_work.gate.whyOut(move.to, move.want.person, OptOutGate::Had::Another);
    if (!out) {
        return fail(out.error());
    }
    if (*out != Reason::None) {
        if (departure != nullptr && optOutOf(*out) == OptOutKind::OwnWish) {
            departure->ends = departure->left = true; // Their wish, whatever the address (promise P1).
        }
        return m_work.notes.noteWanted(move.to).and_then([&] { return m_puts.leaveOut(move.want, *out); });
    }
    // Whoever is at the new address already, where nobody is known to have been, was moved there by staff, and has not
    // left.
    const bool newThere = move.to.member != nullptr && !(move.to.record && mayBeThere(move.to.record->state));
    const bool movedThere = newThere && m_work.known.isMissing(departure != nullptr ? departure->from : move.to);
    if (departure != nullptr && !movedThere && m_work.known.leftAt(departure->from)) {
        const auto noted =
            m_work.notes.note(departure->from.place, PlaceFact::OptedOut, Reason::Unsubscribed, move.want.person);
        const auto everywhere = noted && !m_work.known.isThere(move.to)
                                    ? m_work.notes.note(move.to.place, PlaceFact::OptedOut, Reason::Unsubscribed)
                                    : noted;
        return everywhere.and_then([&] { return m_puts.leaveOut(move.want, Reason::LeftAtOldAddress); });
    }
    if (!updates(input.pathway.method)) {
        return m_puts.leaveOut(move.want, Reason::AlreadyThere);
    }
    const bool atNeither = input.members != nullptr && move.to.member == nullptr &&
                           (departure == nullptr || departure->from.member == nullptr);
    if (!adds(input.pathway.method) && atNeither) {
        return m_puts.leaveOut(move.want, Reason::NotThere);
    }
    if (departure != nullptr && mayRename(move, *departure)) {
        ++m_work.tally.counts.renamed;
        noteTaken(move.releasedLine());
        return m_puts.update(move.want, knownOf(&departure->line, departure->from),
                             std::uint8_t(m_work.known.knownThere(departure->from) | kRename | kArrives));
    }
    const qint64 before = m_puts.count();
    auto settled = m_puts.decideNew(move.want, move.releasedLine(), move.to, kArrives);
    const bool put = m_puts.count() > before;
    if (put) {
        noteTaken(move.releasedLine());
    }
    if (!settled || !put || departure == nullptr) {
        return settled;
    }
    departure->ends = true;
    return settled;
}

bool PlaceMoves::mayRename(const Move& move, const Departure& departure) const {
    if (!departure.from.record || departure.taken || departure.shown) {
        return false;
    }
    const RosterRecord& from = *departure.from.record;
    const bool alone = ((from.wants | from.has) & m_work.input.place.slotted.others) == 0;
    const bool stood = (from.state == PlaceState::There || isSeenThere(departure.from)) && !departure.from.out;
    return isFree(move.to) && alone && stood && from.origin == Origin::Us;
}

/// After a renaming whose answer was lost, whoever has the old key still: it never arrived. They stood there before it,
/// as ours, and are wanted: when they joined, by clocks that may be wrong, says nothing against that.
bool PlaceMoves::isSeenThere(const PlaceView& from) const {
    const bool seen = from.member != nullptr && from.member->reachable;
    const bool wanted = (from.record->wants & m_work.input.place.slotted.ownBit()) != 0;
    return seen && wanted && from.record->state == PlaceState::PerhapsOut;
}

bool PlaceMoves::isFree(const PlaceView& to) const {
    if (to.member != nullptr) {
        return false;
    }
    const bool neverArrived = to.record && to.record->state == PlaceState::PerhapsIn && m_work.input.members != nullptr;
    return !to.record || to.record->state == PlaceState::Absent || neverArrived;
}

} // namespace pathways
