// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/output.h"
#include "core/model/plan.h"
#include "core/model/push.h"

namespace pathways::cli {

/// A plan's numbers and texts as the command line shows them: docs/design.md, "The command line".
[[nodiscard]] QJsonObject toJson(const PlanSummary& summary);
void print(const Output& output, const PlanSummary& summary);

/// The result of a push, the same way.
[[nodiscard]] QJsonObject toJson(const Push& push);
void print(const Output& output, const Push& push);

} // namespace pathways::cli
