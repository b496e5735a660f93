// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/push_output.h"
#include "app/cli/pushing.h"
#include "core/plan/file/people_reader.h"

#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

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
    const auto done = pushPlan(session, pathway->id, *made, *decision);
    return done ? finish(session, *done, before) : notPushed(session, done.error(), before);
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
