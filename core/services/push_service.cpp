// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/push_service.h"

#include "core/services/pathway_service.h"
#include "core/services/pushes/match_poller.h"
#include "core/services/pushes/push_history.h"
#include "core/services/pushes/push_queue.h"
#include "core/services/pushes/unfinished_pushes.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"

#include <QFileInfo>

namespace pathways {

struct PushService::Private {
    Private(ServiceContext& shared, PathwayService& pathways)
        : context(shared)
        , history(shared)
        , unfinished(shared)
        , queue(shared,
                [&pathways](const Pathway& pathway, qint64 trialPeople, std::stop_token stop) {
                    return pathways.planInTurn(pathway, trialPeople, std::move(stop));
                })
        , matchPoller(shared, [this](const PushId& id) { return queue.contains(id); }) {}

    ServiceContext& context;
    PushHistory history;
    UnfinishedPushes unfinished;
    PushQueue queue;
    MatchPoller matchPoller;
    bool matchPolling = false;
};

PushService::PushService(ServiceContext& context, PathwayService& pathways, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(context, pathways)) {
    connect(&d->queue, &PushQueue::progressed, this, &PushService::progressed);
    connect(&d->queue, &PushQueue::finished, this, [this, &pathways](const Push& push) {
        pathways.concludeLeaving(push);
        emit finished(push);
        emit changed();
        if (d->matchPolling && push.matchState == MatchState::Processing) {
            d->matchPoller.start();
        }
    });
    connect(&d->matchPoller, &MatchPoller::outcomeRevised, this, [this](const Push& push) {
        emit outcomeRevised(push);
        emit changed();
    });
    qRegisterMetaType<pathways::Push>();
    qRegisterMetaType<pathways::PushProgress>();
}

PushService::~PushService() = default;

Result<PushId> PushService::start(const PathwayId& pathway, std::shared_ptr<PlanFile> plan,
                                  const PushDecision& decision) {
    auto request = firstRun(d->context, pathway, std::move(plan), decision);
    if (!request) {
        return fail(request.error());
    }
    const PushId id = request->push.id;
    const QString planFile = QFileInfo(request->plan->path()).fileName();
    Journal journal(d->context.database, d->context.keys);
    const auto seq = journal.begin(request->push, planFile, request->sessionReference, request->terms);
    if (!seq) {
        return fail(seq.error());
    }
    request->push.seq = *seq;
    d->queue.add(std::move(*request));
    static_cast<void>(unfinished()); // Those that this one overtakes end for good.
    emit changed();
    return id;
}

void PushService::stop(const PushId& id) {
    d->queue.stop(id);
}

Result<void> PushService::resume(const PushId& id) {
    if (d->queue.contains(id)) {
        return {};
    }
    auto known = d->unfinished.take(id);
    if (!known) {
        emit changed(); // It may have ended for good just now.
        return fail(known.error());
    }
    auto request = nextRun(d->context, *known);
    if (!request) {
        return fail(request.error());
    }
    d->queue.add(std::move(*request));
    emit changed();
    return {};
}

Result<PushDecision> PushService::decisionOf(const PushId& id) {
    return Journal(d->context.database, d->context.keys).find(id).map([](const Journal::Unfinished& known) {
        return known.terms.decision;
    });
}

void PushService::startMatchPolling() {
    d->matchPolling = true;
    d->matchPoller.start();
}

Result<QList<Push>> PushService::unfinished() {
    return d->unfinished.list([this](const PushId& id) { return d->queue.contains(id); });
}

std::optional<PushProgress> PushService::progress(const PushId& id) const {
    return d->queue.progress(id);
}

QList<PushId> PushService::running() const {
    return d->queue.pushes();
}

bool PushService::idle() const {
    return d->queue.isEmpty();
}

Result<QList<Push>> PushService::history(const std::optional<PathwayId>& pathway, int limit) {
    return d->history.list(pathway, limit);
}

Result<Push> PushService::find(const PushId& id) {
    return d->history.find(id);
}

Result<QList<RowOutcome>> PushService::rowOutcomes(const PushId& id, int offset, int limit,
                                                   const std::optional<Reason>& reason) {
    return d->history.rowOutcomes(id, offset, limit, reason);
}

Result<QMap<Reason, qint64>> PushService::rowOutcomeCounts(const PushId& id) {
    return d->history.rowOutcomeCounts(id);
}

Result<QMap<Reason, qint64>> PushService::unlisted(const PushId& id) {
    return d->history.unlisted(id);
}

Result<void> PushService::remove(const PushId& id) {
    auto removed = d->history.remove(id);
    if (removed) {
        emit changed();
    }
    return removed;
}

Result<QString> PushService::supportDetails(const PathwayId& pathway) {
    return d->history.supportDetails(pathway);
}

} // namespace pathways
