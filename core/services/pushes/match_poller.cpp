// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/match_poller.h"

#include "core/base/log.h"
#include "core/push/push_target.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"
#include "core/workspace/repositories.h"

#include <algorithm>

namespace pathways {

using namespace std::chrono_literals;

namespace {
constexpr std::chrono::milliseconds kSoonest = 1min;
constexpr std::chrono::milliseconds kLatest = 2h;
constexpr std::chrono::milliseconds kAfterFailure = 10min;
} // namespace

Result<MatchPollResult> pollMatchesOnce(const OpenConnection& access, const Workspace& workspace,
                                        const WorkspaceKeys& keys, const PushId& push, std::stop_token stop) {
    auto database = workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    auto known = Journal(**database, keys).find(push);
    if (!known) {
        return fail(known.error());
    }
    auto pathway = PathwayRepository(**database).find(known->push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    const CallContext context = access.context(stop);
    auto session = access.connector->beginPush(
        context, targetOf(*pathway, access.connector->type(), keys, known->sessionReference, known->push.started, 0));
    if (!session) {
        return fail(session.error());
    }
    return pollMatches(
        {.push = push, .session = **session, .workspace = workspace, .keys = keys, .clock = *access.clock}, stop);
}

MatchPoller::MatchPoller(ServiceContext& context, std::function<bool(const PushId&)> isRunning, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_isRunning(std::move(isRunning)) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MatchPoller::start);
}

void MatchPoller::start() {
    m_timer.stop();
    auto waiting = Journal(m_context.database, m_context.keys).processing({});
    if (!waiting) {
        qCWarning(lcPush) << "pushes that are being matched could not be read:" << waiting.error().detail;
        return;
    }
    for (const Push& push : std::as_const(*waiting)) {
        if (!m_isRunning(push.id) && !m_asking.contains(push.id.value)) {
            ask(push);
        }
    }
    if (m_asking.isEmpty()) {
        QMetaObject::invokeMethod(this, &MatchPoller::rested, Qt::QueuedConnection);
    }
}

void MatchPoller::ask(const Push& push) {
    const auto pathway = PathwayRepository(m_context.database).find(push.pathway);
    const auto connection =
        pathway ? ConnectionRepository(m_context.database).find(pathway->connection) : fail(pathway.error());
    if (!connection || connection->removedAt) {
        return; // There is nobody to ask any longer.
    }
    m_asking.insert(push.id.value);
    auto future = m_context.broker.run<MatchPollResult>(
        *connection, [&workspace = m_context.workspace, keys = m_context.keys, id = push.id](
                         const OpenConnection& access) { return pollMatchesOnce(access, workspace, keys, id, {}); });
    whenDone(future, this, [this, id = push.id](const Result<MatchPollResult>& result) { answered(id, result); });
}

void MatchPoller::answered(const PushId& push, const Result<MatchPollResult>& result) {
    m_asking.remove(push.value);
    if (!result) {
        qCInfo(lcPush) << "a platform did not say how it gets on; it is asked again later";
        askAgainIn(kAfterFailure);
    } else {
        if (result->push.matchState == MatchState::Processing) {
            askAgainIn(result->askAgainIn);
        }
        if (result->changed) {
            emit outcomeRevised(result->push);
        }
    }
    if (m_asking.isEmpty()) {
        emit rested();
    }
}

void MatchPoller::askAgainIn(std::chrono::milliseconds wait) {
    wait = std::clamp(wait, kSoonest, kLatest);
    if (!m_timer.isActive() || m_timer.remainingTimeAsDuration() > wait) {
        m_timer.start(wait);
    }
}

} // namespace pathways
