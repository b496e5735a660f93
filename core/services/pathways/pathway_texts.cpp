// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/pathway_texts.h"

#include "core/audience/rules.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PathwayTexts)
};
} // namespace

Finding columnFinding(const FieldSpec& field, Reason reason, qint64 count) {
    Finding finding;
    finding.reason = reason;
    finding.field = field.id;
    finding.count = count;
    if (outcomeKind(reason) == RowOutcomeKind::Accepted) {
        finding.severity = Severity::Info;
    } else {
        // A value that cannot be used costs the person only where the field is needed to know them by.
        finding.severity = field.required || field.identifier ? Severity::Problem : Severity::Warning;
    }
    finding.text = Texts::tr("%n person(s): %1", "what was found, as in: 12 people: Not an email address", int(count))
                       .arg(reasonText(reason));
    finding.remedy = reasonAdvice(reason);
    return finding;
}

QString sourceText(const Audience& audience) {
    QString text;
    if (const auto* file = std::get_if<FileSource>(&audience.source)) {
        text = QFileInfo(file->path).fileName();
    } else {
        text = Texts::tr("Database query");
    }
    const qsizetype rules = audience.rules ? audience.rules->children.size() : 0;
    if (rules > 0) {
        text = Texts::tr("%1, %n rule(s)", nullptr, int(rules)).arg(text);
    }
    return text;
}

namespace {

QString permissionText(const PermissionChoice& choice) {
    switch (choice.use) {
    case PermissionUse::Found:
        return Texts::tr("“%1” says who may be emailed.").arg(choice.column);
    case PermissionUse::Consent:
        return Texts::tr("Only people with a yes in “%1” are sent.").arg(choice.column);
    case PermissionUse::Refusal:
        return Texts::tr("Nobody with a yes in “%1” is sent.").arg(choice.column);
    case PermissionUse::Ignored:
        return Texts::tr("“%1” leaves nobody out.").arg(choice.column);
    }
    Q_UNREACHABLE();
}

} // namespace

QString definitionText(const Audience& audience) {
    const auto* file = std::get_if<FileSource>(&audience.source);
    QString text = file != nullptr
                       ? Texts::tr("%1 is everyone in %2.").arg(audience.name, QFileInfo(file->path).fileName())
                       : Texts::tr("%1 is everyone the query finds.").arg(audience.name);
    if (audience.rules && !audience.rules->children.isEmpty()) {
        text = Texts::tr("%1 comes from %2.", "audience and file")
                   .arg(audience.name, file != nullptr ? QFileInfo(file->path).fileName() : Texts::tr("a query")) +
               u' ' + describeRules(*audience.rules);
    }
    for (const PermissionChoice& choice : audience.permission) {
        text += u' ' + permissionText(choice);
    }
    return text;
}

} // namespace pathways
