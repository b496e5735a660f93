// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pushes/unfinished_pushes.h"

#include "core/base/log.h"
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
            if (!isUnderWay(one.push.id) && !supersede(one)) {
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
    if (const auto overtaken = supersede(*known)) {
        return fail(*overtaken);
    }
    return *known;
}

std::optional<Error> UnfinishedPushes::overtakenBy(const Push& push) const {
    const auto pathway = PathwayRepository(m_context.database).find(push.pathway);
    if (pathway && pathway->changed.isValid() && pathway->changed > push.started) {
        // Its plan is for another mapping, list or account by now: it must never be sent to what the pathway leads to
        // today.
        return Error{ErrorKind::NeedsDecision,
                     Texts::tr("The pathway was changed after this push was planned."),
                     Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
                     Texts::tr("Push again: a new plan takes care of the rest."),
                     {}};
    }
    const auto latest = journal().history(push.pathway, 1);
    if (latest && !latest->isEmpty() && latest->front().started > push.started) {
        // The newer plan was made knowing what this push had done; what it left open may no longer be wanted.
        return Error{ErrorKind::NeedsDecision,
                     Texts::tr("A newer push of this pathway has taken its place."),
                     Texts::tr("What was sent before stays; nothing more of the old plan is sent."),
                     Texts::tr("Nothing has to be done: the newer push takes care of the rest."),
                     {}};
    }
    return std::nullopt;
}

std::optional<Error> UnfinishedPushes::supersede(const Journal::Unfinished& unfinished) {
    auto reason = overtakenBy(unfinished.push);
    if (!reason) {
        return reason;
    }
    const auto lock = m_context.workspace.pushLocks().tryTake(unfinished.push.id.value);
    auto known = journal().find(unfinished.push.id);
    if (!lock || !known) {
        return reason; // Its match results are just being stored: it ends the next time somebody looks.
    }
    Push& push = known->push;
    push.status = PushStatus::Stopped;
    push.resumable = false;
    push.ended = push.ended.value_or(m_context.clock.now());
    push.problem = reason;
    if (const auto stored = journal().finish(push, std::nullopt); !stored) {
        qCWarning(lcPush) << "an outdated push could not be ended:" << stored.error().detail;
    } else if (push.matchState != MatchState::Processing) {
        QFile::remove(QDir(m_context.workspace.spoolFolder()).filePath(known->planFile));
    }
    return reason;
}

} // namespace pathways
