// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"

#include <QLocale>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

QJsonObject toJson(CommandSession& session, const Pathway& pathway) {
    const auto audience = session.onMain([&] { return session.program.audiences().find(pathway.audience); });
    const auto connection = session.onMain([&] { return session.program.connections().find(pathway.connection); });
    QJsonObject mapping;
    for (const ColumnMapping& line : pathway.mapping) {
        if (!line.column.isEmpty()) {
            mapping.insert(line.field.id, line.column);
        }
    }
    QJsonObject options;
    for (auto option = pathway.options.cbegin(); option != pathway.options.cend(); ++option) {
        options.insert(option.key(), option.value());
    }
    return QJsonObject{{QStringLiteral("name"), pathway.name},
                       {QStringLiteral("audience"), audience ? audience->audience.name : QString()},
                       {QStringLiteral("connection"), connection ? connection->connection.name : QString()},
                       {QStringLiteral("object"), QJsonObject{{QStringLiteral("id"), pathway.object.id},
                                                              {QStringLiteral("name"), pathway.object.name}}},
                       {QStringLiteral("method"), toKey(pathway.method)},
                       {QStringLiteral("match_exactly"), pathway.matchExactly},
                       {QStringLiteral("removal"), pathway.removalMeaning},
                       {QStringLiteral("options"), options},
                       {QStringLiteral("mapping"), mapping}};
}

void print(const Output& output, const QJsonObject& json) {
    output.line(Texts::tr("%1: %2 to %3, %4", "pathway: audience to object, method")
                    .arg(json.value(QLatin1String("name")).toString(), json.value(QLatin1String("audience")).toString(),
                         json.value(QLatin1String("object")).toObject().value(QLatin1String("name")).toString(),
                         json.value(QLatin1String("method")).toString()));
}

int show(CommandSession& session, const QString& name, const QList<Finding>& findings = {}) {
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    QJsonObject json = toJson(session, *pathway);
    QJsonArray found;
    for (const Finding& finding : findings) {
        found << QString(finding.text + u' ' + finding.remedy).trimmed();
        session.output.line(found.last().toString());
    }
    if (!found.isEmpty()) {
        json.insert(QStringLiteral("findings"), found);
    }
    session.output.document(json);
    print(session.output, json);
    const QJsonObject mapping = json.value(QLatin1String("mapping")).toObject();
    for (auto line = mapping.begin(); line != mapping.end(); ++line) {
        session.output.line(QStringLiteral("  %1 <- %2").arg(line.key(), line.value().toString()));
    }
    return kDone;
}

/// The suggested mapping, or only the given "FIELD=COLUMN" pairs if there are any. The people's own id stays as it was
/// suggested: it is not sent, but tells who changed their address. "FIELD=" leaves a field out.
Result<QList<ColumnMapping>> chosenMapping(const PathwayReview& review, const QStringList& pairs,
                                           const QStringList& clears) {
    QList<ColumnMapping> lines = review.mapping;
    const bool ownIdChosen = std::any_of(pairs.begin(), pairs.end(), [](const QString& pair) {
        return pair.startsWith(kPersonIdField + QLatin1Char('='), Qt::CaseInsensitive);
    });
    for (ColumnMapping& line : lines) {
        if (!pairs.isEmpty() && (line.field.id != kPersonIdField || ownIdChosen)) {
            line.column.clear();
        }
    }
    auto find = [&lines](const QString& id) {
        return std::find_if(lines.begin(), lines.end(), [&id](const ColumnMapping& line) {
            return line.field.id.compare(id, Qt::CaseInsensitive) == 0;
        });
    };
    for (const QString& pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        const auto line = find(pair.left(equals));
        if (equals <= 0 || line == lines.end()) {
            return fail(misuse(Texts::tr("There is no field for --map %1.").arg(pair)));
        }
        const QString column = pair.sliced(equals + 1);
        if (column.isEmpty()) {
            continue;
        }
        if (!review.columns.contains(column)) {
            return fail(misuse(Texts::tr("The audience has no column “%1”.").arg(column)));
        }
        if (!line->column.isEmpty() && line->column != column) {
            return fail(misuse(Texts::tr("The field %1 is given two columns.").arg(line->field.id)));
        }
        line->column = column;
        line->evidence = MappingEvidence::ChosenByUser;
    }
    for (const QString& id : clears) {
        const auto line = find(id);
        if (line == lines.end()) {
            return fail(misuse(Texts::tr("There is no field for --clear %1.").arg(id)));
        }
        line->clear = true;
    }
    QList<ColumnMapping> mapped;
    for (ColumnMapping& line : lines) {
        if (!line.column.isEmpty()) {
            line.accepted = true;
            mapped << line;
        }
    }
    return mapped;
}

/// An object by its id, or by its name if that is unique.
Result<DestinationObject> objectNamed(const QList<DestinationObject>& objects, const QString& wanted,
                                      const QString& connection) {
    const DestinationObject* named = nullptr;
    int namesakes = 0;
    for (const DestinationObject& object : objects) {
        if (object.id == wanted) {
            return object;
        }
        if (object.name == wanted) {
            named = &object;
            ++namesakes;
        }
    }
    if (namesakes == 1) {
        return *named;
    }
    return fail(ErrorKind::Input,
                namesakes > 1 ? Texts::tr("%1 has more than one called “%2”.").arg(connection, wanted)
                              : Texts::tr("There is nothing called “%1” at %2.").arg(wanted, connection),
                Texts::tr("The pathway was not stored."),
                Texts::tr("“pathways-cli destinations” lists what is there."));
}

/// --option KEY=VALUE, where the destination type knows the key and, if there is a choice, the value.
Result<QMap<QString, QString>> chosenOptions(const DestinationType& type, const QStringList& pairs) {
    QMap<QString, QString> options;
    for (const QString& pair : pairs) {
        const QString key = pair.section(u'=', 0, 0);
        const QString value = pair.section(u'=', 1);
        const auto spec = std::find_if(type.options.cbegin(), type.options.cend(),
                                       [&](const PathwayOptionSpec& one) { return one.key == key; });
        if (spec == type.options.cend() || !pair.contains(u'=')) {
            QStringList known;
            for (const PathwayOptionSpec& one : type.options) {
                known << one.key;
            }
            return fail(misuse(Texts::tr("%1 has no --option %2. Its options are: %3.")
                                   .arg(type.name, key, QLocale().createSeparatedList(known))));
        }
        if (!spec->choices.isEmpty() && !spec->choices.contains(value)) {
            return fail(
                misuse(Texts::tr("--option %1 is one of: %2.").arg(key, QLocale().createSeparatedList(spec->choices))));
        }
        options.insert(key, value);
    }
    return options;
}

/// What happens to people who leave the audience; only for methods that remove.
Result<void> chooseRemoval(const DestinationType& type, const Arguments& arguments, Pathway& draft) {
    draft.matchExactly = arguments.has(QStringLiteral("match-exactly"));
    draft.removalMeaning = arguments.value(QStringLiteral("removal"));
    if (draft.matchExactly && (draft.method != SyncMethod::Mirror || !type.canReadBack)) {
        return fail(misuse(
            draft.method != SyncMethod::Mirror
                ? Texts::tr("--match-exactly can only be used with --method mirror.")
                : Texts::tr("%1 does not report who is there, so it cannot be made to match exactly.").arg(type.name)));
    }
    if (draft.removalMeaning.isEmpty()) {
        return {};
    }
    QStringList known;
    for (const RemovalMeaning& meaning : type.removalMeanings) {
        known << meaning.key;
    }
    if (!known.contains(draft.removalMeaning)) {
        return fail(misuse(Texts::tr("--removal is one of: %1.").arg(QLocale().createSeparatedList(known))));
    }
    return {};
}

/// Audience, connection and method as the command names them.
Result<Pathway> partiesFrom(CommandSession& session, const QString& name) {
    const Arguments& arguments = session.arguments;
    if (session.onMain([&] { return session.program.pathways().findByName(name); })) {
        return fail(misuse(Texts::tr("There is already a pathway called “%1”.").arg(name)));
    }
    auto audience = session.onMain(
        [&] { return session.program.audiences().findByName(arguments.value(QStringLiteral("audience"))); });
    if (!audience) {
        return fail(misnamed(audience.error()));
    }
    auto connection = session.onMain(
        [&] { return session.program.connections().findByName(arguments.value(QStringLiteral("connection"))); });
    if (!connection) {
        return fail(misnamed(connection.error()));
    }
    const auto method = syncMethodFromKey(arguments.value(QStringLiteral("method")));
    if (!method) {
        return fail(misuse(Texts::tr("--method is mirror, update-or-create, append or update-only.")));
    }
    Pathway draft;
    draft.name = name;
    draft.audience = audience->audience.id;
    draft.connection = connection->connection.id;
    draft.method = *method;
    const DestinationType* type =
        session.onMain([&] { return session.program.connections().type(connection->connection.type); });
    if (type == nullptr) {
        return draft; // the review reports it
    }
    if (const auto support = type->methods.find(*method); support != type->methods.end() && !support->second.possible) {
        return fail(misuse(support->second.reason));
    }
    if (auto chosen = chooseRemoval(*type, arguments, draft); !chosen) {
        return fail(chosen.error());
    }
    auto options = chosenOptions(*type, arguments.options.value(QStringLiteral("option")));
    if (!options) {
        return fail(options.error());
    }
    draft.options = *options;
    return draft;
}

Result<Pathway> draftFrom(CommandSession& session, const QString& name) {
    auto draft = partiesFrom(session, name);
    if (!draft) {
        return draft;
    }
    auto objects = session.wait([&] { return session.program.connections().objects(draft->connection); });
    if (!objects) {
        return fail(objects.error());
    }
    auto object = objectNamed(*objects, session.arguments.value(QStringLiteral("object")),
                              session.arguments.value(QStringLiteral("connection")));
    if (!object) {
        return fail(object.error());
    }
    draft->object = *object;
    return draft;
}

int add(CommandSession& session, const QString& name) {
    auto draft = draftFrom(session, name);
    if (!draft) {
        return session.output.report(draft.error());
    }
    auto review = session.wait([&] { return session.program.pathways().review(*draft); });
    if (!review) {
        return session.output.report(review.error());
    }
    auto mapping = chosenMapping(*review, session.arguments.options.value(QStringLiteral("map")),
                                 session.arguments.options.value(QStringLiteral("clear")));
    if (!mapping) {
        return session.output.report(mapping.error());
    }
    for (const FieldSpec& field : review->fields) {
        const bool mapped = std::any_of(mapping->cbegin(), mapping->cend(), [&field](const ColumnMapping& line) {
            return line.field.id == field.id ||
                   (!field.alternatives.isEmpty() && line.field.alternatives == field.alternatives);
        });
        if (field.required && !mapped) {
            return session.output.report(
                misuse(Texts::tr("The field %1 is required, but no column is mapped to it.").arg(field.id)));
        }
    }
    draft->mapping = *mapping;
    auto saved = session.onMain([&] { return session.program.pathways().save(*draft); });
    return saved ? show(session, name, review->findings) : session.output.report(saved.error());
}

int acceptLoss(CommandSession& session, const QString& name) {
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    const auto accepted = session.onMain([&] { return session.program.pathways().acceptLosses(pathway->id); });
    if (!accepted) {
        return session.output.report(accepted.error());
    }
    session.output.document(QJsonObject{{QStringLiteral("accepted"), *accepted}});
    session.output.line(*accepted > 0
                            ? Texts::tr("Plans of “%1” say no more that a record of people was lost. Whoever it "
                                        "was about stays there until they are taken out at the platform.")
                                  .arg(pathway->name)
                            : Texts::tr("No record of people was lost where “%1” leads.").arg(pathway->name));
    return kDone;
}

} // namespace

int pathwaysCommand(CommandSession& session) {
    const QString verb = session.arguments.word(1);
    const QString name = session.arguments.word(2);
    if (verb == QLatin1String("show")) {
        return show(session, name);
    }
    if (verb == QLatin1String("accept-loss")) {
        return acceptLoss(session, name);
    }
    if (verb == QLatin1String("add")) {
        return add(session, name.trimmed());
    }
    auto all = session.onMain([&] { return session.program.pathways().list(); });
    if (!all) {
        return session.output.report(all.error());
    }
    QJsonArray list;
    for (const Pathway& pathway : *all) {
        const QJsonObject json = toJson(session, pathway);
        list << json;
        print(session.output, json);
    }
    session.output.document(list);
    return kDone;
}

} // namespace pathways::cli
