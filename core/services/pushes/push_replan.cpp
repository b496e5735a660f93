// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_replan.h"

#include "core/base/run_on.h"
#include "core/model/leaving.h"
#include "core/model/target_digest.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/file/plan_removals.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PushReplan)
};

using PlanPtr = std::shared_ptr<PlanFile>;

Error changed(const QString& what) {
    return {ErrorKind::NeedsDecision,
            what,
            Texts::tr("Nothing was sent: it is not what was confirmed."),
            Texts::tr("Push again, and look at the new numbers first."),
            {}};
}

/// What somebody has to look at before the new plan may be sent.
std::optional<Error> question(const PlanSummary& confirmed, const PlanSummary& now, qint64 beyond,
                              const PushDecision& decision) {
    const auto puts = [](const PlanSummary& summary) { return summary.counts.add + summary.counts.update; };
    if (puts(now) > puts(confirmed)) {
        return changed(Texts::tr("While this push waited, its audience changed: %Ln more person(s) would be added or "
                                 "updated than was confirmed.",
                                 nullptr, int(puts(now) - puts(confirmed))));
    }
    if (!decision.removalsToo) {
        return std::nullopt;
    }
    if (beyond > 0) {
        return changed(Texts::tr("While this push waited, another one changed who is to be removed: %Ln person(s) more "
                                 "than was confirmed.",
                                 nullptr, int(beyond)));
    }
    if (now.needsConfirmation() && now.guard != confirmed.guard) {
        return changed(now.guardText);
    }
    return std::nullopt;
}

/// Whether the journal names people of its plan.
Result<bool> hasBegun(const ServiceContext& context, const PushRunRequest& request) {
    return Journal(context.database, context.keys).batches(request.push.id).map([](const QList<BatchRecord>& batches) {
        return !batches.isEmpty();
    });
}

/// The request with the new plan; the journal knows it.
Result<PushRunRequest> withPlan(const ServiceContext& context, PushRunRequest request, const Pathway& pathway,
                                PlanPtr plan) {
    request.pathway = asPushed(pathway);
    request.terms.day = plan->facts().day;
    if (request.terms.decision.allowedRemovals) {
        request.terms.decision.allowedRemovals = plan->summary().toConfirm();
    }
    request.push.counts = countsBefore(plan->summary(), request.terms.decision);
    const QString before = request.plan->path();
    request.plan = std::move(plan);
    return Journal(context.database, context.keys)
        .replan(request.push, QFileInfo(request.plan->path()).fileName(), request.terms)
        .map([&] {
            QFile::remove(before);
            return request;
        });
}

} // namespace

Result<PlanAge> ageOfPlan(const ServiceContext& context, const PushRunRequest& request) {
    const auto pathway = PathwayRepository(context.database).find(request.pathway.id);
    const auto batches = Journal(context.database, context.keys).batches(request.push.id);
    if (!pathway || !batches) {
        return fail(pathway ? batches.error() : pathway.error());
    }
    const PlanFacts& facts = request.plan->facts();
    if (targetDigest(*pathway, request.terms.decision.trial) != request.terms.targetDigest) {
        return PlanAge::OtherPathway;
    }
    if (!batches->isEmpty() || facts.isBeforePlaces()) {
        return PlanAge::Current; // What it has sent itself is in the memories by now: its run can tell.
    }
    const auto place = PlaceRepository(context.database, context.keys).find(facts.place);
    if (!place) {
        return fail(place.error());
    }
    // "In the last 90 days" means other people tomorrow.
    const bool sameDay = !facts.day.isValid() || facts.day == context.clock.today();
    const bool same = sameDay && place->seq == facts.placeSeq && pathway->snapshotFile == facts.memory &&
                      !(pathway->snapshotDoubtful && !facts.snapshotId.isEmpty());
    return same ? PlanAge::Current : PlanAge::OutOfDate;
}

QFuture<Result<PushRunRequest>> planAgain(ServiceContext& context, const Planner& planner, QObject* receiver,
                                          const PushRunRequest& request, const std::stop_token& stop) {
    const auto pathway = PathwayRepository(context.database).find(request.pathway.id);
    if (!pathway) {
        return readyFuture(Result<PushRunRequest>(fail(pathway.error())));
    }
    auto promise = startedPromise<Result<PushRunRequest>>();
    const qint64 trialPeople = request.terms.decision.trial ? request.plan->summary().counts.total : 0;
    const auto planned = planner(*pathway, trialPeople, stop);
    whenDone(planned, receiver, [=, &context, pathway = *pathway](const Result<PlanPtr>& plan) {
        if (!plan) {
            finishWith(promise, Result<PushRunRequest>(fail(plan.error())));
            return;
        }
        const bool overtaken = request.continued && !request.plan->facts().isOfSamePeople((*plan)->facts());
        const auto begun = hasBegun(context, request);
        if (overtaken || !begun || *begun) {
            QFile::remove((*plan)->path());
            finishWith(promise, overtaken ? Result<PushRunRequest>(fail(plan_errors::otherPeople()))
                                : begun   ? Result<PushRunRequest>(request)
                                          : Result<PushRunRequest>(fail(begun.error())));
            return;
        }
        auto compared = startedPromise<Result<qint64>>();
        whenDone(compared->future(), receiver, [=, &context, plan = *plan](const Result<qint64>& beyond) {
            const auto asked = beyond
                                   ? question(request.plan->summary(), plan->summary(), *beyond, request.terms.decision)
                                   : std::optional(beyond.error());
            if (asked || stop.stop_requested()) {
                QFile::remove(plan->path());
                finishWith(promise, Result<PushRunRequest>(fail(asked.value_or(Error{}))));
                return;
            }
            finishWith(promise, withPlan(context, request, pathway, plan));
        });
        runOn<qint64>(
            context.probes, compared,
            [confirmed = request.plan, now = *plan] { return removalsBeyond(*confirmed, *now); },
            InterruptedWork::Plan);
    });
    return promise->future();
}

} // namespace pathways
