// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include <QTextStream>

#include <iostream>
#include <string>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Error usageError(const QString& what) {
    return Error{ErrorKind::Input, what, {}, Texts::tr("See pathways-cli --help."), {}};
}

QJsonObject toJson(const ConnectionSummary& summary) {
    QJsonObject json{{QStringLiteral("name"), summary.connection.name},
                     {QStringLiteral("type"), summary.connection.type},
                     {QStringLiteral("account"), summary.connection.accountName},
                     {QStringLiteral("account_id"), summary.connection.accountId},
                     {QStringLiteral("practice"), summary.connection.practice},
                     {QStringLiteral("state"), summary.stateText},
                     {QStringLiteral("pathways"), QJsonArray::fromStringList(summary.pathways)}};
    if (summary.connection.expires) {
        json.insert(QStringLiteral("expires"), summary.connection.expires->toString(Qt::ISODate));
    }
    return json;
}

void print(const Output& output, const ConnectionSummary& summary) {
    output.line(Texts::tr("%1: %2, %3, %4", "connection, platform, account, state")
                    .arg(summary.connection.name, summary.typeName,
                         summary.connection.accountName.isEmpty() ? Texts::tr("no account yet")
                                                                  : summary.connection.accountName,
                         summary.stateText));
}

int test(Session& session, const ConnectionSummary& summary) {
    auto account = session.wait([&] { return session.program.connections().test(summary.connection.id); });
    if (!account) {
        return session.output.report(account.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("connection"), summary.connection.name},
                                        {QStringLiteral("works"), true},
                                        {QStringLiteral("account"), account->name},
                                        {QStringLiteral("account_id"), account->id}});
    session.output.line(Texts::tr("%1 works: %2").arg(summary.connection.name, account->name));
    return kDone;
}

/// One line from standard input; the buffer that held it is wiped.
Secret readSecret() {
    std::string line;
    std::getline(std::cin, line);
    QByteArray bytes = QByteArray(line.data(), qsizetype(line.size())).trimmed();
    std::fill(line.begin(), line.end(), '\0');
    return Secret(std::move(bytes));
}

} // namespace

int connections(Session& session) {
    const QString verb = session.arguments.word(1);
    ConnectionService& service = session.program.connections();
    if (verb == QLatin1String("test") || verb == QLatin1String("remove")) {
        auto found = session.onMain([&] { return service.findByName(session.arguments.word(2)); });
        if (!found) {
            return session.output.report(found.error());
        }
        if (verb == QLatin1String("test")) {
            return test(session, *found);
        }
        auto removed = session.wait([&] { return service.remove(found->connection.id); });
        if (!removed) {
            return session.output.report(removed.error());
        }
        session.output.document(QJsonObject{{QStringLiteral("removed"), found->connection.name}});
        session.output.line(Texts::tr("%1 was removed.").arg(found->connection.name));
        return kDone;
    }
    if (!verb.isEmpty()) {
        return session.output.report(usageError(Texts::tr("There is no command \"connections %1\".").arg(verb)));
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

int connectDestination(Session& session) {
    const Arguments& arguments = session.arguments;
    NewConnection wanted;
    wanted.type = arguments.word(1);
    wanted.name = arguments.value(QStringLiteral("name"));
    wanted.practice = arguments.has(QStringLiteral("practice"));
    wanted.thisTimeOnly = arguments.has(QStringLiteral("this-time-only"));
    for (const QString& setting : arguments.options.value(QStringLiteral("set"))) {
        const qsizetype equals = setting.indexOf(u'=');
        if (equals <= 0) {
            return session.output.report(usageError(Texts::tr("--set takes KEY=VALUE.")));
        }
        wanted.settings.insert(setting.left(equals), setting.sliced(equals + 1));
    }
    Secret secret;
    if (arguments.has(QStringLiteral("secret-stdin"))) {
        secret = readSecret();
    }
    ConnectionService& service = session.program.connections();
    auto held = std::make_shared<Secret>(std::move(secret));
    auto added = session.wait([&] { return service.connectWithSecret(wanted, std::move(*held)); });
    if (!added) {
        return session.output.report(added.error());
    }
    auto summary = session.onMain([&] { return service.find(*added); });
    if (!summary) {
        return session.output.report(summary.error());
    }
    session.output.document(toJson(*summary));
    print(session.output, *summary);
    return kDone;
}

int destinations(Session& session) {
    const QString name = session.arguments.value(QStringLiteral("audience"));
    auto audience = session.onMain([&] { return session.program.audiences().findByName(name); });
    if (!audience) {
        return session.output.report(audience.error());
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
            one.insert(QStringLiteral("size"), object.size ? QJsonValue(*object.size) : QJsonValue(object.sizeText));
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
