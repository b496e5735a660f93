// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/plan_tally.h"
#include "core/plan/file/plan_format.h"
#include "core/roster/known_noes.h"

#include <vector>

namespace pathways {

/// Notes who says no in the rows of a plan, and who says yes again, so that the other pathways of the place are told of
/// it. Of rows at one address that contradict each other the no counts, whatever their order. Errors: Storage.
class NoList final {
public:
    /// All outlives it. singleKey: the place tells people apart by the address.
    NoList(const KnownNoes& known, bool singleKey, EncryptedFileWriter& file, PlanTally& tally);

    /// A row that is denied. before: the key of the place that they have in the snapshot, for a row without an address;
    /// all zero: none.
    [[nodiscard]] Result<void> denied(const PersonRecord& row, const PersonKey& before);
    /// A row that may be sent, or could but for others.
    void saysYes(const PersonKey& address);
    /// After the last row.
    [[nodiscard]] Result<void> flush();

private:
    [[nodiscard]] Result<void> saysNo(const PersonKey& address);
    /// Among those who had said no in this audience; none: they had not.
    [[nodiscard]] std::optional<std::size_t> find(const PersonKey& address) const;
    [[nodiscard]] Result<void> note(const PersonKey& address, plan_format::PlaceFact fact);

    const KnownNoes& m_known;
    const bool m_singleKey;
    StreamWriter m_notes;
    PlanTally& m_tally;
    std::vector<bool> m_no;  ///< Of those who had said no: they say it again,
    std::vector<bool> m_yes; ///< or yes.
};

} // namespace pathways
