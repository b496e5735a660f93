// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/push_output.h"
#include "app/cli/pushing.h"

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// Into the bin; its people stay.
int removeAndKeep(CommandSession& session, const Pathway& pathway) {
    const auto removed = session.onMain([&] { return session.program.pathways().remove(pathway.id); });
    if (!removed) {
        return session.output.report(removed.error());
    }
    session.output.document(
        QJsonObject{{QStringLiteral("removed"), pathway.name}, {QStringLiteral("people"), QStringLiteral("stay")}});
    session.output.line(Texts::tr("“%1” is in the bin. Its people stay where they are, and for 30 days no other "
                                  "pathway takes them out.")
                            .arg(pathway.name));
    return kDone;
}

/// There is nobody to take out.
int removeWithoutPeople(CommandSession& session, const Pathway& pathway, const PlanSummary& summary) {
    const auto removed = session.onMain([&] { return session.program.pathways().remove(pathway.id); });
    if (!removed) {
        return session.output.report(removed.error());
    }
    QJsonObject json = toJson(summary);
    json.insert(QStringLiteral("removed"), 0);
    session.output.document(json);
    print(session.output, summary);
    session.output.line(Texts::tr("“%1” is in the bin. It had nobody to take out.").arg(pathway.name));
    return kDone;
}

/// The push that takes them out is the pathway's last: it is in the bin when nobody is left.
int removeAndTakeOut(CommandSession& session, const QString& name, const PushDecision& decision) {
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    Pathway leaving = *pathway;
    leaving.leaving = true;
    auto made = makePlanFor(session, leaving);
    if (!made) {
        return notPushed(session, made.error());
    }
    const PlanSummary& summary = (*made)->summary();
    if (summary.nothingToDo()) {
        return removeWithoutPeople(session, *pathway, summary);
    }
    if (const auto asked = question(summary, decision)) {
        return notPushed(session, *asked);
    }
    const auto saved = session.onMain([&] { return session.program.pathways().save(leaving); });
    auto done = saved ? pushPlan(session, pathway->id, *made, decision) : fail(saved.error());
    if (!done) {
        // Nothing was sent: it is as it was.
        static_cast<void>(session.onMain([&] { return session.program.pathways().save(*pathway); }));
        return notPushed(session, done.error());
    }
    const int exit = finish(session, *done);
    session.output.line(
        exit == kDone ? Texts::tr("“%1” is in the bin.").arg(name)
                      : Texts::tr("“%1” stays until everybody is taken out. Give the same command again.").arg(name));
    return exit;
}

} // namespace

int removePathway(CommandSession& session, const QString& name) {
    const QString people = session.arguments.value(QStringLiteral("people"));
    if (people != QLatin1String("stay") && people != QLatin1String("take-out")) {
        return session.output.report(
            misuse(Texts::tr("--people is stay or take-out: what becomes of the people whom the pathway put there.")));
    }
    const auto decision = decisionFrom(session.arguments);
    if (!decision) {
        return session.output.report(decision.error());
    }
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    if (people == QLatin1String("stay")) {
        return removeAndKeep(session, *pathway);
    }
    if (auto signedIn = signInForNow(session, pathway->connection); !signedIn) {
        return session.output.report(signedIn.error());
    }
    if (pathway->leaving) {
        const auto before = goOn(session, *pathway, *decision);
        if (!before) {
            return notPushed(session, before.error());
        }
        if (*before && ((*before)->resumable || (*before)->status == PushStatus::Synced)) {
            return finish(session, **before);
        }
    }
    return removeAndTakeOut(session, name, *decision);
}

} // namespace pathways::cli
