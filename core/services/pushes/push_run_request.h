// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/model/push.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"

#include <memory>

namespace pathways {

struct ServiceContext;

/// A run of a push that is wanted: what PushQueue keeps until its turn has come, and a PushRunTask then carries out.
struct PushRunRequest {
    Push push;
    Pathway pathway;
    std::shared_ptr<PlanFile> plan;
    QString sessionReference; ///< Stays the same over all runs of one push.
    PushTerms terms;          ///< The same.
    bool continued = false;   ///< It began before: its plan must still be what would be planned now.
};

/// The counters of a push that has sent nothing yet.
[[nodiscard]] PushCounts countsBefore(const PlanSummary& summary, const PushDecision& decision);

/// The first run of a new push of a saved pathway, which the journal does not know yet. Errors: NeedsDecision, where
/// the plan's guard asks and the decision does not answer, or where the pathway is not the one that was planned any
/// more; the storage's.
[[nodiscard]] Result<PushRunRequest> firstRun(const ServiceContext& context, const PathwayId& pathway,
                                              std::shared_ptr<PlanFile> plan, const PushDecision& decision);

/// One more run of a push that was stopped, interrupted or waited for a person, with the plan and the decision that it
/// began with.
[[nodiscard]] Result<PushRunRequest> nextRun(const ServiceContext& context, const Journal::Unfinished& unfinished);

} // namespace pathways
