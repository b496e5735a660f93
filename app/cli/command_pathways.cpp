// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/command_session.h"
#include "app/cli/pathway_options.h"

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
                       {QStringLiteral("leaving"), pathway.leaving},
                       {QStringLiteral("options"), options},
                       {QStringLiteral("mapping"), mapping}};
}

void print(const Output& output, const QJsonObject& json) {
    output.line(Texts::tr("%1: %2 to %3, %4", "pathway: audience to object, method")
                    .arg(json.value(QLatin1String("name")).toString(), json.value(QLatin1String("audience")).toString(),
                         json.value(QLatin1String("object")).toObject().value(QLatin1String("name")).toString(),
                         json.value(QLatin1String("method")).toString()));
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
    draft.matchExactly = arguments.has(QStringLiteral("match-exactly"));
    draft.removalMeaning = arguments.value(QStringLiteral("removal"));
    if (auto chosen = checkRemoval(*type, draft); !chosen) {
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
    if (auto complete = requiredMapped(*review, *mapping); !complete) {
        return session.output.report(complete.error());
    }
    draft->mapping = *mapping;
    auto saved = session.onMain([&] { return session.program.pathways().save(*draft); });
    return saved ? showPathway(session, name, review->findings) : session.output.report(saved.error());
}

int acceptLoss(CommandSession& session, const QString& name) {
    auto pathway = session.onMain([&] { return session.program.pathways().findByName(name); });
    if (!pathway) {
        return session.output.report(misnamed(pathway.error()));
    }
    const auto accepted = session.onMain([&] { return session.program.pathways().acceptLosses(*pathway); });
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

int showPathway(CommandSession& session, const QString& name, const QList<Finding>& findings) {
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

int pathwaysCommand(CommandSession& session) {
    const QString verb = session.arguments.word(1);
    const QString name = session.arguments.word(2);
    if (verb == QLatin1String("show")) {
        return showPathway(session, name);
    }
    if (verb == QLatin1String("accept-loss")) {
        return acceptLoss(session, name);
    }
    if (verb == QLatin1String("change")) {
        return changePathway(session, name);
    }
    if (verb == QLatin1String("remove")) {
        return removePathway(session, name);
    }
    if (verb == QLatin1String("restore")) {
        return restorePathway(session, name);
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
