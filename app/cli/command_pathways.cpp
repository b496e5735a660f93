// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

Error usageError(const QString& what) {
    return Error{ErrorKind::Input, what, {}, Texts::tr("See pathways-cli --help."), {}};
}

QJsonObject toJson(Session& session, const Pathway& pathway) {
    const auto audience = session.onMain([&] { return session.program.audiences().find(pathway.audience); });
    const auto connection = session.onMain([&] { return session.program.connections().find(pathway.connection); });
    QJsonObject mapping;
    for (const ColumnMapping& line : pathway.mapping) {
        if (!line.column.isEmpty()) {
            mapping.insert(line.field.id, line.column);
        }
    }
    return QJsonObject{{QStringLiteral("name"), pathway.name},
                       {QStringLiteral("audience"), audience ? audience->audience.name : QString()},
                       {QStringLiteral("connection"), connection ? connection->connection.name : QString()},
                       {QStringLiteral("object"), QJsonObject{{QStringLiteral("id"), pathway.object.id},
                                                              {QStringLiteral("name"), pathway.object.name}}},
                       {QStringLiteral("method"), toKey(pathway.method)},
                       {QStringLiteral("mapping"), mapping}};
}

void print(const Output& output, const QJsonObject& json) {
    output.line(Texts::tr("%1: %2 to %3, %4", "pathway: audience to object, method")
                    .arg(json.value(QLatin1String("name")).toString(), json.value(QLatin1String("audience")).toString(),
                         json.value(QLatin1String("object")).toObject().value(QLatin1String("name")).toString(),
                         json.value(QLatin1String("method")).toString()));
}

int show(Session& session, const QString& name) {
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(pathway.error());
    }
    const QJsonObject json = toJson(session, *pathway);
    session.output.document(json);
    print(session.output, json);
    const QJsonObject mapping = json.value(QLatin1String("mapping")).toObject();
    for (auto line = mapping.begin(); line != mapping.end(); ++line) {
        session.output.line(QStringLiteral("  %1 <- %2").arg(line.key(), line.value().toString()));
    }
    return kDone;
}

/// "FIELD=COLUMN" pairs over the suggestions; with any given, only those are mapped.
Result<QList<ColumnMapping>> chosenMapping(const PathwayReview& review, const QStringList& pairs,
                                           const QStringList& clears) {
    QList<ColumnMapping> lines = review.mapping;
    if (!pairs.isEmpty()) {
        for (ColumnMapping& line : lines) {
            line.column.clear();
        }
    }
    auto find = [&lines](const QString& id) {
        return std::find_if(lines.begin(), lines.end(),
                            [&id](const ColumnMapping& line) { return line.field.id == id; });
    };
    for (const QString& pair : pairs) {
        const qsizetype equals = pair.indexOf(u'=');
        const auto line = find(pair.left(equals));
        if (equals <= 0 || line == lines.end()) {
            return fail(usageError(Texts::tr("There is no field for --map %1.").arg(pair)));
        }
        const QString column = pair.sliced(equals + 1);
        if (!review.columns.contains(column)) {
            return fail(usageError(Texts::tr("The audience has no column \"%1\".").arg(column)));
        }
        line->column = column;
        line->evidence = MappingEvidence::ChosenByUser;
    }
    for (const QString& id : clears) {
        const auto line = find(id);
        if (line == lines.end()) {
            return fail(usageError(Texts::tr("There is no field for --clear %1.").arg(id)));
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

Result<Pathway> draftFrom(Session& session, const QString& name) {
    const Arguments& arguments = session.arguments;
    auto audience = session.onMain(
        [&] { return session.program.audiences().findByName(arguments.value(QStringLiteral("audience"))); });
    if (!audience) {
        return fail(audience.error());
    }
    auto connection = session.onMain(
        [&] { return session.program.connections().findByName(arguments.value(QStringLiteral("connection"))); });
    if (!connection) {
        return fail(connection.error());
    }
    const auto method = syncMethodFromKey(arguments.value(QStringLiteral("method")));
    if (!method) {
        return fail(usageError(Texts::tr("--method is mirror, update-or-create, append or update-only.")));
    }
    auto objects = session.wait([&] { return session.program.connections().objects(connection->connection.id); });
    if (!objects) {
        return fail(objects.error());
    }
    Pathway draft;
    draft.name = name;
    draft.audience = audience->audience.id;
    draft.connection = connection->connection.id;
    draft.method = *method;
    draft.matchExactly = arguments.has(QStringLiteral("match-exactly"));
    draft.removalMeaning = arguments.value(QStringLiteral("removal"));
    for (const QString& option : arguments.options.value(QStringLiteral("option"))) {
        draft.options.insert(option.section(u'=', 0, 0), option.section(u'=', 1));
    }
    const QString wanted = arguments.value(QStringLiteral("object"));
    for (const DestinationObject& object : *objects) {
        if (object.id == wanted) {
            draft.object = object;
            return draft;
        }
    }
    return fail(ErrorKind::NotFound, Texts::tr("There is no \"%1\" at %2.").arg(wanted, connection->connection.name),
                Texts::tr("The pathway was not stored."), Texts::tr("pathways-cli destinations lists what there is."));
}

int add(Session& session, const QString& name) {
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
                usageError(Texts::tr("The field %1 is required and no column feeds it.").arg(field.id)));
        }
    }
    draft->mapping = *mapping;
    for (const Finding& finding : review->findings) {
        session.output.line(finding.text + u' ' + finding.remedy);
    }
    auto saved = session.onMain([&] { return session.program.pathways().save(*draft); });
    return saved ? show(session, name) : session.output.report(saved.error());
}

} // namespace

int pathwaysCommand(Session& session) {
    const QString verb = session.arguments.word(1);
    const QString name = session.arguments.word(2);
    if (verb == QLatin1String("show")) {
        return show(session, name);
    }
    if (verb == QLatin1String("add")) {
        return name.isEmpty() ? session.output.report(usageError(Texts::tr("The pathway needs a name.")))
                              : add(session, name);
    }
    if (!verb.isEmpty()) {
        return session.output.report(usageError(Texts::tr("There is no command \"pathways %1\".").arg(verb)));
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
