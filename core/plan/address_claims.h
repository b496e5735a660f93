// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_fields.h"
#include "core/plan/unchanged_row_index.h"
#include "core/roster/record_sorter.h"
#include "core/roster/snapshot.h"

#include <unordered_map>
#include <unordered_set>

namespace pathways {

/// Where people are told apart by an id of their own, several may claim one address, and an address may pass from one
/// to another. The stated rule: who had the address last time keeps it as long as they are in the audience; otherwise
/// the last row gets it. A newcomer with the address of somebody who is gone is that person under a new id. Somebody
/// known may move to an address only when nobody held it last time; else it is left out until the next push.
class AddressClaims final {
public:
    /// Nothing to do where everybody is known by the address alone, now and before.
    [[nodiscard]] static bool needed(KeyKind kind, const Snapshot* snapshot);
    [[nodiscard]] Result<void> resolve(KeyKind kind, const Snapshot* snapshot, const UnchangedRowIndex& seen,
                                       RecordSorter& rows);

    [[nodiscard]] bool loses(std::uint32_t row) const { return m_losers.contains(row); }
    /// The person of the snapshot whom this row replaces, or null.
    [[nodiscard]] const PersonRecord* replaces(std::uint32_t row) const {
        const auto found = m_replaced.find(row);
        return found == m_replaced.end() ? nullptr : &found->second;
    }
    /// This person of the snapshot is not to be removed: the address lives on.
    [[nodiscard]] bool stays(std::uint32_t index) const { return m_staying.contains(index); }

private:
    struct Claim {
        PersonKey address;
        std::uint32_t row = 0;
        std::uint32_t person = UnchangedRowIndex::kNone; ///< Index in the snapshot of the claimant; kNone: a newcomer.
        bool presentOnly = false;
    };
    struct Holder {
        PersonKey address;
        std::uint32_t index = 0;
        bool present = false; ///< In the audience, by any row.
    };
    [[nodiscard]] Result<void> collect(const Snapshot* snapshot, const UnchangedRowIndex& seen, RecordSorter& rows);
    void settle(KeyKind kind, const Holder* holder, const Claim* first, const Claim* last,
                std::unordered_map<std::uint32_t, std::uint32_t>& takeovers);

    std::vector<Claim> m_claims;
    std::vector<Holder> m_holders;
    std::unordered_set<std::uint32_t> m_losers;
    std::unordered_map<std::uint32_t, PersonRecord> m_replaced;
    std::unordered_set<std::uint32_t> m_staying;
};

} // namespace pathways
