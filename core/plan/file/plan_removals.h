// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pathways {

class PlanFile;

/// How many people a plan would take out, or take the mark off, who are not in the confirmed plan with the same:
/// whoever said yes to that one has not said yes to them. Errors: the storage's. Any thread.
[[nodiscard]] Result<qint64> removalsBeyond(const PlanFile& confirmed, const PlanFile& now);

} // namespace pathways
