// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/push_service.h"

#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/services/pushes/match_poller.h"
#include "core/services/pushes/push_run_task.h"
#include "core/services/service_context.h"
#include "core/services/support_text.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <list>
#include <map>

namespace pathways {

namespace {
constexpr int kSampleMilliseconds = 100;
constexpr int kSupportHistory = 500; // Far enough back for the last success.
constexpr int kSupportRows = 500;
constexpr int kSupportNotes = 5;

/// Pushes to one destination object follow one another; keyed by connection and object (never by object alone).
QString targetKey(const Pathway& pathway) {
    return pathway.connection.value + u'\n' + pathway.object.id;
}

QString operatingSystemUser() {
    const QString user = qEnvironmentVariable("USER");
    return user.isEmpty() ? qEnvironmentVariable("USERNAME") : user;
}
} // namespace

struct PushService::Private {
    Private(ServiceContext& shared, PushService* service)
        : context(shared)
        , q(service)
        , pollMatches(shared, [this](const PushId& id) { return isUnderWay(id); }) {}

    ServiceContext& context;
    PushService* q;
    QTimer sampler;
    std::list<PushRunRequest> queue;                      ///< Waiting for their target, oldest first.
    std::map<QString, QString> busyTargets;               ///< Target -> push id.
    std::map<QString, std::unique_ptr<PushRunTask>> jobs; ///< By push id.
    MatchPoller pollMatches;
    bool matchPolling = false;

    [[nodiscard]] Journal journal() const { return Journal(context.database, context.keys); }
    /// Why an unfinished push must not be continued: its pathway was changed after it was planned, or pushed anew.
    [[nodiscard]] std::optional<Error> overtakenBy(const Push& push) const;
    /// Ends such a push for good; the reason, or nothing where it can go on.
    std::optional<Error> supersede(const Journal::Unfinished& unfinished);
    /// Running, queued, or just about to run.
    [[nodiscard]] bool isUnderWay(const PushId& id) const;
    void enqueue(PushRunRequest order);
    void startNext();
    void launch(PushRunRequest order);
    void endWithout(const PushRunRequest& order, const Error& problem);
    void end(const QString& id, const Result<Push>& result);
    void noteConnection(const Pathway& pathway, const Push& push) const;
    void sample();
};

PushService::PushService(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(context, this)) {
    d->sampler.setInterval(kSampleMilliseconds);
    connect(&d->sampler, &QTimer::timeout, this, [this] { d->sample(); });
    connect(&d->pollMatches, &MatchPoller::outcomeRevised, this, [this](const Push& push) {
        emit outcomeRevised(push);
        emit changed();
    });
    qRegisterMetaType<pathways::Push>();
    qRegisterMetaType<pathways::PushProgress>();
}

PushService::~PushService() {
    // Stops every push at a clean place; all of them can be continued.
    for (auto& [id, job] : d->jobs) {
        job->requestStop();
    }
    d->jobs.clear();
}

Result<PushId> PushService::start(const PathwayId& pathwayId, std::shared_ptr<PlanFile> plan,
                                  const PushDecision& decision) {
    auto pathway = PathwayRepository(d->context.database).find(pathwayId);
    if (!pathway) {
        return fail(pathway.error());
    }
    const PlanSummary& summary = plan->summary();
    const bool answered = !decision.removalsToo || decision.allowedRemovals == summary.counts.remove;
    if (summary.needsConfirmation() && !answered) {
        return fail(ErrorKind::NeedsDecision, summary.guardText, tr("Nothing was sent."),
                    tr("Check the audience. To go on, allow exactly %n removal(s), or only add and update this time.",
                       nullptr, int(summary.counts.remove)));
    }
    const auto audience = AudienceRepository(d->context.database).find(pathway->audience);
    const auto connection = ConnectionRepository(d->context.database).find(pathway->connection);
    if (!connection) {
        return fail(connection.error());
    }
    const Connector* connector = d->context.connectors.find(connection->type);
    PushRunRequest order;
    order.pathway = *pathway;
    order.plan = std::move(plan);
    order.allowRemovals = decision.removalsToo;
    order.sessionReference = QString::fromLatin1(randomBytes(16).toHex());
    Push& push = order.push;
    push.id = PushId::create();
    push.pathway = pathwayId;
    push.audienceName = audience ? audience->name : QString();
    push.destinationName = (connector != nullptr ? connector->type().name : connection->type) + QStringLiteral(", ") +
                           (connection->accountName.isEmpty() ? connection->name : connection->accountName);
    push.objectName = pathway->object.name;
    push.method = toKey(pathway->method);
    push.started = d->context.clock.now();
    push.user = operatingSystemUser();
    push.version = QStringLiteral(PATHWAYS_VERSION);
    push.reference = push.id.value.left(8).toUpper();
    push.resumable = true;
    push.trial = decision.trial;
    push.counts.total = summary.counts.total;
    push.counts.unchanged = summary.counts.unchanged;
    push.counts.planned =
        summary.counts.add + summary.counts.update + (order.allowRemovals ? summary.counts.remove : 0);
    const QString planFile = QFileInfo(order.plan->path()).fileName();
    if (auto begun = d->journal().begin(push, planFile, order.sessionReference); !begun) {
        return fail(begun.error());
    }
    const PushId id = push.id;
    d->enqueue(std::move(order));
    static_cast<void>(unfinished()); // Those that this one overtakes end for good.
    emit changed();
    return id;
}

bool PushService::Private::isUnderWay(const PushId& id) const {
    return jobs.contains(id.value) ||
           std::any_of(queue.begin(), queue.end(),
                       [&id](const PushRunRequest& order) { return order.push.id == id; }) ||
           std::any_of(busyTargets.begin(), busyTargets.end(),
                       [&id](const auto& target) { return target.second == id.value; });
}

std::optional<Error> PushService::Private::overtakenBy(const Push& push) const {
    const auto pathway = PathwayRepository(context.database).find(push.pathway);
    if (pathway && pathway->changed.isValid() && pathway->changed > push.started) {
        // Its plan is for another mapping, list or account by now: it must never be sent to what the pathway leads to
        // today.
        return Error{ErrorKind::NeedsDecision,
                     PushService::tr("The pathway was changed after this push was planned."),
                     PushService::tr("What was sent before stays; nothing more of the old plan is sent."),
                     PushService::tr("Push again: a new plan takes care of the rest."),
                     {}};
    }
    const auto latest = journal().history(push.pathway, 1);
    if (latest && !latest->isEmpty() && latest->front().started > push.started) {
        // The newer plan was made knowing what this push had done; what it left open may no longer be wanted.
        return Error{ErrorKind::NeedsDecision,
                     PushService::tr("A newer push of this pathway has taken its place."),
                     PushService::tr("What was sent before stays; nothing more of the old plan is sent."),
                     PushService::tr("Nothing has to be done: the newer push takes care of the rest."),
                     {}};
    }
    return std::nullopt;
}

std::optional<Error> PushService::Private::supersede(const Journal::Unfinished& unfinished) {
    auto reason = overtakenBy(unfinished.push);
    if (!reason) {
        return reason;
    }
    const auto hold = context.workspace.pushHolds().tryTake(unfinished.push.id.value);
    auto known = journal().find(unfinished.push.id);
    if (!hold || !known) {
        return reason; // The platform's later word on it is just being stored: it ends the next time somebody looks.
    }
    Push& push = known->push;
    push.status = PushStatus::Stopped;
    push.resumable = false;
    push.ended = push.ended.value_or(context.clock.now());
    push.problem = reason;
    if (const auto stored = journal().finish(push, std::nullopt); !stored) {
        qCWarning(lcPush) << "an outdated push could not be ended:" << stored.error().detail;
    } else if (push.matchState != MatchState::Processing) {
        QFile::remove(QDir(context.workspace.spoolFolder()).filePath(known->planFile));
    }
    return reason;
}

Result<void> PushService::resume(const PushId& id) {
    if (d->isUnderWay(id)) {
        return {};
    }
    auto known = d->journal().find(id);
    if (!known) {
        return fail(known.error());
    }
    if (const auto overtaken = d->supersede(*known)) {
        emit changed();
        return fail(*overtaken);
    }
    auto pathway = PathwayRepository(d->context.database).find(known->push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    auto plan = PlanFile::open(QDir(d->context.workspace.spoolFolder()).filePath(known->planFile), d->context.keys);
    if (!plan) {
        return fail(plan.error());
    }
    PushRunRequest order;
    order.push = known->push;
    order.push.status = PushStatus::Processing;
    order.push.problem.reset();
    order.push.ended.reset();
    order.pathway = *pathway;
    order.plan = *plan;
    order.sessionReference = known->sessionReference;
    const PlanCounts& counts = order.plan->summary().counts;
    // What the user decided at the start holds: removals not planned then are not made now.
    order.allowRemovals = known->push.counts.planned > counts.add + counts.update;
    order.resume = true;
    d->enqueue(std::move(order));
    emit changed();
    return {};
}

void PushService::Private::enqueue(PushRunRequest order) {
    queue.push_back(std::move(order));
    startNext();
}

void PushService::Private::startNext() {
    for (auto order = queue.begin(); order != queue.end();) {
        const QString key = targetKey(order->pathway);
        if (busyTargets.contains(key)) {
            ++order;
            continue;
        }
        busyTargets.emplace(key, order->push.id.value);
        PushRunRequest next = std::move(*order);
        order = queue.erase(order);
        launch(std::move(next));
    }
}

void PushService::Private::launch(PushRunRequest order) {
    const auto connection = ConnectionRepository(context.database).find(order.pathway.connection);
    if (!connection) {
        endWithout(order, connection.error());
        return;
    }
    if (!order.pathway.accountId.isEmpty() && !connection->accountId.isEmpty() &&
        order.pathway.accountId != connection->accountId) {
        endWithout(order,
                   Error{ErrorKind::NeedsDecision,
                         PushService::tr("\"%1\" is signed in to another account than before.").arg(connection->name),
                         PushService::tr("Nobody was added or removed there."),
                         PushService::tr("Review the pathway and plan again, or sign in to the account of before."),
                         {}});
        return;
    }
    auto shared = std::make_shared<PushRunRequest>(std::move(order));
    context.broker.open(*connection, q, [this, shared](Result<OpenConnectionPtr> access) {
        if (!access) {
            endWithout(*shared, access.error());
            return;
        }
        const QString id = shared->push.id.value;
        const std::shared_ptr<HttpClient> http = (*access)->http;
        const auto finished = [self = QPointer(q), id](Result<Push> result) {
            QMetaObject::invokeMethod(
                qApp,
                [self, id, result = std::move(result)] {
                    if (!self.isNull()) {
                        self->d->end(id, result);
                    }
                },
                Qt::QueuedConnection);
        };
        // The system may have no thread to give.
        auto made = withinMemory(InterruptedWork::Push, [&]() -> Result<std::unique_ptr<PushRunTask>> {
            return std::make_unique<PushRunTask>(*shared, *access, context.workspace, context.keys, context.clock,
                                                 finished);
        });
        if (!made) {
            endWithout(*shared, made.error());
            return;
        }
        std::unique_ptr<PushRunTask> job = std::move(*made);
        http->setWaitListener([board = std::weak_ptr(job->board())](const QString& why, const QDateTime&) {
            if (const auto shown = board.lock()) {
                shown->setWaiting(why);
            }
        });
        jobs.emplace(id, std::move(job));
        sampler.start();
    });
}

void PushService::Private::endWithout(const PushRunRequest& order, const Error& problem) {
    Push push = order.push;
    push.status = PushStatus::NeedsYou;
    push.problem = problem;
    push.ended = context.clock.now();
    push.resumable = true;
    Result<void> stored = journal().finish(push, std::nullopt);
    Result<Push> result = stored ? Result<Push>(push) : Result<Push>(fail(stored.error()));
    busyTargets.erase(targetKey(order.pathway));
    noteConnection(order.pathway, push);
    // Never from within start(): its caller has not seen the id yet.
    QMetaObject::invokeMethod(
        q,
        [this, push, result] {
            emit q->finished(result.value_or(push));
            emit q->changed();
            startNext();
        },
        Qt::QueuedConnection);
}

void PushService::Private::end(const QString& id, const Result<Push>& result) {
    const auto job = jobs.find(id);
    if (job == jobs.end()) {
        return;
    }
    const PushRunRequest& order = job->second->order();
    Push push = order.push;
    if (result) {
        push = *result;
    } else {
        push.status = PushStatus::Stopped;
        push.problem = result.error();
        push.resumable = true;
    }
    const PushProgress last = job->second->sample();
    busyTargets.erase(targetKey(order.pathway));
    noteConnection(order.pathway, push);
    jobs.erase(job);
    PushProgress final = last;
    final.status = push.status;
    final.counts = push.counts;
    final.problem = push.problem;
    final.phase = PushPhase::Done;
    final.waiting.clear();
    emit q->progressed(final);
    emit q->finished(push);
    emit q->changed();
    if (matchPolling && push.matchState == MatchState::Processing) {
        pollMatches.start();
    }
    if (jobs.empty()) {
        sampler.stop();
    }
    startNext();
}

void PushService::Private::noteConnection(const Pathway& pathway, const Push& push) const {
    auto connection = ConnectionRepository(context.database).find(pathway.connection);
    if (!connection) {
        return;
    }
    const bool refused = push.problem && (push.problem->kind == ErrorKind::SignIn);
    if (refused) {
        connection->problem = push.problem;
    } else if (push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions) {
        connection->problem.reset();
    } else {
        return;
    }
    if (const auto saved = ConnectionRepository(context.database).save(*connection); !saved) {
        qCWarning(lcWorkspace) << "a connection's state could not be stored:" << saved.error().detail;
    }
}

void PushService::Private::sample() {
    for (const auto& [id, job] : jobs) {
        emit q->progressed(job->sample());
    }
}

void PushService::stop(const PushId& id) {
    if (const auto job = d->jobs.find(id.value); job != d->jobs.end()) {
        job->second->requestStop();
        return;
    }
    for (auto order = d->queue.begin(); order != d->queue.end(); ++order) {
        if (order->push.id == id) {
            Push push = order->push;
            push.status = PushStatus::Stopped;
            push.ended = d->context.clock.now();
            d->queue.erase(order);
            if (const auto stored = d->journal().finish(push, std::nullopt); !stored) {
                qCWarning(lcPush) << "a stop could not be stored:" << stored.error().detail;
            }
            emit finished(push);
            emit changed();
            return;
        }
    }
}

void PushService::startMatchPolling() {
    d->matchPolling = true;
    d->pollMatches.start();
}

Result<QList<Push>> PushService::unfinished() {
    return d->journal().unfinished().map([this](const QList<Journal::Unfinished>& all) {
        QList<Push> pushes;
        for (const Journal::Unfinished& one : all) {
            if (!d->isUnderWay(one.push.id) && !d->supersede(one)) {
                pushes << one.push;
            }
        }
        return pushes;
    });
}

std::optional<PushProgress> PushService::progress(const PushId& id) const {
    const auto job = d->jobs.find(id.value);
    return job == d->jobs.end() ? std::nullopt : std::optional(job->second->sample());
}

QList<PushId> PushService::running() const {
    QList<PushId> ids;
    for (const auto& [id, job] : d->jobs) {
        ids << PushId{id};
    }
    for (const PushRunRequest& order : d->queue) {
        ids << order.push.id;
    }
    return ids;
}

bool PushService::idle() const {
    return d->jobs.empty() && d->queue.empty() && d->busyTargets.empty();
}

Result<QList<Push>> PushService::history(const std::optional<PathwayId>& pathway, int limit) {
    return d->journal().history(pathway, limit);
}

Result<Push> PushService::find(const PushId& id) {
    return d->journal().find(id).map([](const Journal::Unfinished& known) { return known.push; });
}

Result<void> PushService::remove(const PushId& id) {
    auto removed = d->journal().remove(id);
    if (removed) {
        emit changed();
    }
    return removed;
}

Result<QList<RowOutcome>> PushService::rowOutcomes(const PushId& id, int offset, int limit,
                                                   const std::optional<Reason>& reason) {
    return d->journal().rowOutcomes(id, offset, limit, reason);
}

Result<QMap<Reason, qint64>> PushService::rowOutcomeCounts(const PushId& id) {
    return d->journal().rowOutcomeCounts(id);
}

Result<QString> PushService::supportDetails(const PathwayId& id) {
    auto pathway = PathwayRepository(d->context.database).find(id);
    if (!pathway) {
        return fail(pathway.error());
    }
    const auto audience = AudienceRepository(d->context.database).find(pathway->audience);
    const auto connection = ConnectionRepository(d->context.database).find(pathway->connection);
    auto history = d->journal().history(id, kSupportHistory);
    if (!history) {
        return fail(history.error());
    }
    QMap<Reason, qint64> reasons;
    QStringList notes;
    if (!history->isEmpty()) {
        const PushId latest = history->front().id;
        reasons = d->journal().rowOutcomeCounts(latest).value_or(QMap<Reason, qint64>{});
        for (const RowOutcome& row : d->journal().rowOutcomes(latest, 0, kSupportRows).value_or(QList<RowOutcome>{})) {
            if (!row.note.isEmpty() && !notes.contains(row.note) && notes.size() < kSupportNotes) {
                notes << row.note;
            }
        }
    }
    const Connector* connector = connection ? d->context.connectors.find(connection->type) : nullptr;
    return supportText(SupportFacts{.audience = audience ? audience->name : QString(),
                                    .platform = connector != nullptr ? connector->type().name : QString(),
                                    .object = pathway->object.name,
                                    .method = displayName(pathway->method),
                                    .practice = connection && connection->practice,
                                    .history = *history,
                                    .connectionProblem = connection ? connection->problem : std::nullopt,
                                    .reasons = reasons,
                                    .notes = notes,
                                    .now = d->context.clock.now()});
}

} // namespace pathways
