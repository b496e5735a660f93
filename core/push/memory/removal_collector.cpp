// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/removal_collector.h"

#include "core/plan/file/plan_entry.h"
#include "core/roster/place_memory.h"

namespace pathways {

using namespace plan_format;

RemovalCollector::RemovalCollector(const SnapshotUpdate& update)
    : m_update(update)
    , m_entries(update.plan.file(), kChanges)
    , m_previous(update.plan.file(), kPrevious)
    , m_allAccepted(update.outcome.allAccepted(update.plan.changes()))
    , m_effects(update.effects.sorter()) {
    if (update.plan.file().has(kSharers)) {
        m_sharers.emplace(update.plan.file(), kSharers);
    }
}

Result<void> RemovalCollector::run() {
    const quint64 end = m_update.plan.changes() + m_update.plan.removals();
    for (quint64 position = m_update.plan.changes(); position < end; ++position) {
        auto entry = m_entries.record<ChangeEntry>(position);
        auto taken = entry ? collect(*entry, position) : fail(entry.error());
        if (!taken && m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    return m_effects.flush();
}

Result<void> RemovalCollector::collect(const ChangeEntry& entry, quint64 position) {
    const auto read = readKnown(m_update.plan.facts().isBeforePlaces(), m_previous, entry.previous, m_texts);
    if (!read) {
        return fail(read.error());
    }
    const KnownPerson& known = *read;
    if ((entry.more & kFormerOnly) != 0) {
        return collectFormer(known.place, position);
    }
    const auto state = m_update.outcome.state(position);
    // Where both take effect at the same moment, an old key stays for as long as it is not known that the new one is
    // in.
    const bool perhapsMoved = m_update.plan.facts().writesAtEnd && entry.after != 0 && !hasMoved(entry);
    if (state == PlanOutcome::State::Open || (state == PlanOutcome::State::Perhaps && perhapsMoved)) {
        return stillThere(entry, known.place);
    }
    const Reason reason = m_update.outcome.reason(position);
    const bool markOnly = (entry.flags & kMarkOnly) != 0;
    const bool stays = (entry.flags & kStaysByChoice) != 0;
    PlaceEvent event = stays ? PlaceEvent::LeftInPlace : markOnly ? PlaceEvent::MarkTakenOff : PlaceEvent::TakenOut;
    if (state == PlanOutcome::State::Perhaps) {
        // A mark is taken off again by the next plan, which harms nobody.
        event = markOnly ? PlaceEvent::NotWanted : PlaceEvent::TakeOutUnknown;
    } else if (reason == Reason::AlreadyGone && !markOnly) {
        event = PlaceEvent::WasGone;
        const Absence absence = m_update.plan.facts().absence;
        if (absence == Absence::OwnWish || absence == Absence::ByOthers) {
            optedOut(known, absence == Absence::OwnWish ? OptOutKind::OwnWish : OptOutKind::ByOthers);
        }
    } else if (const auto kind = optOutOf(reason); kind && state == PlanOutcome::State::Exception) {
        event = PlaceEvent::WasGone;
        optedOut(known, *kind);
    } else if (state == PlanOutcome::State::Exception && outcomeKind(reason) != RowOutcomeKind::Removed &&
               outcomeKind(reason) != RowOutcomeKind::Accepted) {
        return stillThere(entry, known.place); // Refused.
    }
    if (event == PlaceEvent::TakenOut && (entry.more & kForChanges) != 0 && !m_allAccepted) {
        event = PlaceEvent::TakenOutInPart; // Nobody else has what was left of them: the next plan takes it out.
    }
    m_dropped.push_back(known.key);
    return loosen(entry).and_then([&] { return m_effects.add({known.place, 0, event, {}}); });
}

/// In doubt, or refused, they have the mark still, and the next plan takes it off.
Result<void> RemovalCollector::collectFormer(const PersonKey& place, quint64 position) {
    using State = PlanOutcome::State;
    const State state = m_update.outcome.state(position);
    const RowOutcomeKind kind = outcomeKind(m_update.outcome.reason(position));
    const bool refused =
        state == State::Exception && kind != RowOutcomeKind::Removed && kind != RowOutcomeKind::Accepted;
    return state == State::Open || state == State::Perhaps || refused
               ? Result<void>{}
               : m_effects.add({place, 0, PlaceEvent::FormerOff, {}});
}

/// Whoever shares an identifier with somebody who was taken out is due at once, until they were put in again.
Result<void> RemovalCollector::loosen(const ChangeEntry& entry) {
    for (std::uint32_t i = 0; i < entry.sharers && m_sharers; ++i) {
        const auto sharer = m_sharers->record<Sharer>(std::uint64_t(entry.size) + i);
        auto added = sharer ? m_effects.add({sharer->place, 0, PlaceEvent::Loosened, {}}) : fail(sharer.error());
        if (!added) {
            return added;
        }
    }
    return {};
}

void RemovalCollector::optedOut(const KnownPerson& known, OptOutKind kind) {
    m_update.effects.addOptOut(
        {known.place, kind, m_update.now, std::nullopt, m_update.pushSeq, m_update.personOf(known.key), {}});
}

/// They are there as before, and the next plan takes them out. Where they have moved to another key already, this one
/// is nobody's any more: no line of the snapshot stands for it.
Result<void> RemovalCollector::stillThere(const ChangeEntry& entry, const PersonKey& place) {
    return hasMoved(entry) ? m_effects.add({place, 0, PlaceEvent::NotWanted, {}}) : Result<void>{};
}

/// Whether the addition that a removal waits for was accepted.
bool RemovalCollector::hasMoved(const ChangeEntry& entry) const {
    if (entry.after == 0) {
        return false;
    }
    const auto state = m_update.outcome.state(entry.after - 1);
    return state == PlanOutcome::State::Accepted || state == PlanOutcome::State::Adopted;
}

} // namespace pathways
