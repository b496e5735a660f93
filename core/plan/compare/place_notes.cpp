// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_notes.h"

#include "core/plan/file/note_flags.h"

namespace pathways {

using namespace plan_format;

PlaceNotes::PlaceNotes(const PlanInput& input, const PlaceKnowledge& known, EncryptedFileWriter& file)
    : m_input(input)
    , m_known(known)
    , m_notes(file, kPlaceNotes, StreamWriter::blockFor(sizeof(PlaceNote))) {}

Result<void> PlaceNotes::noteWanted(const PlaceView& here) {
    const bool found = here.member != nullptr && here.member->reachable;
    const bool there = here.record && here.record->state == PlaceState::There;
    if (found && !there) {
        const bool ours = here.record && isPerhapsIn(here.record->state) && !m_known.perhapsOfOthers(here);
        return note(here.place, ours ? PlaceFact::FoundOurs : PlaceFact::FoundThere);
    }
    const bool known = here.record && (here.record->wants & m_input.place.slotted.ownBit()) != 0;
    return noteMissing(here).and_then([&] { return known ? Result<void>{} : note(here.place, PlaceFact::Wanted); });
}

Result<void> PlaceNotes::noteMissing(const PlaceView& here) {
    return m_known.isMissing(here) ? note(here.place, PlaceFact::Missing) : Result<void>{};
}

Result<void> PlaceNotes::noteWhatWasRead(const PlaceView& here) {
    if (m_known.isMissing(here) && m_input.type.absence == Absence::OwnWish && !here.out) {
        // Whichever pathway looks: the list itself forgets it.
        return note(here.place, PlaceFact::OptedOut, Reason::Unsubscribed);
    }
    if (!isInDoubt(here.record->state) || m_input.members == nullptr) {
        return {};
    }
    if (here.member == nullptr) {
        return note(here.place, PlaceFact::Missing);
    }
    return m_known.perhapsOfOthers(here) ? note(here.place, PlaceFact::OfOthers) : Result<void>{};
}

Result<void> PlaceNotes::note(const PersonKey& place, PlaceFact fact, Reason reason, const PersonKey& person) {
    return write({place, person, reason, fact, 0, 0});
}

Result<void> PlaceNotes::noteWhoLeft(const PersonKey& place, const PersonKey& person) {
    return write({place, person, Reason::Unsubscribed, PlaceFact::OptedOut, kKeepsLine, 0});
}

Result<void> PlaceNotes::endLine(const PlaceClaim* line, const PlaceView& here, PlaceFact fact) {
    return write({here.place, line != nullptr ? line->person : PersonKey{}, Reason::None, fact, 0, 0});
}

Result<void> PlaceNotes::write(const PlaceNote& note) {
    return m_notes.appendRecord(note).map([](Location) {});
}

} // namespace pathways
