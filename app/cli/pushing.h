// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_session.h"
#include "core/plan/file/plan_file.h"

#include <memory>
#include <optional>

namespace pathways::cli {

// The steps of a push from the command line, for each command that pushes.

using PlanPtr = std::shared_ptr<PlanFile>;

[[nodiscard]] Result<PlanPtr> makePlanFor(CommandSession& session, const Pathway& pathway);

/// What the command decides about removals, before it is known whether the plan asks.
[[nodiscard]] Result<PushDecision> decisionFrom(const Arguments& arguments);
/// What the plan asks and the command has not answered. continued: a push that the command went on with before.
[[nodiscard]] std::optional<Error> question(const PlanSummary& summary, const PushDecision& decision,
                                            const std::optional<Push>& continued = {});

/// Goes on with a push of this pathway that was cut off, and returns what became of it. Nothing: there is none, or it
/// cannot go on, or it was begun with another decision about removals than this command's.
[[nodiscard]] Result<std::optional<Push>> goOn(CommandSession& session, const Pathway& pathway,
                                               const PushDecision& decision);
[[nodiscard]] bool endedWell(const Push& push);
/// Starts the push and waits until it has ended, well or not.
[[nodiscard]] Result<Push> pushPlan(CommandSession& session, const PathwayId& pathway, const PlanPtr& plan,
                                    const PushDecision& decision);

/// Reports a push that has ended, and the one that the command went on with before it; the exit status.
[[nodiscard]] int finish(CommandSession& session, const Push& push, const std::optional<Push>& continued = {});
/// Reports a push that did not start, in the form of one with nobody sent; the exit status.
[[nodiscard]] int notPushed(CommandSession& session, const Error& error, const std::optional<Push>& continued = {});

} // namespace pathways::cli
