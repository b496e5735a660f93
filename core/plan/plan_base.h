// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/roster_check.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/input/plan_input.h"
#include "core/plan/rows/unchanged_row_index.h"
#include "core/roster/snapshot.h"

#include <memory>

namespace pathways {

/// Whether what is remembered of earlier pushes can be used for removals this time.
enum class MemoryTrust { None, Good, Doubtful };

/// What the pathway's last pushes left, as far as it can be trusted.
struct PlanBase {
    std::unique_ptr<Snapshot> snapshot; ///< Null: there is none, or it says nothing.
    MemoryTrust trust = MemoryTrust::None;
};

/// A snapshot only helps to recognise unchanged rows: without it everybody is compared with the roster. Errors:
/// Storage; a snapshot that is damaged is none.
[[nodiscard]] Result<PlanBase> openPlanBase(const PlanInput& input, const PlanFields& fields);

/// Fills the index with the tags that are good now, on two threads. People who are due to be sent again, and those of
/// whom the roster says something else, are left out of it, so that their rows are looked at afresh. How many people
/// have a line and stand in the roster. Errors: Storage.
[[nodiscard]] Result<std::uint64_t> fillUnchangedRows(const PlanInput& input, const Snapshot& snapshot,
                                                      const RosterCheck& check, const QByteArray& context,
                                                      UnchangedRowIndex& seen);

} // namespace pathways
