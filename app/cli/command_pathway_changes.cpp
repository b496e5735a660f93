// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pathway_options.h"
#include "app/cli/push_output.h"
#include "app/cli/pushing.h"

#include <algorithm>

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
                                  "pathway takes them out. “pathways-cli pathways restore” brings it back.")
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

bool has(const Arguments& arguments, const QStringList& any) {
    return std::any_of(any.begin(), any.end(), [&](const QString& one) { return arguments.has(one); });
}

/// The pathway with what the command line gives instead.
Result<Pathway> changedBy(CommandSession& session, Pathway draft) {
    const Arguments& arguments = session.arguments;
    const DestinationType* type = session.onMain([&]() -> const DestinationType* {
        const auto connection = session.program.connections().find(draft.connection);
        return connection ? session.program.connections().type(connection->connection.type) : nullptr;
    });
    if (type == nullptr) {
        return fail(misuse(Texts::tr("The connection of “%1” was removed.").arg(draft.name)));
    }
    if (arguments.has(QStringLiteral("method"))) {
        const auto method = syncMethodFromKey(arguments.value(QStringLiteral("method")));
        if (!method) {
            return fail(misuse(Texts::tr("--method is mirror, update-or-create, append or update-only.")));
        }
        draft.method = *method;
        draft.matchExactly = draft.matchExactly && draft.method == SyncMethod::Mirror;
    }
    draft.matchExactly = draft.matchExactly || arguments.has(QStringLiteral("match-exactly"));
    if (arguments.has(QStringLiteral("removal"))) {
        draft.removalMeaning = arguments.value(QStringLiteral("removal"));
    }
    if (auto possible = checkRemoval(*type, draft); !possible) {
        return fail(possible.error());
    }
    const auto options = chosenOptions(*type, arguments.options.value(QStringLiteral("option")));
    if (!options) {
        return fail(options.error());
    }
    draft.options.insert(*options);
    if (!has(arguments, {QStringLiteral("map"), QStringLiteral("clear")})) {
        return draft;
    }
    const auto review = session.wait([&] { return session.program.pathways().review(draft); });
    if (!review) {
        return fail(review.error());
    }
    const auto mapping = chosenMapping(*review, arguments.options.value(QStringLiteral("map")),
                                       arguments.options.value(QStringLiteral("clear")));
    if (!mapping) {
        return fail(mapping.error());
    }
    draft.mapping = *mapping;
    return requiredMapped(*review, *mapping).map([&draft] { return draft; });
}

/// What becomes of a tag, a segment or people in a file that the pathway is to have no more: the user says it.
Result<void> chooseOldMark(const Arguments& arguments, LeftBehind left, Pathway& draft) {
    const QString answer = arguments.value(QStringLiteral("old-mark"));
    if (!answer.isEmpty() && answer != QLatin1String("clear") && answer != QLatin1String("leave")) {
        return fail(misuse(Texts::tr("--old-mark is clear or leave.")));
    }
    if (left == LeftBehind::Nothing) {
        return {};
    }
    const bool marks = left == LeftBehind::Marks;
    if (answer.isEmpty()) {
        return fail(ErrorKind::NeedsDecision,
                    marks ? Texts::tr("People there have the tag or segment that “%1” had until now.").arg(draft.name)
                          : Texts::tr("The people of “%1” are in the file that it led to until now.").arg(draft.name),
                    Texts::tr("Nothing was changed."),
                    marks ? Texts::tr("Use --old-mark clear, so that the next push takes it off them, or --old-mark "
                                      "leave, so that they keep it.")
                          : Texts::tr("Use --old-mark clear to take them out of it, or --old-mark leave to leave it as "
                                      "it is."));
    }
    draft.clearsFormerMarks = answer == QLatin1String("clear");
    if (marks && draft.clearsFormerMarks && !updates(draft.method)) {
        return fail(misuse(Texts::tr("With this Method of Sync people who are there are not changed. Use --old-mark "
                                     "leave.")));
    }
    return {};
}

} // namespace

int changePathway(CommandSession& session, const QString& name) {
    if (!has(session.arguments,
             {QStringLiteral("method"), QStringLiteral("map"), QStringLiteral("clear"), QStringLiteral("option"),
              QStringLiteral("removal"), QStringLiteral("match-exactly")})) {
        return session.output.report(misuse(Texts::tr("Say what is to change, for example --option tag=NAME.")));
    }
    const auto decision = decisionFrom(session.arguments);
    if (!decision) {
        return session.output.report(decision.error());
    }
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    if (pathway->leaving) {
        return session.output.report(
            misuse(Texts::tr("“%1” is being removed, and cannot be changed any more.").arg(name)));
    }
    if (auto signedIn = signInForNow(session, pathway->connection); !signedIn) {
        return session.output.report(signedIn.error());
    }
    auto draft = changedBy(session, *pathway);
    if (!draft) {
        return session.output.report(draft.error());
    }
    const auto left = session.onMain([&] { return session.program.pathways().leftBehind(*draft); });
    if (!left) {
        return session.output.report(left.error());
    }
    if (auto chosen = chooseOldMark(session.arguments, *left, *draft); !chosen) {
        return session.output.report(chosen.error());
    }
    const auto saved = session.onMain([&] { return session.program.pathways().save(*draft); });
    if (!saved) {
        return session.output.report(saved.error());
    }
    if (const auto former = session.onMain([&] { return session.program.pathways().formerPlace(); })) {
        const auto made = session.onMain([&] { return session.program.pathways().find(*former); });
        return made ? removeAndTakeOut(session, made->name, *decision) : session.output.report(made.error());
    }
    if (*left == LeftBehind::Marks && draft->clearsFormerMarks) {
        session.output.line(Texts::tr("The next push takes the old tag or segment off those who have it."));
    }
    return showPathway(session, name);
}

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

int restorePathway(CommandSession& session, const QString& name) {
    PathwayService& service = session.program.pathways();
    const auto removed = session.onMain([&] { return service.removed(); });
    if (!removed) {
        return session.output.report(removed.error());
    }
    const auto last = std::find_if(removed->begin(), removed->end(),
                                   [&name](const Pathway& pathway) { return pathway.name == name; });
    if (last == removed->end()) {
        return session.output.report(Error{ErrorKind::Input,
                                           Texts::tr("No removed pathway is called “%1”.").arg(name),
                                           Texts::tr("Nothing was restored."),
                                           Texts::tr("A removed pathway is kept for 30 days."),
                                           {}});
    }
    const auto restored = session.onMain([&] { return service.restore(last->id); });
    const auto pathway = session.onMain([&] { return service.find(last->id); });
    if (!restored || !pathway) {
        return session.output.report(restored ? pathway.error() : restored.error());
    }
    return showPathway(session, pathway->name, {});
}

} // namespace pathways::cli
