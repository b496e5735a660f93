// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/connection_output.h"

#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

int test(CommandSession& session, const ConnectionSummary& summary) {
    auto account = session.wait([&] { return session.program.connections().test(summary.connection.id); });
    if (!account) {
        return session.output.report(account.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("connection"), summary.connection.name},
                                        {QStringLiteral("works"), true},
                                        {QStringLiteral("account"), account->name},
                                        {QStringLiteral("account_id"), account->id}});
    session.output.line(Texts::tr("%1 works: %2", "connection, account").arg(summary.connection.name, account->name));
    return kDone;
}

int remove(CommandSession& session, const ConnectionSummary& summary) {
    if (!summary.pathways.isEmpty() && !session.arguments.has(QStringLiteral("yes"))) {
        return session.output.report(
            Error{ErrorKind::NeedsDecision,
                  Texts::tr("“%1” is used by %Ln pathways: %2.", nullptr, int(summary.pathways.size()))
                      .arg(summary.connection.name, QLocale().createSeparatedList(summary.pathways)),
                  Texts::tr("Nothing was removed. Without it these pathways wait; the people at the platform stay."),
                  Texts::tr("To remove it anyway, add --yes. It can be restored for 30 days."),
                  {}});
    }
    auto removed = session.wait([&] { return session.program.connections().remove(summary.connection.id); });
    if (!removed) {
        return session.output.report(removed.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("removed"), summary.connection.name},
                                        {QStringLiteral("pathways"), QJsonArray::fromStringList(summary.pathways)}});
    session.output.line(Texts::tr("%1 was removed, and its key deleted. “pathways-cli connections restore” restores it "
                                  "within 30 days; you then sign in again.")
                            .arg(summary.connection.name));
    return kDone;
}

int restore(CommandSession& session) {
    ConnectionService& service = session.program.connections();
    const QString name = session.arguments.word(2);
    auto removed = session.onMain([&] { return service.removed(); });
    if (!removed) {
        return session.output.report(removed.error());
    }
    for (const Connection& connection : *removed) {
        if (connection.name != name) {
            continue;
        }
        auto restored = session.onMain([&] { return service.restore(connection.id); });
        auto summary = session.onMain([&] { return service.find(connection.id); });
        if (!restored || !summary) {
            return session.output.report(restored ? summary.error() : restored.error());
        }
        session.output.document(toJson(*summary));
        print(session.output, *summary);
        return kDone;
    }
    return session.output.report(Error{ErrorKind::NotFound,
                                       Texts::tr("No removed connection is called “%1”.").arg(name),
                                       Texts::tr("Nothing was restored."),
                                       Texts::tr("A removed connection is kept for 30 days."),
                                       {}});
}

} // namespace

int connections(CommandSession& session) {
    const QString verb = session.arguments.word(1);
    ConnectionService& service = session.program.connections();
    if (verb == QLatin1String("restore")) {
        return restore(session);
    }
    if (verb == QLatin1String("test") || verb == QLatin1String("remove") || verb == QLatin1String("reconnect")) {
        auto found = session.onMain([&] { return service.findByName(session.arguments.word(2)); });
        if (!found) {
            return session.output.report(misnamed(found.error()));
        }
        if (verb == QLatin1String("test")) {
            return test(session, *found);
        }
        return verb == QLatin1String("remove") ? remove(session, *found) : reconnect(session, *found);
    }
    if (!verb.isEmpty()) {
        return session.output.report(usageError(Texts::tr("There is no command “connections %1”.").arg(verb)));
    }
    auto all = session.onMain([&] { return service.list(); });
    if (!all) {
        return session.output.report(all.error());
    }
    QJsonArray json;
    for (const ConnectionSummary& summary : *all) {
        json << toJson(summary);
        print(session.output, summary);
    }
    session.output.document(json);
    return kDone;
}

int destinations(CommandSession& session) {
    const QString name = session.arguments.value(QStringLiteral("audience"));
    auto audience = session.onMain([&] { return session.program.audiences().findByName(name); });
    if (!audience) {
        return session.output.report(misnamed(audience.error()));
    }
    ConnectionService& service = session.program.connections();
    auto choices = session.onMain([&] { return service.choicesFor(audience->audience.id); });
    if (!choices) {
        return session.output.report(choices.error());
    }
    QJsonArray json;
    for (const DestinationChoice& choice : *choices) {
        const Connection& connection = choice.summary.connection;
        QString reason = choice.reason;
        QList<DestinationObject> objects;
        if (choice.selectable) {
            auto found = session.wait([&] { return service.objects(connection.id); });
            if (found) {
                objects = *found;
            } else {
                reason = found.error().text();
            }
        }
        QJsonArray list;
        session.output.line(choice.alreadyPushed ? Texts::tr("%1 (Already Pushed)").arg(connection.name)
                                                 : connection.name);
        if (!reason.isEmpty()) {
            session.output.line(QStringLiteral("  ") + reason);
        }
        for (const DestinationObject& object : objects) {
            QJsonObject one{{QStringLiteral("id"), object.id}, {QStringLiteral("name"), object.name}};
            // ad platforms report no number, at most a range in words
            one.insert(QStringLiteral("size"), object.size ? QJsonValue(*object.size) : QJsonValue());
            if (!object.sizeText.isEmpty()) {
                one.insert(QStringLiteral("size_text"), object.sizeText);
            }
            list << one;
            session.output.line(QStringLiteral("  %1  %2").arg(object.id, object.name));
        }
        json << QJsonObject{{QStringLiteral("connection"), connection.name},
                            {QStringLiteral("type"), connection.type},
                            {QStringLiteral("selectable"), choice.selectable && reason.isEmpty()},
                            {QStringLiteral("reason"), reason},
                            {QStringLiteral("already_pushed"), choice.alreadyPushed},
                            {QStringLiteral("objects"), list}};
    }
    session.output.document(json);
    return kDone;
}

} // namespace pathways::cli
