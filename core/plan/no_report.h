// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/finding.h"
#include "core/plan/compare/plan_tally.h"
#include "core/plan/input/plan_input.h"

#include <QList>

namespace pathways {

/// What a plan says of people who said no in one of several audiences of its place, each audience named.
[[nodiscard]] QList<Finding> findingsOfNoes(const PlanInput& input, const PlanTally& tally);

} // namespace pathways
