// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/note_collector.h"

#include "core/base/clock.h"
#include "core/plan/file/note_flags.h"
#include "core/roster/place_memory.h"

#include <cstring>

namespace pathways {

using namespace plan_format;

namespace {

PlaceEvent eventOf(PlaceFact fact) {
    switch (fact) {
    case PlaceFact::Wanted:
        return PlaceEvent::Wanted;
    case PlaceFact::NotWanted:
        return PlaceEvent::NotWanted;
    case PlaceFact::HandedOver:
        return PlaceEvent::HandedOver;
    case PlaceFact::FoundThere:
        return PlaceEvent::FoundThere;
    case PlaceFact::FoundOurs:
        return PlaceEvent::FoundOurs;
    case PlaceFact::Missing:
        return PlaceEvent::Missing;
    case PlaceFact::Ceded:
        return PlaceEvent::Ceded;
    case PlaceFact::OfOthers:
        return PlaceEvent::OfOthers;
    case PlaceFact::AllShared:
        return PlaceEvent::TakenOut;
    case PlaceFact::FormerKept:
        return PlaceEvent::FormerOff;
    case PlaceFact::OptedOut:
    case PlaceFact::OptOutEnded:
    case PlaceFact::SaidNo:
    case PlaceFact::SaidYes:
        break;
    }
    return PlaceEvent::OptedOut;
}

/// Whether the pathway gives up somebody who is not in its audience any more.
bool letsGo(PlaceFact fact) {
    return fact == PlaceFact::NotWanted || fact == PlaceFact::HandedOver || fact == PlaceFact::AllShared;
}

} // namespace

NoteCollector::NoteCollector(const SnapshotUpdate& update)
    : m_update(update)
    , m_allAccepted(update.outcome.allAccepted(update.plan.changes()))
    , m_effects(update.effects.sorter()) {}

Result<void> NoteCollector::run() {
    StreamCursor notes(m_update.plan.file(), kPlaceNotes);
    for (std::uint32_t block = 0; block < m_update.plan.file().blocks(kPlaceNotes); ++block) {
        auto bytes = notes.block(block);
        if (!bytes && m_update.lost != nullptr && isDamage(bytes.error())) {
            continue;
        }
        if (!bytes) {
            return fail(bytes.error());
        }
        for (std::size_t at = 0; at + sizeof(PlaceNote) <= bytes->size(); at += sizeof(PlaceNote)) {
            PlaceNote note;
            std::memcpy(static_cast<void*>(&note), bytes->data() + at, sizeof note);
            if (auto collected = collect(note); !collected) {
                return collected;
            }
        }
    }
    return m_effects.flush();
}

Result<void> NoteCollector::collect(const PlaceNote& note) {
    if (note.fact == PlaceFact::OptOutEnded) {
        m_update.effects.endOptOut(note.place);
        return {};
    }
    if (note.fact == PlaceFact::SaidNo) {
        m_update.effects.addSaidNo({note.place, std::uint16_t(dayNumber(m_update.now))});
        return {};
    }
    if (note.fact == PlaceFact::SaidYes) {
        m_update.effects.addSaidYes(note.place);
        return {};
    }
    if (!m_update.removalsToo && letsGo(note.fact)) {
        return {}; // Whoever seems to have left is not let go by a push that is to remove nobody.
    }
    if (note.person != PersonKey{} && (note.more & kKeepsLine) == 0) {
        m_dropped.push_back(note.person);
    }
    if (const auto kind = optOutOf(note.reason); kind && note.fact == PlaceFact::OptedOut) {
        m_update.effects.addOptOut(
            {note.place, *kind, m_update.now, std::nullopt, m_update.pushSeq, m_update.personOf(note.person), {}});
    }
    // What was left alone for somebody who then was not taken is nobody's: the next plan takes it out.
    const bool open = (note.more & kForChanges) != 0 && !m_allAccepted;
    return m_effects.add({note.place, 0, open ? PlaceEvent::NotWanted : eventOf(note.fact), {}});
}

} // namespace pathways
