// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_queue.h"

#include "core/base/async.h"
#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/plan/file/plan_errors.h"
#include "core/push/push_pools.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <QFile>

#include <algorithm>

namespace pathways {

namespace {

constexpr int kSampleMilliseconds = 100;

/// Pushes to one place follow one another, over whatever connection.
const QString& placeIdOf(const PushRunRequest& request) {
    return request.terms.place;
}

} // namespace

PushQueue::PushQueue(ServiceContext& context, Planner planner, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_planner(std::move(planner)) {
    m_sampler.setInterval(kSampleMilliseconds);
    connect(&m_sampler, &QTimer::timeout, this, &PushQueue::sample);
}

PushQueue::~PushQueue() {
    for (auto& [place, opening] : m_opening) {
        opening.stop.request_stop();
    }
    for (const auto& [place, task] : m_running) {
        task->requestStop(); // All at once, then each is waited for.
    }
    m_running.clear();
}

void PushQueue::add(PushRunRequest request) {
    m_waiting.push_back(std::make_shared<const PushRunRequest>(std::move(request)));
    startNext();
}

void PushQueue::startNext() {
    const auto atATime = std::size_t(m_context.pushPools.pushesAtATime());
    for (auto next = m_waiting.begin(); next != m_waiting.end() && m_opening.size() + m_running.size() < atATime;) {
        const RequestPtr request = *next;
        const QString place = placeIdOf(*request);
        if (m_opening.contains(place) || m_running.contains(place)) {
            ++next;
            continue;
        }
        next = m_waiting.erase(next);
        m_opening.emplace(place, Opening{request});
        begin(request);
    }
}

bool PushQueue::isOpening(const RequestPtr& request) const {
    const auto opening = m_opening.find(placeIdOf(*request));
    return opening != m_opening.end() && opening->second.request == request;
}

/// A plan is good only for people as they were when it was made: another push may have come first, or its own first run
/// was long ago.
void PushQueue::begin(const RequestPtr& request) {
    const auto age = ageOfPlan(m_context, *request);
    if (!age) {
        endUnopened(*request, age.error());
    } else if (*age == PlanAge::OtherPathway) {
        endForGood(*request, plan_errors::otherPathway());
    } else if (*age == PlanAge::OutOfDate || request->continued) {
        replan(request);
    } else {
        open(request);
    }
}

void PushQueue::replan(const RequestPtr& request) {
    const std::stop_token stop = m_opening.at(placeIdOf(*request)).stop.get_token();
    whenDone(planAgain(m_context, m_planner, this, *request, stop), this,
             [this, request](const Result<PushRunRequest>& planned) {
                 if (!isOpening(request)) {
                     return; // It was stopped meanwhile.
                 }
                 if (!planned) {
                     const bool asks = planned.error().kind == ErrorKind::NeedsDecision;
                     asks ? endForGood(*request, planned.error()) : endUnopened(*request, planned.error());
                     return;
                 }
                 const auto renewed = std::make_shared<const PushRunRequest>(*planned);
                 m_opening.at(placeIdOf(*request)).request = renewed;
                 open(renewed);
             });
}

void PushQueue::open(const RequestPtr& request) {
    const auto connection = ConnectionRepository(m_context.database).find(request->pathway.connection);
    if (!connection) {
        endUnopened(*request, connection.error());
        return;
    }
    const QString& account = request->pathway.accountId;
    if (!account.isEmpty() && !connection->accountId.isEmpty() && account != connection->accountId) {
        endForGood(*request, plan_errors::otherAccount(connection->name));
        return;
    }
    m_context.broker.open(*connection, this, [this, request](const Result<OpenConnectionPtr>& access) {
        if (!isOpening(request)) {
            return; // It was stopped meanwhile.
        }
        if (!access) {
            endUnopened(*request, access.error());
            return;
        }
        run(request, *access);
    });
}

void PushQueue::run(const RequestPtr& request, const OpenConnectionPtr& access) {
    const auto finished = [this, id = request->push.id](Result<Push> result) {
        QMetaObject::invokeMethod(
            this, [this, id, result = std::move(result)] { ended(id, result); }, Qt::QueuedConnection);
    };
    auto started = m_context.pushPools.warmUp().and_then([&] {
        return withinMemory(InterruptedWork::Push, [&]() -> Result<std::unique_ptr<PushRunTask>> {
            return std::make_unique<PushRunTask>(*request, access, m_context, finished);
        });
    });
    if (!started) {
        endUnopened(*request, started.error());
        return;
    }
    m_opening.erase(placeIdOf(*request));
    m_running.emplace(placeIdOf(*request), std::move(*started));
    m_sampler.start();
}

/// What it had sent before may have been settled since the request was made.
Push PushQueue::asKnown(const PushRunRequest& request) const {
    const auto known = Journal(m_context.database, m_context.keys).find(request.push.id);
    Push push = request.push;
    if (known) {
        push.counts = known->push.counts;
    }
    return push;
}

void PushQueue::endUnopened(const PushRunRequest& request, const Error& problem) {
    endOpening(request, problem, true);
}

/// Its plan can never be sent.
void PushQueue::endForGood(const PushRunRequest& request, const Error& problem) {
    endOpening(request, problem, false);
    const auto batches = Journal(m_context.database, m_context.keys).batches(request.push.id);
    if (batches && batches->isEmpty()) {
        QFile::remove(request.plan->path()); // Else it says whom the batches were about.
    }
}

void PushQueue::endOpening(const PushRunRequest& request, const Error& problem, bool resumable) {
    m_opening.erase(placeIdOf(request));
    Push push = asKnown(request);
    push.status = PushStatus::NeedsYou;
    push.problem = problem;
    push.ended = m_context.clock.now();
    push.resumable = resumable;
    if (const auto stored = Journal(m_context.database, m_context.keys).finish(push, std::nullopt); !stored) {
        qCWarning(lcPush) << "the end of a push could not be stored:" << stored.error().detail;
    }
    recordConnectionState(request, push);
    // Never from within add(): its caller has not told of the push yet.
    QMetaObject::invokeMethod(
        this,
        [this, push] {
            emit finished(push);
            startNext();
        },
        Qt::QueuedConnection);
}

void PushQueue::ended(const PushId& id, const Result<Push>& result) {
    const auto found = std::find_if(m_running.begin(), m_running.end(),
                                    [&id](const auto& one) { return one.second->request().push.id == id; });
    if (found == m_running.end()) {
        return;
    }
    // Not running any more before anybody is told, who may ask.
    const std::unique_ptr<PushRunTask> task = std::move(found->second);
    m_running.erase(found);
    Push push = task->request().push;
    if (result) {
        push = *result;
    } else {
        push.status = PushStatus::Stopped;
        push.problem = result.error();
        push.resumable = true;
    }
    recordConnectionState(task->request(), push);
    PushProgress last = task->sample();
    last.status = push.status;
    last.counts = push.counts;
    last.problem = push.problem;
    last.phase = PushPhase::Done;
    last.waiting.clear();
    emit progressed(last);
    emit finished(push);
    if (m_running.empty()) {
        m_sampler.stop();
    }
    startNext();
}

void PushQueue::recordConnectionState(const PushRunRequest& request, const Push& push) const {
    ConnectionRepository connections(m_context.database);
    auto connection = connections.find(request.pathway.connection);
    if (!connection) {
        return;
    }
    if (push.problem && push.problem->kind == ErrorKind::SignIn) {
        connection->problem = push.problem;
    } else if (push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions) {
        connection->problem.reset();
    } else {
        return;
    }
    if (const auto saved = connections.save(*connection); !saved) {
        qCWarning(lcWorkspace) << "a connection's state could not be stored:" << saved.error().detail;
    }
}

void PushQueue::stop(const PushId& id) {
    if (PushRunTask* task = runningTask(id)) {
        task->requestStop();
        return;
    }
    const auto waiting =
        std::find_if(m_waiting.begin(), m_waiting.end(), [&id](const RequestPtr& one) { return one->push.id == id; });
    if (waiting != m_waiting.end()) {
        const RequestPtr request = *waiting;
        m_waiting.erase(waiting);
        endStopped(*request);
        return;
    }
    const auto opening = std::find_if(m_opening.begin(), m_opening.end(),
                                      [&id](const auto& one) { return one.second.request->push.id == id; });
    if (opening != m_opening.end()) {
        const RequestPtr request = opening->second.request;
        opening->second.stop.request_stop();
        m_opening.erase(opening);
        endStopped(*request);
        startNext();
    }
}

void PushQueue::endStopped(const PushRunRequest& request) {
    Push push = asKnown(request);
    push.status = PushStatus::Stopped;
    push.ended = m_context.clock.now();
    if (const auto stored = Journal(m_context.database, m_context.keys).finish(push, std::nullopt); !stored) {
        qCWarning(lcPush) << "a stop could not be stored:" << stored.error().detail;
    }
    emit finished(push);
}

PushRunTask* PushQueue::runningTask(const PushId& id) const {
    for (const auto& [place, task] : m_running) {
        if (task->request().push.id == id) {
            return task.get();
        }
    }
    return nullptr;
}

bool PushQueue::contains(const PushId& id) const {
    return pushes().contains(id);
}

QList<PushId> PushQueue::pushes() const {
    QList<PushId> ids;
    for (const auto& [place, task] : m_running) {
        ids << task->request().push.id;
    }
    for (const auto& [place, opening] : m_opening) {
        ids << opening.request->push.id;
    }
    for (const RequestPtr& request : m_waiting) {
        ids << request->push.id;
    }
    return ids;
}

std::optional<PushProgress> PushQueue::progress(const PushId& id) const {
    const PushRunTask* task = runningTask(id);
    return task == nullptr ? std::nullopt : std::optional(task->sample());
}

void PushQueue::sample() {
    for (const auto& [place, task] : m_running) {
        emit progressed(task->sample());
    }
}

} // namespace pathways
