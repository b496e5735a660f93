// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/input/plan_input.h"

#include <vector>

namespace pathways {

/// Reads the memory of the place before the rows are read: whose row may be recognised by its raw bytes alone, and who
/// has to be looked at afresh, however equal their row is (promise P11).
class RosterCheck final {
public:
    /// Reads the whole roster: errors (isDamage) are found before anything is decided by it.
    [[nodiscard]] Result<void> run(const PlanInput& input);
    /// Whether a person with this key has to be decided afresh.
    [[nodiscard]] bool afresh(const PersonKey& place) const;
    /// People whom the pathway wants and has there: its snapshot must have a line for each, or it says nothing.
    [[nodiscard]] std::uint64_t standing() const { return m_standing; }

private:
    std::vector<PersonKey> m_afresh; ///< Sorted.
    std::uint64_t m_standing = 0;
};

/// Whether the roster says that somebody is there as the pathway wants them, and nothing says otherwise. out: they must
/// stay out. member: as read back; null: not there, or nothing was read.
[[nodiscard]] bool stands(const PlanInput& input, const RosterRecord& record, bool out,
                          const MemberIndex::Member* member);

/// Somebody as read back; null: not there, or nothing was read.
[[nodiscard]] const MemberIndex::Member* findMember(const PlanInput& input, const PersonKey& place);

/// Goes through the opt-outs of a place in step with its keys, which must be asked for in order.
class OptOutWalk final {
public:
    explicit OptOutWalk(const std::vector<KnownOptOut>& optOuts)
        : m_optOuts(optOuts) {}
    [[nodiscard]] const KnownOptOut* find(const PersonKey& place);

private:
    const std::vector<KnownOptOut>& m_optOuts;
    std::size_t m_at = 0;
};

} // namespace pathways
