// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_run_task.h"

#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"
#include "core/push/push_pools.h"
#include "core/push/push_run.h"
#include "core/push/push_target.h"
#include "core/services/connections/account_check.h"
#include "core/services/service_context.h"
#include "core/workspace/journal.h"

#include <QCoreApplication>

namespace pathways {

PushRunTask::PushRunTask(PushRunRequest request, OpenConnectionPtr access, const ServiceContext& context,
                         Finished finished)
    : m_request(std::move(request))
    , m_access(std::move(access))
    , m_workspace(context.workspace)
    , m_keys(context.keys)
    , m_clock(context.clock)
    , m_pools(context.pushPools)
    , m_finished(std::move(finished)) {
    setAutoDelete(false);
    PushProgress first;
    first.id = m_request.push.id;
    first.counts = m_request.push.counts;
    m_board.set(first);
    m_access->http->setWaitListener([this](const QString& why, const QDateTime&) { m_board.setWaiting(why); });
    try {
        m_pools.pushes().start(this); // Last: it uses all of the above.
    } catch (...) {
        m_access->http->setWaitListener({}); // The destructor will not do it.
        throw;
    }
}

PushRunTask::~PushRunTask() {
    requestStop();
    if (!m_pools.pushes().tryTake(this)) {
        m_done.wait();
    }
    m_access->http->setWaitListener({});
}

void PushRunTask::run() {
    m_finished(withinMemory(InterruptedWork::Push, [this] { return work(m_stop.get_token()); }));
    m_done.count_down(); // Nothing of this is there any more after that.
}

PushProgress PushRunTask::sample() const {
    PushProgress progress = m_board.sample();
    progress.id = m_request.push.id;
    progress.stopping = progress.stopping || m_stop.stop_requested();
    return progress;
}

Result<Push> PushRunTask::work(const std::stop_token& stop) {
    if (const auto problem = blockedBy(stop)) {
        return storeUnstarted(*problem);
    }
    // A stop must let what is in flight be answered and recorded, so requests do not carry the push's own stop token:
    // the run sends nothing new once it is asked to stop.
    const CallContext context = m_access->context();
    PushTarget wanted = target(qint64(m_request.plan->changes()));
    wanted.leaversUntil = m_request.plan->facts().leaversUntil;
    if (!m_request.terms.decision.removalsToo || m_request.plan->facts().othersStay) {
        wanted.options.remove(kEveryoneOption); // "Only add and update" holds for others as well.
    }
    wanted.formerMarks = m_request.plan->facts().formerMarks;
    auto session = m_access->connector->beginPush(context, std::move(wanted));
    if (!session) {
        return storeUnstarted(session.error());
    }
    const PushRunInput input{.push = m_request.push,
                             .pathway = m_request.pathway,
                             .type = m_access->connector->type(),
                             .plan = m_request.plan,
                             .session = **session,
                             .workspace = m_workspace,
                             .keys = m_keys,
                             .clock = m_clock,
                             .batchThreads = m_pools.batches(),
                             .allowRemovals = m_request.terms.decision.removalsToo,
                             .requestCount = [this] { return m_access->http->requestCount(); }};
    return runPush(input, m_board, stop);
}

std::optional<Error> PushRunTask::blockedBy(const std::stop_token& stop) const {
    // Between the review and now the sign-in may have come to lead elsewhere, the object may have been deleted, its
    // terms withdrawn, its kind changed. These requests change nothing, so a stop breaks them off.
    if (const auto account = validateAccount(*m_access, stop); !account) {
        return account.error();
    }
    const auto findings = m_access->connector->check(m_access->context(stop), target(0));
    if (!findings) {
        return findings.error();
    }
    for (const Finding& finding : *findings) {
        if (finding.severity == Severity::Blocking) {
            return Error{ErrorKind::Permission,
                         finding.text,
                         QCoreApplication::translate("PushRunTask", "Nobody was sent."),
                         finding.remedy,
                         {}};
        }
    }
    return std::nullopt;
}

PushTarget PushRunTask::target(qint64 estimatedPeople) const {
    return targetOf(m_request.pathway, m_access->connector->type(), m_keys, m_request.sessionReference,
                    m_request.push.started, estimatedPeople);
}

Result<Push> PushRunTask::storeUnstarted(const Error& problem) {
    Push push = m_request.push;
    push.status = problem.kind == ErrorKind::Canceled ? PushStatus::Stopped : PushStatus::NeedsYou;
    push.problem = problem;
    push.resumable = true;
    push.ended = m_clock.now();
    auto database = m_workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    Journal journal(**database, m_keys);
    return journal.finish(push, std::nullopt).map([&push] { return push; });
}

} // namespace pathways
