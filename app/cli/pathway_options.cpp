// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/pathway_options.h"

#include "app/cli/output.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace pathways::cli {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

} // namespace

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

Result<void> requiredMapped(const PathwayReview& review, const QList<ColumnMapping>& mapping) {
    for (const FieldSpec& field : review.fields) {
        const bool mapped = std::any_of(mapping.cbegin(), mapping.cend(), [&field](const ColumnMapping& line) {
            return line.field.id == field.id ||
                   (!field.alternatives.isEmpty() && line.field.alternatives == field.alternatives);
        });
        if (field.required && !mapped) {
            return fail(misuse(Texts::tr("The field %1 is required, but no column is mapped to it.").arg(field.id)));
        }
    }
    return {};
}

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

Result<void> checkRemoval(const DestinationType& type, const Pathway& draft) {
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

} // namespace pathways::cli
