// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/pushes/push_run_request.h"

#include <QFuture>

#include <functional>
#include <stop_token>

namespace pathways {

/// Makes a plan of a stored pathway, beside what is planned in the window. trialPeople: only so many; 0: all.
using Planner =
    std::function<QFuture<Result<std::shared_ptr<PlanFile>>>(const Pathway&, qint64 trialPeople, std::stop_token)>;

/// What has become of the plan of a push while it waited for its turn.
enum class PlanAge {
    Current,
    OutOfDate,   ///< The place, or the pathway, was pushed since; nothing of this push was sent yet.
    OtherPathway ///< The pathway leads elsewhere, or does something else there: the plan must never be sent.
};

/// Errors: the storage's. GUI thread.
[[nodiscard]] Result<PlanAge> ageOfPlan(const ServiceContext& context, const PushRunRequest& request);

/// The push with a plan made anew, which the journal knows already; the old one is deleted. What was confirmed still
/// counts if the new plan takes out nobody but whom the old one did, and asks nothing that it did not ask. One that is
/// continued may go on only if its people are still the same (promise P12); with batches sent, it does so with the plan
/// that it has. Errors: NeedsDecision with what has changed, where somebody has to look at it first; those of planning;
/// the storage's. Nothing comes of it once the receiver is gone. GUI thread.
[[nodiscard]] QFuture<Result<PushRunRequest>> planAgain(ServiceContext& context, const Planner& planner,
                                                        QObject* receiver, const PushRunRequest& request,
                                                        const std::stop_token& stop);

} // namespace pathways
