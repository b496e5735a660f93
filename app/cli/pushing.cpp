// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pushing.h"

#include "app/cli/push_output.h"
#include "app/cli/push_watch.h"

#include <QLocale>

#include <algorithm>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

int exitFor(PushStatus status) {
    switch (status) {
    case PushStatus::Synced:
        return kDone;
    case PushStatus::SyncedWithExceptions:
        return kExceptions;
    case PushStatus::NeedsYou:
        return kNeedsYou;
    default:
        return kNotDone;
    }
}

/// What a command has to tell of a push that it went on with before its own.
QJsonObject withContinued(QJsonObject json, const std::optional<Push>& continued) {
    if (continued) {
        json.insert(QStringLiteral("continued"), toJson(*continued));
    }
    return json;
}

/// Removals that found nobody are part of no number.
void printGone(CommandSession& session, const Push& push) {
    const auto outcomes = session.onMain([&] { return session.program.pushes().rowOutcomeCounts(push.id); });
    if (const qint64 gone = outcomes ? outcomes->value(Reason::AlreadyGone) : 0; gone > 0) {
        session.output.line(
            Texts::tr("%Ln people to be removed: gone there already, or never confirmed. Nothing was changed for them.",
                      nullptr, int(gone)));
    }
}

/// A push that cannot go on has ended, with what it sent on record: a new plan takes its place.
void tellEndOf(const CommandSession& session, const Error& why) {
    session.output.line(why.what + u' ' + why.meaning);
}

/// The number of removals typed on the command line, if any.
Result<std::optional<qint64>> allowedRemovals(const Arguments& arguments) {
    const QString option = QStringLiteral("allow-removals");
    if (!arguments.has(option)) {
        return std::optional<qint64>();
    }
    if (arguments.has(QStringLiteral("no-removals"))) {
        return fail(misuse(Texts::tr("--allow-removals and --no-removals contradict each other.")));
    }
    bool number = false;
    const qint64 allowed = arguments.value(option).toLongLong(&number);
    if (!number || allowed < 0) {
        return fail(misuse(Texts::tr("--allow-removals takes a number.")));
    }
    return std::optional<qint64>(allowed);
}

/// How the command line answers what the plan asks.
QString answerTo(const PlanSummary& summary) {
    if (summary.guard == GuardReason::Leaving) {
        return Texts::tr("To take them out, use --allow-removals %1. To let them stay, remove the pathway with "
                         "--people stay.")
            .arg(summary.toConfirm());
    }
    return summary.toConfirm() > 0
               ? Texts::tr("To continue, use --allow-removals %1, or --no-removals to only add and update this time.")
                     .arg(summary.toConfirm())
               : Texts::tr("Check the audience first. If it is as it should be, push with --no-removals: nobody is to "
                           "be removed anyway.");
}

} // namespace

Result<PlanPtr> makePlanFor(CommandSession& session, const Pathway& pathway) {
    return session.wait([&] { return session.program.pathways().plan(pathway); });
}

Result<PushDecision> decisionFrom(const Arguments& arguments) {
    return allowedRemovals(arguments).map([&](const std::optional<qint64>& allowed) {
        PushDecision decision;
        decision.removalsToo = !arguments.has(QStringLiteral("no-removals"));
        decision.allowedRemovals = allowed;
        return decision;
    });
}

std::optional<Error> question(const PlanSummary& summary, const PushDecision& decision,
                              const std::optional<Push>& continued) {
    if (!summary.needsConfirmation() || !decision.removalsToo || decision.allowedRemovals == summary.toConfirm()) {
        return std::nullopt;
    }
    return Error{ErrorKind::NeedsDecision,
                 summary.guardText,
                 continued ? Texts::tr("Nothing of the new plan was sent.") : Texts::tr("Nothing was sent."),
                 answerTo(summary),
                 {}};
}

bool endedWell(const Push& push) {
    return push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
}

Result<std::optional<Push>> goOn(CommandSession& session, const Pathway& pathway, const PushDecision& decision) {
    const std::optional<Push> none;
    auto open = session.onMain([&] { return session.program.pushes().unfinished(); });
    if (!open) {
        return fail(open.error());
    }
    const auto found =
        std::find_if(open->cbegin(), open->cend(), [&](const Push& push) { return push.pathway == pathway.id; });
    if (found == open->cend()) {
        return none;
    }
    const auto begun = session.onMain([&] { return session.program.pushes().decisionOf(found->id); });
    if (!begun) {
        return fail(begun.error());
    }
    const bool sameNumber = !decision.allowedRemovals || decision.allowedRemovals == begun->allowedRemovals;
    if (begun->removalsToo != decision.removalsToo || !sameNumber) {
        return none;
    }
    PushWatch watch(session);
    const auto resumed = session.onMain([&] { return session.program.pushes().resume(found->id); });
    if (!resumed) {
        const auto now = session.onMain([&] { return session.program.pushes().find(found->id); });
        if (!now || now->resumable) {
            return fail(resumed.error());
        }
        tellEndOf(session, resumed.error());
        return none;
    }
    const Push ended = watch.waitFor(found->id);
    if (endedWell(ended) || ended.resumable) {
        session.output.line(Texts::tr("The push that was begun on %1 was continued.")
                                .arg(QLocale().toString(ended.started.toLocalTime(), QLocale::ShortFormat)));
    } else if (ended.problem) {
        tellEndOf(session, *ended.problem);
    }
    return std::optional(ended);
}

Result<Push> pushPlan(CommandSession& session, const PathwayId& pathway, const PlanPtr& plan,
                      const PushDecision& decision) {
    PushWatch watch(session);
    const auto started = session.onMain([&] { return session.program.pushes().start(pathway, plan, decision); });
    return started ? Result<Push>(watch.waitFor(*started)) : fail(started.error());
}

int finish(CommandSession& session, const Push& push, const std::optional<Push>& continued) {
    session.output.document(withContinued(toJson(push), continued));
    print(session.output, push);
    printGone(session, push);
    return exitFor(push.status);
}

int notPushed(CommandSession& session, const Error& error, const std::optional<Push>& continued) {
    Push none;
    none.status = exitFor(error) == kNeedsYou ? PushStatus::NeedsYou : PushStatus::Stopped;
    none.problem = error;
    return session.output.report(error, withContinued(toJson(none), continued));
}

} // namespace pathways::cli
