// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/permission_options.h"
#include "app/cli/source_options.h"
#include "core/audience/rules.h"
#include "core/identity/countries.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

/// An audience as the command line describes it, and what was found in its source.
struct Described {
    Audience audience;
    QStringList warnings;                            ///< Whole sentences.
    QString written;                                 ///< The detected format of the file, in words.
    QJsonObject found;                               ///< The same, as JSON.
    std::optional<QList<PermissionLine>> permission; ///< What its columns say, counted; nothing: not looked at.
};

QString stateKey(SourceState state) {
    switch (state) {
    case SourceState::Ready:
        return QStringLiteral("ready");
    case SourceState::Missing:
        return QStringLiteral("missing");
    case SourceState::Unreadable:
        return QStringLiteral("unreadable");
    }
    Q_UNREACHABLE();
}

QString useKey(PermissionUse use) {
    switch (use) {
    case PermissionUse::Found:
        return QStringLiteral("found");
    case PermissionUse::Consent:
        return QStringLiteral("consent");
    case PermissionUse::Refusal:
        return QStringLiteral("refusal");
    case PermissionUse::Ignored:
        return QStringLiteral("ignored");
    }
    Q_UNREACHABLE();
}

QJsonObject toJson(const AudienceSummary& summary) {
    QJsonArray pushed;
    for (const LastPushed& last : summary.pushed) {
        pushed << QJsonObject{{QStringLiteral("destination"), last.destination},
                              {QStringLiteral("object"), last.object},
                              {QStringLiteral("when"), last.when.toString(Qt::ISODate)}};
    }
    const Audience& audience = summary.audience;
    const bool modeled = audience.kind == AudienceKind::Modeled;
    QJsonObject json{{QStringLiteral("name"), audience.name},
                     {QStringLiteral("kind"), modeled ? QStringLiteral("modeled") : QStringLiteral("owned")},
                     {QStringLiteral("people"), audience.people < 0 ? QJsonValue() : QJsonValue(audience.people)},
                     {QStringLiteral("source"), summary.sourceText},
                     {QStringLiteral("state"), stateKey(summary.state)},
                     {QStringLiteral("definition"), summary.definition},
                     {QStringLiteral("pushed"), pushed}};
    if (!summary.baseName.isEmpty()) {
        json.insert(QStringLiteral("base"), summary.baseName);
    }
    if (audience.dataFrom) {
        json.insert(QStringLiteral("data_from"), audience.dataFrom->toString(Qt::ISODate));
    }
    if (const auto* file = std::get_if<FileSource>(&audience.source); file != nullptr && !modeled) {
        json.insert(QStringLiteral("file"), file->path);
        if (!file->sheet.isEmpty()) {
            json.insert(QStringLiteral("sheet"), file->sheet);
        } else {
            json.insert(QStringLiteral("written"), dialectInWords(file->dialect));
        }
    }
    if (!audience.defaultCountry.isEmpty()) {
        json.insert(QStringLiteral("country"), audience.defaultCountry);
    }
    QJsonArray choices;
    for (const PermissionChoice& choice : audience.permission) {
        choices << QJsonObject{{QStringLiteral("column"), choice.column},
                               {QStringLiteral("use"), useKey(choice.use)},
                               {QStringLiteral("yes"), QJsonArray::fromStringList(choice.allowed)},
                               {QStringLiteral("no"), QJsonArray::fromStringList(choice.denied)}};
    }
    if (!choices.isEmpty()) {
        json.insert(QStringLiteral("permission_choices"), choices);
    }
    return json;
}

void print(const Output& output, const AudienceSummary& summary) {
    const QString people = summary.audience.people < 0 ? Texts::tr("not counted yet", "in place of a number of people")
                                                       : Texts::tr("%Ln people", nullptr, int(summary.audience.people));
    output.line(
        Texts::tr("%1: %2, %3", "audience, people, source").arg(summary.audience.name, people, summary.sourceText));
    if (summary.state != SourceState::Ready) {
        output.line(QStringLiteral("  ") + (summary.state == SourceState::Missing
                                                ? Texts::tr("Its source was not found.")
                                                : Texts::tr("Its source cannot be read.")));
    }
}

int show(CommandSession& session, const QString& name, const Described& described = {}) {
    auto summary = session.onMain([&] { return session.program.audiences().findByName(name); });
    if (!summary) {
        return session.output.report(misnamed(summary.error()));
    }
    QJsonObject json = toJson(*summary);
    for (auto value = described.found.begin(); value != described.found.end(); ++value) {
        json.insert(value.key(), value.value());
    }
    if (!described.written.isEmpty()) {
        json.insert(QStringLiteral("written"), described.written);
    }
    if (described.permission) {
        json.insert(QStringLiteral("permission"), permissionJson(*described.permission));
    }
    session.output.document(json);
    print(session.output, *summary);
    session.output.line(summary->definition);
    if (json.contains(QLatin1String("written"))) {
        session.output.line(json.value(QLatin1String("written")).toString());
    }
    for (const QString& warning : described.warnings) {
        session.output.line(warning);
    }
    for (const QString& text : described.permission ? inWords(*described.permission) : QStringList()) {
        session.output.line(text);
    }
    return kDone;
}

Result<Rule> readRules(const QString& path) {
    constexpr qint64 kLargest = 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > kLargest) {
        return fail(ErrorKind::Input, Texts::tr("The rules in %1 cannot be read.").arg(path),
                    Texts::tr("The audience was not stored."), Texts::tr("Check the file’s name and permissions."));
    }
    return rulesFromJson(file.readAll());
}

/// Says how ambiguous dates are read, so that nobody's birthday is changed silently (rule U16).
QString readingOf(const Audience& audience) {
    return readsMonthFirst(audience)
               ? Texts::tr("They are read with the month first. If that is wrong, give --dates day-first.")
               : Texts::tr("They are read with the day first. If that is wrong, give --dates month-first.");
}

Result<Described> fromFile(CommandSession& session, const Audience& wanted) {
    const auto options = SourceOptions::read(session.arguments);
    if (!options) {
        return fail(options.error());
    }
    const QString path = QFileInfo(session.arguments.value(QStringLiteral("file"))).absoluteFilePath();
    if (!QFileInfo::exists(path)) {
        return fail(ErrorKind::Input, Texts::tr("There is no file %1.").arg(path),
                    Texts::tr("The audience was not stored."), Texts::tr("Check the file’s name."));
    }
    auto& service = session.program.audiences();
    const QString sheet = session.arguments.value(QStringLiteral("sheet"));
    auto preview = session.wait([&] { return service.previewFile(path, {}, options->wishes(), sheet); });
    if (preview && options->over(preview->dialect) != preview->dialect) {
        preview = session.wait([&] { return service.previewFile(path, options->over(preview->dialect), {}, sheet); });
    }
    if (!preview) {
        return fail(preview.error());
    }
    Described described;
    described.audience = wanted;
    described.audience.source = FileSource{path, options->over(preview->dialect), preview->sheet};
    described.audience.dataFrom = QFileInfo(path).lastModified().toUTC();
    described.warnings = preview->warnings;
    if (!preview->ambiguousDateColumns.isEmpty()) {
        described.warnings << readingOf(described.audience);
    }
    described.written = preview->dialectText;
    const auto lines = [](const QStringList& texts) { return QJsonArray::fromStringList(texts); };
    described.found = {{QStringLiteral("columns"), lines(preview->columns)},
                       {QStringLiteral("before_table"), lines(preview->preamble)},
                       {QStringLiteral("after_table"), lines(preview->trailing)}};
    return described;
}

Result<Described> fromQuery(CommandSession& session, const Audience& wanted) {
    const QString name = session.arguments.value(QStringLiteral("connection"));
    auto connection = session.onMain([&] { return session.program.connections().findByName(name); });
    if (!connection) {
        return fail(misnamed(connection.error()));
    }
    if (connection->connection.type != QLatin1String("sql")) {
        return fail(misuse(Texts::tr("“%1” is not a database: a query cannot run there.").arg(name)));
    }
    Described described;
    described.audience = wanted;
    described.audience.source =
        QuerySource{connection->connection.id, session.arguments.value(QStringLiteral("query"))};
    auto columns = session.wait([&] { return session.program.audiences().columns(described.audience); });
    if (!columns) {
        return fail(columns.error());
    }
    described.found = {{QStringLiteral("columns"), QJsonArray::fromStringList(*columns)}};
    return described;
}

/// The source of the people: exactly one of the three kinds, without options of another.
Result<Described> describe(CommandSession& session, const Audience& wanted) {
    const Arguments& arguments = session.arguments;
    const bool file = arguments.has(QStringLiteral("file"));
    const bool query = arguments.has(QStringLiteral("query"));
    const bool connection = arguments.has(QStringLiteral("connection"));
    if (file == query || query != connection) {
        return fail(misuse(Texts::tr("Say where the people come from: --file, or --connection and --query, or "
                                     "--modeled-from.")));
    }
    if (file) {
        return fromFile(session, wanted);
    }
    for (const char* option :
         {"encoding", "separator", "quote", "header", "skip", "skip-end", "dates", "decimal", "sheet"}) {
        if (arguments.has(QString::fromLatin1(option))) {
            return fail(misuse(Texts::tr("--%1 can only be used with --file.").arg(QString::fromLatin1(option))));
        }
    }
    return fromQuery(session, wanted);
}

int addModeled(CommandSession& session, const QString& name) {
    const Arguments& arguments = session.arguments;
    for (auto option = arguments.options.cbegin(); option != arguments.options.cend(); ++option) {
        static const QStringList allowed{QStringLiteral("modeled-from"), QStringLiteral("workspace"),
                                         QStringLiteral("json")};
        if (!allowed.contains(option.key())) {
            return session.output.report(
                misuse(Texts::tr("A modeled audience has no rules and no source of its own: --%1 cannot be used.")
                           .arg(option.key())));
        }
    }
    auto base = session.onMain(
        [&] { return session.program.audiences().findByName(arguments.value(QStringLiteral("modeled-from"))); });
    if (!base) {
        return session.output.report(misnamed(base.error()));
    }
    auto added = session.onMain([&] { return session.program.audiences().addModeled(name, base->audience.id); });
    return added ? show(session, name) : session.output.report(added.error());
}

/// What applies to files and queries alike.
Result<Audience> wantedAudience(const Arguments& arguments, const QString& name) {
    Audience audience;
    audience.name = name;
    const QString country = arguments.value(QStringLiteral("country"));
    if (!country.isEmpty()) {
        const auto code = countryCode(country.toStdString());
        if (!code) {
            return fail(misuse(Texts::tr("“%1” is not a country: --country takes a code such as GB.").arg(country)));
        }
        audience.defaultCountry = QString::fromStdString(*code);
    }
    return audience;
}

/// Puts the options' choices, and what is certain, into the audience, and counts what its columns say then.
Result<QList<PermissionLine>> readPermission(CommandSession& session, Audience& audience, const QStringList& columns) {
    auto choices = permissionChoices(session.arguments, audience.permission, columns);
    if (!choices) {
        return fail(choices.error());
    }
    audience.permission = *choices;
    const auto read = [&] {
        return session.wait([&] { return session.program.audiences().permission(audience, PermissionCount::All); });
    };
    auto lines = read();
    if (!lines) {
        return lines;
    }
    if (auto checked = checkPermission(*lines); !checked) {
        return fail(checked.error());
    }
    audience.permission = confirmed(withoutConsent(session.arguments, audience.permission, *lines), *lines);
    return audience.permission == *choices ? lines : read();
}

int change(CommandSession& session, const QString& name) {
    auto summary = session.onMain([&] { return session.program.audiences().findByName(name); });
    if (!summary) {
        return session.output.report(misnamed(summary.error()));
    }
    Described described;
    described.audience = summary->audience;
    if (described.audience.kind == AudienceKind::Modeled) {
        return session.output.report(
            misuse(Texts::tr("A modeled audience has no columns: change “%1”, its base.").arg(summary->baseName)));
    }
    auto columns = session.wait([&] { return session.program.audiences().columns(described.audience); });
    if (!columns) {
        return session.output.report(columns.error());
    }
    auto lines = readPermission(session, described.audience, *columns);
    if (!lines) {
        return session.output.report(lines.error());
    }
    described.permission = *lines;
    auto saved = session.onMain([&] { return session.program.audiences().save(described.audience); });
    return saved ? show(session, name, described) : session.output.report(saved.error());
}

int add(CommandSession& session, const QString& name) {
    const Arguments& arguments = session.arguments;
    if (session.onMain([&] { return session.program.audiences().findByName(name); })) {
        return session.output.report(misuse(Texts::tr("There is already an audience called “%1”.").arg(name)));
    }
    if (arguments.has(QStringLiteral("modeled-from"))) {
        return addModeled(session, name);
    }
    const auto wanted = wantedAudience(arguments, name);
    auto described = wanted ? describe(session, *wanted) : Result<Described>(fail(wanted.error()));
    if (!described) {
        return session.output.report(described.error());
    }
    if (arguments.has(QStringLiteral("rules"))) {
        auto rules = readRules(arguments.value(QStringLiteral("rules")));
        if (!rules) {
            return session.output.report(rules.error());
        }
        described->audience.rules = *rules;
    }
    QStringList columns;
    for (const QJsonValue& column : described->found.value(QLatin1String("columns")).toArray()) {
        columns << column.toString();
    }
    auto lines = readPermission(session, described->audience, columns);
    if (!lines) {
        return session.output.report(lines.error());
    }
    described->permission = *lines;
    auto people = session.wait([&] { return session.program.audiences().count(described->audience); });
    if (!people) {
        return session.output.report(people.error());
    }
    described->audience.people = *people;
    auto saved = session.onMain([&] { return session.program.audiences().save(described->audience); });
    if (!saved) {
        return session.output.report(saved.error());
    }
    described->found.insert(QStringLiteral("warnings"), QJsonArray::fromStringList(described->warnings));
    return show(session, described->audience.name.trimmed(), *described);
}

} // namespace

int audiences(CommandSession& session) {
    const QString verb = session.arguments.word(1);
    const QString name = session.arguments.word(2);
    if (verb == QLatin1String("add")) {
        return add(session, name.trimmed());
    }
    if (verb == QLatin1String("change")) {
        return change(session, name);
    }
    if (verb == QLatin1String("show")) {
        return show(session, name);
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
