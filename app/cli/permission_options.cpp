// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/permission_options.h"

#include "app/cli/output.h"
#include "core/audience/permission/permission_text.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

PermissionChoice& choiceFor(QList<PermissionChoice>& choices, const QString& column) {
    const auto found = std::find_if(choices.begin(), choices.end(),
                                    [&column](const PermissionChoice& one) { return one.column == column; });
    if (found != choices.end()) {
        return *found;
    }
    choices << PermissionChoice{column, PermissionUse::Found, {}, {}};
    return choices.last();
}

Error noColumn(const QString& column) {
    return misuse(Texts::tr("The audience has no column “%1”.").arg(column));
}

/// A column that is gone can still be decided about.
bool isKnown(const QString& column, const QStringList& columns, const QList<PermissionChoice>& choices) {
    return columns.contains(column) ||
           std::any_of(choices.begin(), choices.end(), [&column](const auto& one) { return one.column == column; });
}

/// COLUMN=VALUE=yes|no; the value may have such marks in it.
Result<void> answer(const QString& text, QList<PermissionChoice>& choices, const QStringList& columns) {
    const qsizetype last = text.lastIndexOf(u'=');
    const QString word = text.sliced(last + 1).trimmed().toLower();
    const QString rest = text.left(std::max<qsizetype>(last, 0));
    const auto column = std::find_if(columns.begin(), columns.end(),
                                     [&rest](const QString& one) { return rest.startsWith(one + u'='); });
    if (column == columns.end() || (word != QLatin1String("yes") && word != QLatin1String("no"))) {
        return fail(misuse(Texts::tr("--answer takes COLUMN=VALUE=yes or COLUMN=VALUE=no, not “%1”.").arg(text)));
    }
    const QString value = rest.sliced(column->size() + 1);
    PermissionChoice& choice = choiceFor(choices, *column);
    choice.allowed.removeAll(value);
    choice.denied.removeAll(value);
    (word == QLatin1String("yes") ? choice.allowed : choice.denied) << value;
    return {};
}

} // namespace

Result<QList<PermissionChoice>> permissionChoices(const Arguments& arguments, QList<PermissionChoice> before,
                                                  const QStringList& columns) {
    for (const auto& [option, use] :
         {std::pair("consent", PermissionUse::Consent), std::pair("refusal", PermissionUse::Refusal),
          std::pair("no-permission", PermissionUse::Ignored)}) {
        for (const QString& column : arguments.options.value(QString::fromLatin1(option))) {
            if (use == PermissionUse::Consent && column == QLatin1String("none")) {
                continue;
            }
            if (!isKnown(column, columns, before)) {
                return fail(noColumn(column));
            }
            choiceFor(before, column).use = use;
        }
    }
    for (const QString& column : arguments.options.value(QStringLiteral("ask"))) {
        if (!isKnown(column, columns, before)) {
            return fail(noColumn(column));
        }
        before.removeIf([&column](const PermissionChoice& one) { return one.column == column; });
    }
    for (const QString& text : arguments.options.value(QStringLiteral("answer"))) {
        if (auto taken = answer(text, before, columns); !taken) {
            return fail(taken.error());
        }
    }
    return before;
}

Result<void> checkPermission(const QList<PermissionLine>& lines) {
    for (const PermissionLine& line : lines) {
        if (line.contrary) {
            return fail(ErrorKind::Input, permission::contraryText(line.column, line.use),
                        Texts::tr("Nothing was stored, and nobody was sent."),
                        line.use == PermissionUse::Consent
                            ? Texts::tr("Use --refusal “%1”, or --no-permission “%1” if it says something else.")
                                  .arg(line.column)
                            : Texts::tr("Use --consent “%1”, or --no-permission “%1” if it says something else.")
                                  .arg(line.column));
        }
    }
    return {};
}

QList<PermissionChoice> withoutConsent(const Arguments& arguments, QList<PermissionChoice> choices,
                                       const QList<PermissionLine>& lines) {
    for (const PermissionLine& line : lines) {
        if (line.consent && line.applies && arguments.value(QStringLiteral("consent")) == QLatin1String("none")) {
            choiceFor(choices, line.column).use = PermissionUse::Ignored;
        }
    }
    return choices;
}

QJsonArray permissionJson(const QList<PermissionLine>& lines) {
    QJsonArray json;
    for (const PermissionLine& line : lines) {
        json << QJsonObject{{QStringLiteral("column"), line.column},
                            {QStringLiteral("text"), line.text},
                            {QStringLiteral("applied"), line.applies && line.certain},
                            {QStringLiteral("asked"), line.applies && !line.certain},
                            {QStringLiteral("left_out"), line.leftOut},
                            {QStringLiteral("held"), line.held}};
    }
    return json;
}

QStringList inWords(const QList<PermissionLine>& lines) {
    QStringList texts;
    bool any = false;
    for (const PermissionLine& line : lines) {
        texts << line.text;
        any = any || line.applies;
    }
    return any ? texts : texts << permission::nothingSaidText();
}

} // namespace pathways::cli
