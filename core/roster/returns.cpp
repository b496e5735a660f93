// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/returns.h"

#include "core/workspace/place_repository.h"

#include <algorithm>

namespace pathways {

Result<std::vector<KnownReturn>> readReturns(PlaceRepository& places, const QString& place) {
    return places.returns(place).map([](const QList<OptOut>& all) {
        std::vector<KnownReturn> returns;
        for (const OptOut& one : all) {
            if (!returns.empty() && returns.back().address == one.address) {
                returns.back().pushSeq = std::max(returns.back().pushSeq, one.pushSeq);
            } else {
                returns.push_back({one.address, one.pushSeq});
            }
        }
        return returns;
    });
}

RosterRecord ReturnWalk::settled(RosterRecord record) {
    while (m_at < m_returns.size() && m_returns[m_at].address < record.place) {
        ++m_at;
    }
    const bool cameBack = m_at < m_returns.size() && m_returns[m_at].address == record.place &&
                          record.state == PlaceState::There && qint64(record.push) <= m_returns[m_at].pushSeq;
    record.origin = cameBack ? Origin::Others : record.origin;
    return record;
}

} // namespace pathways
