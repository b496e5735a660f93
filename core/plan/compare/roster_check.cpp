// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/roster_check.h"

#include <algorithm>

namespace pathways {

bool stands(const PlanInput& input, const RosterRecord& record, bool out, const MemberIndex::Member* member) {
    const std::uint64_t own = input.place.slotted.ownBit();
    if (record.state != PlaceState::There || (record.wants & own) == 0 || (record.has & own) == 0 || out) {
        return false;
    }
    return input.members == nullptr || (member != nullptr && member->reachable);
}

const MemberIndex::Member* findMember(const PlanInput& input, const PersonKey& place) {
    return input.members != nullptr ? input.members->find(place) : nullptr;
}

const KnownOptOut* OptOutWalk::find(const PersonKey& place) {
    while (m_at < m_optOuts.size() && m_optOuts[m_at].address < place) {
        ++m_at;
    }
    return m_at < m_optOuts.size() && m_optOuts[m_at].address == place ? &m_optOuts[m_at] : nullptr;
}

Result<void> RosterCheck::run(const PlanInput& input) {
    const std::uint64_t own = input.place.slotted.ownBit();
    OptOutWalk optOuts(input.place.optOuts);
    RosterWalk walk(input.place.roster.get());
    auto done = walk.start();
    while (done && walk.current() != nullptr) {
        const RosterRecord& record = *walk.current();
        const bool out = optOuts.find(record.place) != nullptr;
        if ((record.wants & own) != 0) {
            const bool again =
                input.again != nullptr && std::binary_search(input.again->begin(), input.again->end(), record.place);
            if (!again && stands(input, record, out, findMember(input, record.place))) {
                ++m_standing;
            } else {
                m_afresh.push_back(record.place);
            }
        }
        done = walk.advance();
    }
    return done;
}

bool RosterCheck::afresh(const PersonKey& place) const {
    return !m_afresh.empty() && std::binary_search(m_afresh.begin(), m_afresh.end(), place);
}

} // namespace pathways
