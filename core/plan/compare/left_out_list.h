// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/plan_tally.h"
#include "core/plan/rows/left_out_sorter.h"

namespace pathways {

/// The people of a plan who are left out although their rows can be read: put with the others who are, and counted.
class LeftOutList final {
public:
    LeftOutList(LeftOutSorter& all, PlanTally& tally)
        : m_input(all)
        , m_tally(tally) {}

    /// values: PersonRecord::where of the row, which names them.
    [[nodiscard]] Result<void> add(std::uint32_t row, std::uint64_t values, Reason reason) {
        return add({row, reason, plan_format::NameSource::Values, 0xff, values & kNowhere});
    }
    [[nodiscard]] Result<void> add(const plan_format::LeftOutEntry& entry) {
        ++m_tally.leftOut[entry.reason];
        return m_input.add(entry);
    }
    [[nodiscard]] Result<void> flush() { return m_input.flush(); }

private:
    LeftOutSorter::Input m_input;
    PlanTally& m_tally;
};

} // namespace pathways
