// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/push_output.h"
#include "app/cli/push_watch.h"
#include "core/plan/file/people_reader.h"

#include <QLocale>

#include <algorithm>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

using PlanPtr = std::shared_ptr<PlanFile>;

/// The first rows that cannot be sent, by their number in the source; no donor's value is printed (promise P5).
Result<QList<PlanPerson>> rowsToCorrect(const PlanPtr& plan) {
    constexpr qint64 kLookedAt = 2'000;
    constexpr qsizetype kMost = 100;
    auto leftOut = PeopleReader(plan, PlanPart::LeftOut).read(0, kLookedAt);
    if (!leftOut) {
        return leftOut;
    }
    QList<PlanPerson> rows;
    for (const PlanPerson& person : std::as_const(*leftOut)) {
        if (outcomeKind(person.reason) == RowOutcomeKind::Invalid && person.row > 0 && rows.size() < kMost) {
            rows << person;
        }
    }
    return rows;
}

void printRows(const Output& output, const QList<PlanPerson>& rows) {
    constexpr qsizetype kShown = 10;
    for (const PlanPerson& person : rows.mid(0, kShown)) {
        output.line(Texts::tr("Row %1: %2", "a row of the source and what is wrong with it")
                        .arg(QLocale().toString(person.row), reasonText(person.reason)));
    }
}

Result<PlanPtr> makePlanFor(CommandSession& session, const Pathway& pathway) {
    return session.wait([&] { return session.program.pathways().plan(pathway); });
}

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

int finish(CommandSession& session, const Push& push, const std::optional<Push>& continued = {}) {
    session.output.document(withContinued(toJson(push), continued));
    print(session.output, push);
    printGone(session, push);
    return exitFor(push.status);
}

bool endedWell(const Push& push) {
    return push.status == PushStatus::Synced || push.status == PushStatus::SyncedWithExceptions;
}

/// A push that cannot go on has ended, with what it sent on record: a new plan takes its place.
void tellEndOf(const CommandSession& session, const Error& why) {
    session.output.line(why.what + u' ' + why.meaning);
}

/// Goes on with a push of this pathway that was cut off, and returns what became of it. Nothing: there is none, or it
/// cannot go on, or it was begun with another decision about removals than this command's.
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

/// What the command decides about removals, before it is known whether the plan asks.
Result<PushDecision> decisionFrom(const Arguments& arguments) {
    return allowedRemovals(arguments).map([&](const std::optional<qint64>& allowed) {
        PushDecision decision;
        decision.removalsToo = !arguments.has(QStringLiteral("no-removals"));
        decision.allowedRemovals = allowed;
        return decision;
    });
}

/// What the plan asks and the command has not answered.
std::optional<Error> question(const PlanSummary& summary, const PushDecision& decision,
                              const std::optional<Push>& continued) {
    if (!summary.needsConfirmation() || !decision.removalsToo || decision.allowedRemovals == summary.toConfirm()) {
        return std::nullopt;
    }
    const QString remedy =
        summary.toConfirm() > 0
            ? Texts::tr("To continue, use --allow-removals %1, or --no-removals to only add and update this time.")
                  .arg(summary.toConfirm())
            : Texts::tr("Check the audience first. If it is as it should be, push with --no-removals: nobody is to be "
                        "removed anyway.");
    return Error{ErrorKind::NeedsDecision,
                 summary.guardText,
                 continued ? Texts::tr("Nothing of the new plan was sent.") : Texts::tr("Nothing was sent."),
                 remedy,
                 {}};
}

Result<Pathway> findPathway(CommandSession& session) {
    return session.onMain([&] { return session.program.pathways().findByName(session.arguments.word(1)); });
}

} // namespace

int plan(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto made = makePlanFor(session, *pathway);
    if (!made) {
        return session.output.report(made.error());
    }
    const auto rows = rowsToCorrect(*made);
    if (!rows) {
        return session.output.report(rows.error());
    }
    QJsonObject json = toJson((*made)->summary());
    QJsonArray toCorrect;
    for (const PlanPerson& person : *rows) {
        toCorrect << QJsonObject{{QStringLiteral("row"), person.row}, {QStringLiteral("reason"), toKey(person.reason)}};
    }
    json.insert(QStringLiteral("to_correct"), toCorrect);
    session.output.document(json);
    print(session.output, (*made)->summary());
    printRows(session.output, *rows);
    return kDone;
}

/// Reports a push that did not start, in the form of one with nobody sent.
int notPushed(CommandSession& session, const Error& error, const std::optional<Push>& continued = {}) {
    Push none;
    none.status = exitFor(error) == kNeedsYou ? PushStatus::NeedsYou : PushStatus::Stopped;
    none.problem = error;
    return session.output.report(error, withContinued(toJson(none), continued));
}

/// A connection that was signed in to another account, by the user's own word, leads its pathways there from now on.
Result<Pathway> inTodaysAccount(CommandSession& session, const Pathway& pathway) {
    return session.onMain([&]() -> Result<Pathway> {
        const auto connection = session.program.connections().find(pathway.connection);
        if (!connection || connection->connection.accountId == pathway.accountId) {
            return pathway; // What is wrong with the connection the plan tells.
        }
        return session.program.pathways().save(pathway).and_then(
            [&](const PathwayId& id) { return session.program.pathways().find(id); });
    });
}

int push(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    const auto decision = decisionFrom(session.arguments);
    if (!decision) {
        return session.output.report(decision.error());
    }
    if (auto signedIn = signInForNow(session, pathway->connection); !signedIn) {
        return session.output.report(signedIn.error());
    }
    const auto continued = goOn(session, *pathway, *decision);
    if (!continued) {
        return notPushed(session, continued.error());
    }
    const std::optional<Push>& before = *continued;
    if (before && !endedWell(*before) && before->resumable) {
        return finish(session, *before);
    }
    // Loaded again, as its snapshot may have changed.
    pathway = findPathway(session).and_then([&](const Pathway& found) { return inTodaysAccount(session, found); });
    const auto made = pathway ? makePlanFor(session, *pathway) : Result<PlanPtr>(fail(pathway.error()));
    if (before && endedWell(*before)) {
        if (made && (*made)->summary().nothingToDo()) {
            return finish(session, *before);
        }
        print(session.output, *before);
    }
    if (!made) {
        return notPushed(session, made.error(), before);
    }
    if (const auto asked = question((*made)->summary(), *decision, before)) {
        return notPushed(session, *asked, before);
    }
    PushWatch watch(session);
    const auto started = session.onMain([&] { return session.program.pushes().start(pathway->id, *made, *decision); });
    if (!started) {
        return notPushed(session, started.error(), before);
    }
    return finish(session, watch.waitFor(*started), before);
}

int status(CommandSession& session) {
    auto all = session.onMain([&] { return session.program.pathways().list(); });
    if (!all) {
        return session.output.report(all.error());
    }
    const QString wanted = session.arguments.word(1);
    QJsonArray list;
    bool found = wanted.isEmpty();
    for (const Pathway& pathway : *all) {
        if (!wanted.isEmpty() && pathway.name != wanted) {
            continue;
        }
        found = true;
        auto history = session.onMain([&] { return session.program.pushes().history(pathway.id, 1); });
        if (!history) {
            return session.output.report(history.error());
        }
        QJsonObject json{{QStringLiteral("pathway"), pathway.name}, {QStringLiteral("status"), QStringLiteral("none")}};
        if (history->isEmpty()) {
            session.output.line(Texts::tr("%1: not pushed yet", "pathway").arg(pathway.name));
        } else {
            const QJsonObject last = toJson(history->front());
            for (auto value = last.begin(); value != last.end(); ++value) {
                json.insert(value.key(), value.value());
            }
            session.output.line(
                Texts::tr("%1: %2, %3", "pathway, status, when")
                    .arg(pathway.name, displayName(history->front().status),
                         QLocale().toString(history->front().started.toLocalTime(), QLocale::ShortFormat)));
            if (history->front().problem) {
                session.output.line(QStringLiteral("  ") + history->front().problem->text());
            }
        }
        list << json;
    }
    if (!found) {
        return session.output.report(Error{ErrorKind::Input,
                                           Texts::tr("There is no pathway called “%1”.").arg(wanted),
                                           {},
                                           Texts::tr("“pathways-cli pathways” lists them all."),
                                           {}});
    }
    if (wanted.isEmpty()) {
        session.output.document(list);
    } else {
        session.output.document(list.first().toObject());
    }
    return kDone;
}

int history(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto pushes = session.onMain([&] { return session.program.pushes().history(pathway->id, 200); });
    if (!pushes) {
        return session.output.report(pushes.error());
    }
    QJsonArray list;
    for (const Push& one : *pushes) {
        list << toJson(one);
        session.output.line(QLocale().toString(one.started.toLocalTime(), QLocale::ShortFormat));
        print(session.output, one);
    }
    session.output.document(list);
    return kDone;
}

int support(CommandSession& session) {
    auto pathway = findPathway(session);
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    auto text = session.onMain([&] { return session.program.pushes().supportDetails(pathway->id); });
    if (!text) {
        return session.output.report(text.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("text"), *text}});
    session.output.line(text->trimmed());
    return kDone;
}

} // namespace pathways::cli
