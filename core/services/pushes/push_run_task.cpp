// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/push_run_task.h"

#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"
#include "core/push/push_target.h"
#include "core/services/connections/account_check.h"
#include "core/workspace/journal.h"

#include <QCoreApplication>

namespace pathways {

PushRunTask::PushRunTask(PushRunRequest order, OpenConnectionPtr access, const Workspace& workspace,
                         const WorkspaceKeys& keys, Clock& clock, Finished finished)
    : m_order(std::move(order))
    , m_access(std::move(access))
    , m_workspace(workspace)
    , m_keys(keys)
    , m_clock(clock)
    , m_board(std::make_shared<ProgressBoard>()) {
    PushProgress first;
    first.id = m_order.push.id;
    first.counts = m_order.push.counts;
    m_board->set(first);
    m_thread = std::jthread([this, finished = std::move(finished)](const std::stop_token& stop) {
        finished(withinMemory(InterruptedWork::Push, [this, &stop] { return work(stop); }));
    });
}

PushRunTask::~PushRunTask() {
    m_thread.request_stop();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void PushRunTask::requestStop() {
    m_stopping = true;
    m_thread.request_stop();
}

PushProgress PushRunTask::sample() const {
    PushProgress progress = m_board->sample();
    progress.id = m_order.push.id;
    progress.stopping = progress.stopping || m_stopping;
    return progress;
}

Result<Push> PushRunTask::work(const std::stop_token& stop) {
    // A stop must let what is in flight be answered and recorded, so requests do not carry the push's own stop token:
    // the runner sends nothing new once it is asked to stop.
    const CallContext context = m_access->context();
    const DestinationType& type = m_access->connector->type();
    const qint64 estimated = qint64(m_order.plan->changes());
    if (auto blocked = blockedBy(context, type)) {
        Push push = m_order.push;
        push.status = PushStatus::NeedsYou;
        push.problem = *blocked;
        push.resumable = true;
        return storeUnstarted(std::move(push));
    }
    PushTarget target = targetOf(m_order.pathway, type, m_order.sessionReference, m_order.push.started, estimated);
    if (!m_order.allowRemovals || m_order.plan->facts().othersStay) {
        target.options.remove(kEveryoneOption); // "Only add and update" holds for others as well.
    }
    auto session = m_access->connector->beginPush(context, std::move(target));
    if (!session) {
        Push push = m_order.push;
        const ErrorKind kind = session.error().kind;
        push.status = kind == ErrorKind::Canceled ? PushStatus::Stopped : PushStatus::NeedsYou;
        push.problem = session.error();
        push.resumable = true;
        return storeUnstarted(std::move(push));
    }
    PushRunInput input{.push = m_order.push,
                       .pathway = m_order.pathway,
                       .type = type,
                       .plan = m_order.plan,
                       .session = **session,
                       .workspace = m_workspace,
                       .keys = m_keys,
                       .clock = m_clock,
                       .allowRemovals = m_order.allowRemovals,
                       .resume = m_order.resume,
                       .requestCount = [http = m_access->http] { return http->requestCount(); }};
    return runPush(input, *m_board, stop);
}

std::optional<Error> PushRunTask::blockedBy(const CallContext& context, const DestinationType& type) const {
    // Between the review and now the sign-in may have come to lead elsewhere, the object may have been deleted, its
    // terms withdrawn, its kind changed.
    if (const auto account = validateAccount(*m_access); !account) {
        return account.error();
    }
    const auto findings = m_access->connector->check(
        context, targetOf(m_order.pathway, type, m_order.sessionReference, m_order.push.started, 0));
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

Result<Push> PushRunTask::storeUnstarted(Push push) {
    push.ended = m_clock.now();
    auto database = m_workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    Journal journal(**database, m_keys);
    return journal.finish(push, std::nullopt).map([&push] { return push; });
}

} // namespace pathways
