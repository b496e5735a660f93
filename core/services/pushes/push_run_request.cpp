// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_run_request.h"

#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/model/account_name.h"
#include "core/model/leaving.h"
#include "core/model/target_digest.h"
#include "core/plan/file/plan_errors.h"
#include "core/services/service_context.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PushRunRequest)
};

QString operatingSystemUser() {
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? qEnvironmentVariable("USERNAME") : user;
}

/// What the history calls the destination.
QString destinationName(const ServiceContext& context, const Connection& connection) {
    const Connector* connector = context.connectors.find(connection.type);
    return (connector != nullptr ? connector->type().name : connection.type) + QStringLiteral(", ") +
           accountNameOf(connection);
}

Result<Place> placeFor(const ServiceContext& context, const Pathway& pathway, const Connection& connection) {
    const Connector* connector = context.connectors.find(connection.type);
    if (connector == nullptr) {
        return fail(ErrorKind::TooNew, Texts::tr("This version of Pathways does not know this destination."),
                    Texts::tr("Nobody was pushed."), Texts::tr("Install the newest version of Pathways."));
    }
    return PlaceRepository(context.database, context.keys)
        .findOrCreate(placeOf(pathway, connection, connector->type()));
}

Push newPush(const Pathway& pathway, const PlanSummary& summary, const PushDecision& decision) {
    Push push;
    push.id = PushId::create();
    push.pathway = pathway.id;
    push.objectName = pathway.object.name;
    push.method = toKey(pathway.method);
    push.user = operatingSystemUser();
    push.version = QStringLiteral(PATHWAYS_VERSION);
    push.reference = push.id.value.left(8).toUpper();
    push.resumable = true;
    push.trial = decision.trial;
    push.counts = countsBefore(summary, decision);
    return push;
}

} // namespace

PushCounts countsBefore(const PlanSummary& summary, const PushDecision& decision) {
    PushCounts counts;
    counts.total = summary.counts.total;
    counts.unchanged = summary.counts.unchanged;
    counts.planned = summary.counts.add + summary.counts.update + (decision.removalsToo ? summary.takenOff() : 0);
    return counts;
}

Result<PushRunRequest> firstRun(const ServiceContext& context, const PathwayId& id, std::shared_ptr<PlanFile> plan,
                                const PushDecision& decision) {
    auto pathway = PathwayRepository(context.database).find(id);
    if (!pathway) {
        return fail(pathway.error());
    }
    const PlanSummary& summary = plan->summary();
    const bool answered = !decision.removalsToo || decision.allowedRemovals == summary.toConfirm();
    if (summary.needsConfirmation() && !answered) {
        return fail(
            ErrorKind::NeedsDecision, summary.guardText, Texts::tr("Nothing was sent."),
            Texts::tr("Check the audience. To go on, allow exactly %n removal(s), or only add and update this time.",
                      nullptr, int(summary.toConfirm())));
    }
    // Between the review and now it may have been changed: the plan is of another target. Whether people are still as
    // they were is seen when its turn has come.
    const PlanFacts& facts = plan->facts();
    if (facts.targetDigest != targetDigest(*pathway, decision.trial)) {
        return fail(plan_errors::otherPathway());
    }
    const auto audience = AudienceRepository(context.database).find(pathway->audience);
    const auto connection = ConnectionRepository(context.database).find(pathway->connection);
    if (!connection) {
        return fail(connection.error());
    }
    auto place = placeFor(context, *pathway, *connection);
    if (!place) {
        return fail(place.error());
    }
    PushRunRequest request;
    request.pathway = asPushed(*pathway);
    request.push = newPush(request.pathway, summary, decision);
    request.push.audienceName = audience ? audience->name : QString();
    request.push.destinationName = destinationName(context, *connection);
    request.push.started = context.clock.now();
    request.terms = {place->id, facts.targetDigest, facts.day, decision};
    request.plan = std::move(plan);
    request.sessionReference = QString::fromLatin1(randomBytes(16).toHex());
    return request;
}

Result<PushRunRequest> nextRun(const ServiceContext& context, const Journal::Unfinished& unfinished) {
    auto pathway = PathwayRepository(context.database).find(unfinished.push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    auto plan = PlanFile::open(QDir(context.workspace.spoolFolder()).filePath(unfinished.planFile), context.keys);
    if (!plan) {
        return fail(plan.error());
    }
    PushRunRequest request;
    request.push = unfinished.push;
    request.push.status = PushStatus::Processing;
    request.push.problem.reset();
    request.push.ended.reset();
    request.pathway = asPushed(*pathway);
    request.plan = *plan;
    request.sessionReference = unfinished.sessionReference;
    request.terms = unfinished.terms;
    request.continued = true;
    return request;
}

} // namespace pathways
