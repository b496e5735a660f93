// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/roster/roster_record.h"

#include <vector>

namespace pathways {

class PlaceRepository;

/// Somebody who had left, and was seen there again without our doing.
struct KnownReturn {
    PersonKey address;
    qint64 pushSeq = 0; ///< The last push before that.
};

/// Who came back to a place without our doing, sorted by address. Errors: Storage.
[[nodiscard]] Result<std::vector<KnownReturn>> readReturns(PlaceRepository& places, const QString& place);

/// Goes through who came back in step with the records of a roster, which must be asked for in order.
class ReturnWalk final {
public:
    /// The list outlives it.
    explicit ReturnWalk(const std::vector<KnownReturn>& returns)
        : m_returns(returns) {}
    /// The record with who put them there: whoever left and came back is there by others, and not by the push before
    /// (promise P2).
    [[nodiscard]] RosterRecord settled(RosterRecord record);

private:
    const std::vector<KnownReturn>& m_returns;
    std::size_t m_at = 0;
};

} // namespace pathways
