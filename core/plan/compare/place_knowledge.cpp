// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/place_knowledge.h"

namespace pathways {

namespace {

/// Seconds by which the platform's clock may be wrong, or ours.
constexpr std::int64_t kClockSkew = 300;

} // namespace

PlaceView PlaceKnowledge::view(const PersonKey& place, const RosterRecord* record) {
    PlaceView here;
    here.place = place;
    if (record != nullptr) {
        here.record = m_returns.settled(*record);
    }
    if (const KnownOptOut* out = m_optOuts.find(place)) {
        here.out = out->kind;
    }
    here.member = findMember(m_input, place);
    here.saidNo = m_input.place.noes.find(place) != nullptr;
    return here;
}

bool PlaceKnowledge::isThere(const PlaceView& here) const {
    if (m_input.members != nullptr) {
        return here.member != nullptr;
    }
    const bool perhaps = here.record && isPerhapsIn(here.record->state);
    // Sending them again harms nobody; a method that adds nobody can only hope to find them.
    return (here.record && here.record->state == PlaceState::There) || (perhaps && !adds(m_input.pathway.method));
}

bool PlaceKnowledge::isMissing(const PlaceView& here) const {
    const bool stood = here.record && here.record->state == PlaceState::There;
    return stood && m_input.members != nullptr && here.member == nullptr;
}

bool PlaceKnowledge::perhapsOfOthers(const PlaceView& here) const {
    const RosterRecord& record = *here.record;
    // Where nothing takes effect before the end of a push, whoever was there already is known by then.
    if (record.state == PlaceState::There || !m_input.type.canReadBack || m_input.type.writesAtEnd) {
        return false;
    }
    if (here.member != nullptr && here.member->joined == 0) {
        // A table or a file does not say when: its rows are ours as far as anybody can know.
        return m_input.type.absence == Absence::OwnWish || m_input.type.absence == Absence::ByOthers;
    }
    const auto times = m_input.place.pushes.find(record.push);
    if (here.member == nullptr || times == m_input.place.pushes.end()) {
        return true;
    }
    const bool before = here.member->joined < times->second.started - kClockSkew;
    const bool after = here.member->joined > times->second.ended + kClockSkew;
    return isPerhapsIn(record.state) ? before || after : after;
}

bool PlaceKnowledge::leftAt(const PlaceView& here) const {
    const auto isWish = [](Reason reason) { return optOutOf(reason) == OptOutKind::OwnWish; };
    if (here.member != nullptr) {
        return !here.member->reachable && (here.member->reason == Reason::None || isWish(here.member->reason));
    }
    return here.out == OptOutKind::OwnWish || (isMissing(here) && m_input.type.absence == Absence::OwnWish);
}

std::uint8_t PlaceKnowledge::knownThere(const PlaceView& here) const {
    const bool gone =
        here.record && (here.record->state == PlaceState::Out || here.record->state == PlaceState::Absent);
    const bool ours = here.record && here.record->origin == Origin::Us && !gone && !perhapsOfOthers(here);
    return ours ? std::uint8_t(0) : plan_format::kKnownThere;
}

ChangeList::Known knownOf(const PlaceClaim* line, const PlaceView& here) {
    ChangeList::Known known;
    known.person.place = here.place;
    if (line != nullptr) {
        known.person.key = line->person;
        known.where = line->knownWhere;
    } else if (here.member == nullptr && here.record) {
        known.rosterWhere = here.record->where;
    }
    known.member = line == nullptr ? here.member : nullptr;
    return known;
}

} // namespace pathways
