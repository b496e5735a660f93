// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/opt_out_gate.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

bool OptOutGate::knowsIds(const PersonKey& person) const {
    return !m_personScope.isEmpty() && person != PersonKey{};
}

bool OptOutGate::hasLeft(const PersonKey& person) {
    const std::vector<PersonKey>& left = m_input.place.leftPeople;
    return !left.empty() && std::binary_search(left.begin(), left.end(), optOutPerson(m_digest, m_personScope, person));
}

Result<Reason> OptOutGate::whyOut(const PlaceView& here, const PersonKey& person, Had had) {
    const auto noted = [&](PlaceFact fact, Reason reason, Reason out) {
        const PersonKey whose = had == Had::Another ? PersonKey{} : person;
        return m_notes.note(here.place, fact, reason, whose).map([out] { return out; });
    };
    if (here.member != nullptr && !here.member->reachable) {
        const Reason reason = here.member->reason == Reason::None ? Reason::Unsubscribed : here.member->reason;
        return noted(PlaceFact::OptedOut, reason, reason);
    }
    if (here.out) {
        const bool pending = here.member != nullptr && here.member->reason == Reason::PendingOptIn;
        const bool over = here.member != nullptr && !pending && *here.out != OptOutKind::Deleted;
        if (over) {
            return noted(PlaceFact::OptOutEnded, Reason::None, Reason::None);
        }
        // The list says only which address left. Whose it was is written down as long as it is known: they are not
        // written to at another one either, even when they have been out of the audience between.
        const bool unnamed =
            *here.out == OptOutKind::OwnWish && had == Had::This && knowsIds(person) && !hasLeft(person);
        const auto named = unnamed ? m_notes.noteWhoLeft(here.place, person) : Result<void>{};
        return named.map([&here] { return reasonOf(*here.out); });
    }
    if (here.member == nullptr && !m_personScope.isEmpty() && hasLeft(person)) {
        // At another address: it was their wish, not the address's. Pathways that cannot know it by an id of theirs are
        // told by this one, unless somebody is there.
        return m_known.isThere(here) ? Result<Reason>(Reason::Unsubscribed)
                                     : noted(PlaceFact::OptedOut, Reason::Unsubscribed, Reason::Unsubscribed);
    }
    const bool missing = m_known.isMissing(here);
    if (missing && m_input.type.absence == Absence::OwnWish) {
        return noted(PlaceFact::OptedOut, Reason::Unsubscribed, Reason::Unsubscribed);
    }
    if (missing && m_input.type.absence == Absence::ByOthers) {
        return noted(PlaceFact::OptedOut, Reason::TakenOutThere, Reason::TakenOutThere);
    }
    return Reason::None;
}

} // namespace pathways
