// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"
#include "core/audience/rules.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QJsonObject toJson(const AudienceSummary& summary) {
    QJsonArray pushed;
    for (const LastPushed& last : summary.pushed) {
        pushed << QJsonObject{{QStringLiteral("destination"), last.destination},
                              {QStringLiteral("object"), last.object},
                              {QStringLiteral("when"), last.when.toString(Qt::ISODate)}};
    }
    QJsonObject json{{QStringLiteral("name"), summary.audience.name},
                     {QStringLiteral("kind"), summary.audience.kind == AudienceKind::Modeled ? QStringLiteral("modeled")
                                                                                             : QStringLiteral("owned")},
                     {QStringLiteral("people"), summary.audience.people},
                     {QStringLiteral("source"), summary.sourceText},
                     {QStringLiteral("definition"), summary.definition},
                     {QStringLiteral("pushed"), pushed}};
    if (!summary.baseName.isEmpty()) {
        json.insert(QStringLiteral("base"), summary.baseName);
    }
    if (summary.audience.dataFrom) {
        json.insert(QStringLiteral("data_from"), summary.audience.dataFrom->toString(Qt::ISODate));
    }
    return json;
}

void print(const Output& output, const AudienceSummary& summary) {
    const QString people = summary.audience.people < 0 ? Texts::tr("not counted yet")
                                                       : Texts::tr("%n people", nullptr, int(summary.audience.people));
    output.line(
        Texts::tr("%1: %2, %3", "audience, people, source").arg(summary.audience.name, people, summary.sourceText));
}

Result<Rule> readRules(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Input, Texts::tr("The rules in %1 cannot be read.").arg(path),
                    Texts::tr("The audience was not stored."), Texts::tr("Check the file's name and its permissions."));
    }
    return rulesFromJson(file.readAll());
}

Error usageError(const QString& what) {
    return Error{ErrorKind::Input, what, {}, Texts::tr("See pathways-cli --help."), {}};
}

Result<Audience> audienceFromFile(Session& session, Audience audience) {
    const QString path = QFileInfo(session.arguments.value(QStringLiteral("file"))).absoluteFilePath();
    auto preview = session.wait([&] { return session.program.audiences().previewFile(path); });
    if (!preview) {
        return fail(preview.error());
    }
    for (const QString& warning : preview->warnings) {
        session.output.line(warning);
    }
    audience.source = FileSource{path, preview->dialect, {}};
    audience.dataFrom = QFileInfo(path).lastModified().toUTC();
    return audience;
}

Result<Audience> audienceFromQuery(Session& session, Audience audience) {
    const QString name = session.arguments.value(QStringLiteral("connection"));
    auto connection = session.onMain([&] { return session.program.connections().findByName(name); });
    if (!connection) {
        return fail(connection.error());
    }
    audience.source = QuerySource{connection->connection.id, session.arguments.value(QStringLiteral("query"))};
    return audience;
}

int show(Session& session, const QString& name) {
    auto summary = session.onMain([&] { return session.program.audiences().findByName(name); });
    if (!summary) {
        return session.output.report(summary.error());
    }
    session.output.document(toJson(*summary));
    print(session.output, *summary);
    session.output.line(summary->definition);
    return kDone;
}

int add(Session& session, const QString& name) {
    const Arguments& arguments = session.arguments;
    if (name.isEmpty()) {
        return session.output.report(usageError(Texts::tr("The audience needs a name.")));
    }
    if (arguments.has(QStringLiteral("modeled-from"))) {
        auto base = session.onMain(
            [&] { return session.program.audiences().findByName(arguments.value(QStringLiteral("modeled-from"))); });
        if (!base) {
            return session.output.report(base.error());
        }
        auto added = session.onMain([&] { return session.program.audiences().addModeled(name, base->audience.id); });
        return added ? show(session, name) : session.output.report(added.error());
    }
    Audience audience;
    audience.name = name;
    audience.defaultCountry = arguments.value(QStringLiteral("country")).toUpper();
    audience.consentColumn = arguments.value(QStringLiteral("consent"));
    Result<Audience> described =
        fail(usageError(Texts::tr("Say where the people come from: --file, or --connection and "
                                  "--query, or --modeled-from.")));
    if (arguments.has(QStringLiteral("file"))) {
        described = audienceFromFile(session, audience);
    } else if (arguments.has(QStringLiteral("query")) && arguments.has(QStringLiteral("connection"))) {
        described = audienceFromQuery(session, audience);
    }
    if (!described) {
        return session.output.report(described.error());
    }
    if (arguments.has(QStringLiteral("rules"))) {
        auto rules = readRules(arguments.value(QStringLiteral("rules")));
        if (!rules) {
            return session.output.report(rules.error());
        }
        described->rules = *rules;
    }
    auto people = session.wait([&] { return session.program.audiences().count(*described); });
    if (!people) {
        return session.output.report(people.error());
    }
    described->people = *people;
    auto saved = session.onMain([&] { return session.program.audiences().save(*described); });
    return saved ? show(session, name) : session.output.report(saved.error());
}

} // namespace

int audiences(Session& session) {
    const QString verb = session.arguments.word(1);
    const QString name = session.arguments.word(2);
    if (verb == QLatin1String("add")) {
        return add(session, name);
    }
    if (verb == QLatin1String("show")) {
        return show(session, name);
    }
    if (!verb.isEmpty()) {
        return session.output.report(usageError(Texts::tr("There is no command \"audiences %1\".").arg(verb)));
    }
    auto all = session.onMain([&] { return session.program.audiences().list(); });
    if (!all) {
        return session.output.report(all.error());
    }
    QJsonArray json;
    for (const AudienceSummary& summary : *all) {
        json << toJson(summary);
        print(session.output, summary);
    }
    session.output.document(json);
    return kDone;
}

} // namespace pathways::cli
