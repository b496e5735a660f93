// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_file.h"
#include "core/plan/input/plan_input.h"

#include <memory>
#include <stop_token>

namespace pathways {

/// Makes the plan: reads the source once, applies the rules, recognises unchanged rows by their raw fingerprint,
/// normalises and checks the rest, compares with the snapshot, and writes the changes to an encrypted file
/// (docs/design.md, "How a push flows"). Runs on the calling worker thread and one more. Writes only into the spool
/// folder; a failed or stopped plan leaves nothing.
[[nodiscard]] Result<std::shared_ptr<PlanFile>> makePlan(const PlanInput& input, PlanProgress& progress,
                                                         std::stop_token stop);

} // namespace pathways
