// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/unfinished_pushes.h"

#include "core/base/log.h"
#include "core/model/target_digest.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/file/plan_file.h"
#include "core/push/settle.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(UnfinishedPushes)
};
} // namespace

Journal UnfinishedPushes::journal() const {
    return Journal(m_context.database, m_context.keys);
}

Result<QList<Push>> UnfinishedPushes::list(const std::function<bool(const PushId&)>& isUnderWay) {
    return journal().unfinished().map([&](const QList<Journal::Unfinished>& all) {
        QList<Push> pushes;
        for (const Journal::Unfinished& one : all) {
            if (isUnderWay(one.push.id)) {
                continue;
            }
            if (const auto reason = overtakenBy(one)) {
                end(one.push.id, *reason);
            } else {
                pushes << one.push;
            }
        }
        return pushes;
    });
}

Result<Journal::Unfinished> UnfinishedPushes::take(const PushId& id) {
    auto known = journal().find(id);
    if (!known) {
        return fail(known.error());
    }
    auto reason = overtakenBy(*known);
    if (!reason) {
        const auto plan =
            PlanFile::open(QDir(m_context.workspace.spoolFolder()).filePath(known->planFile), m_context.keys);
        if (plan) {
            return *known;
        }
        if (!plan_errors::isDamaged(plan.error())) {
            return fail(plan.error()); // It may be readable later.
        }
        reason = plan.error();
    }
    end(id, *reason);
    return fail(*reason);
}

std::optional<Error> UnfinishedPushes::overtakenBy(const Journal::Unfinished& unfinished) const {
    const auto pathway = PathwayRepository(m_context.database).find(unfinished.push.pathway);
    if (!pathway && pathway.error().kind != ErrorKind::NotFound) {
        return std::nullopt; // It may be readable later.
    }
    if (unfinished.terms.targetDigest.isEmpty()) {
        return Error{ErrorKind::NeedsDecision,
                     Texts::tr("This push was begun by an earlier version of Pathways."),
                     Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
                     Texts::tr("Push again: a new plan takes care of the rest."),
                     {}};
    }
    if (!pathway || targetDigest(*pathway, unfinished.terms.decision.trial) != unfinished.terms.targetDigest) {
        // Its plan is for another mapping, list or account by now: it must never be sent to what the pathway leads to
        // today.
        return plan_errors::otherPathway();
    }
    const auto connection = ConnectionRepository(m_context.database).find(pathway->connection);
    const bool told = connection && !connection->accountId.isEmpty() && !pathway->accountId.isEmpty();
    if (told && connection->accountId != pathway->accountId) {
        return plan_errors::otherAccount(connection->name);
    }
    const auto latest = journal().history(unfinished.push.pathway, 1);
    if (latest && !latest->isEmpty() && latest->front().seq > unfinished.push.seq) {
        // The newer plan was made knowing what this push had done; what it left open may no longer be wanted.
        return Error{ErrorKind::NeedsDecision,
                     Texts::tr("A newer push of this pathway has taken its place."),
                     Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
                     Texts::tr("Nothing has to be done: the newer push takes care of the rest."),
                     {}};
    }
    return std::nullopt;
}

void UnfinishedPushes::end(const PushId& id, const Error& reason) {
    const auto settled = settlePush({m_context.workspace, m_context.database, m_context.keys, m_context.clock}, id);
    const auto lock = m_context.workspace.pushLocks().tryTake(id.value);
    auto known = journal().find(id);
    if (!settled || !*settled || !lock || !known) {
        // Its match results are just being stored, or there is no room: it ends the next time somebody looks, and
        // nothing is planned there before it is settled.
        qCInfo(lcPush) << "an outdated push is not settled yet";
        return;
    }
    Push& push = known->push;
    push.status = PushStatus::Stopped;
    push.resumable = false;
    const QDateTime longest = push.started.addSecs(PushTimes::kLongestUnknown);
    push.ended = push.ended.value_or(std::min(longest, m_context.clock.now()));
    push.problem = reason;
    if (const auto stored = journal().finish(push, std::nullopt); !stored) {
        qCWarning(lcPush) << "an outdated push could not be ended:" << stored.error().detail;
    } else if (push.matchState != MatchState::Processing) {
        QFile::remove(QDir(m_context.workspace.spoolFolder()).filePath(known->planFile));
    }
}

} // namespace pathways
