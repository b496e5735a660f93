// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/opt_out_gate.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

Result<Reason> OptOutGate::whyOut(const PlaceView& here, const PersonKey& person, bool arrives) {
    const auto noted = [&](PlaceFact fact, Reason reason, Reason out) {
        return m_notes.note(here.place, fact, reason, arrives ? PersonKey{} : person).map([out] { return out; });
    };
    if (here.member != nullptr && !here.member->reachable) {
        const Reason reason = here.member->reason == Reason::None ? Reason::Unsubscribed : here.member->reason;
        return noted(PlaceFact::OptedOut, reason, reason);
    }
    if (here.out) {
        const bool pending = here.member != nullptr && here.member->reason == Reason::PendingOptIn;
        const bool over = here.member != nullptr && !pending && *here.out != OptOutKind::Deleted;
        return over ? noted(PlaceFact::OptOutEnded, Reason::None, Reason::None) : Result<Reason>(reasonOf(*here.out));
    }
    if (here.member == nullptr && !m_personScope.isEmpty() && !m_input.place.leftPeople.empty()) {
        const PersonKey left = optOutPerson(m_digest, m_personScope, person);
        if (std::binary_search(m_input.place.leftPeople.begin(), m_input.place.leftPeople.end(), left)) {
            // At another address: it was their wish, not the address's. Pathways that cannot know it by an id of theirs
            // are told by this one, unless somebody is there.
            return m_known.isThere(here) ? Result<Reason>(Reason::Unsubscribed)
                                         : noted(PlaceFact::OptedOut, Reason::Unsubscribed, Reason::Unsubscribed);
        }
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
