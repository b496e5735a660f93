// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/mapping_suggester.h"

#include "core/audience/column_names.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QSet>

#include <map>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(MappingSuggester)
};

/// The share of a column's filled cells that must look alike before its content counts.
constexpr double kClear = 0.7;
constexpr int kEnough = 3;

struct ColumnProfile {
    std::optional<FieldKind> header;
    std::optional<FieldKind> content;
    int filled = 0;
    int addresses = 0; ///< Cells with an @, good ones or not.
};

ColumnProfile profileOf(const QString& column, qsizetype index, const QList<QStringList>& rows) {
    ColumnProfile profile;
    profile.header = kindOfHeader(column);
    std::map<FieldKind, int> kinds;
    for (const QStringList& row : rows) {
        const QString value = row.value(index).trimmed();
        if (value.isEmpty()) {
            continue;
        }
        ++profile.filled;
        profile.addresses += value.contains(u'@') ? 1 : 0;
        if (const auto kind = kindOfValue(value)) {
            ++kinds[*kind];
        }
    }
    for (const auto& [kind, count] : kinds) {
        if (profile.filled >= kEnough && double(count) >= kClear * double(profile.filled)) {
            profile.content = kind;
        }
    }
    return profile;
}

bool isDateKind(FieldKind kind) {
    return kind == FieldKind::Date || kind == FieldKind::BirthDate || kind == FieldKind::Birthday;
}

/// Year, month and day of birth, which may all come from one column.
bool isBirthPart(FieldKind kind) {
    return kind == FieldKind::BirthYear || kind == FieldKind::BirthMonth || kind == FieldKind::BirthDay;
}

/// Whether the content is clearly of another kind than the field, so that a header alone cannot map phones to an email
/// field.
bool contradicts(const ColumnProfile& profile, const FieldSpec& field) {
    if (!profile.content) {
        // if no filled cell looks like an address, this is not an email column
        return field.kind == FieldKind::Email && profile.filled >= kEnough && profile.addresses == 0;
    }
    if (*profile.content == field.kind ||
        (isDateKind(*profile.content) && (isDateKind(field.kind) || isBirthPart(field.kind)))) {
        return false;
    }
    switch (field.kind) {
    case FieldKind::Text:
    case FieldKind::ExternalId:
    case FieldKind::Choice:
        return *profile.content == FieldKind::Email && field.kind != FieldKind::ExternalId;
    default:
        return true;
    }
}

bool kindsMeet(FieldKind header, FieldKind field) {
    const bool birth = header == FieldKind::BirthDate || header == FieldKind::Birthday;
    return header == field ||
           (birth && (field == FieldKind::BirthDate || field == FieldKind::Birthday || isBirthPart(field)));
}

MappingEvidence evidenceFor(const QString& column, const ColumnProfile& profile, const FieldSpec& field,
                            const MappingHints& hints) {
    for (const ColumnMapping& line : hints.last) {
        if (line.field.id == field.id && line.column == column) {
            return MappingEvidence::LastPathway;
        }
    }
    if (contradicts(profile, field)) {
        return MappingEvidence::None;
    }
    const QString bare = bareName(column);
    for (auto before = hints.mappedBefore.cbegin(); before != hints.mappedBefore.cend(); ++before) {
        if (before.value() == field.id &&
            (before.key() == column || (!bare.isEmpty() && bareName(before.key()) == bare))) {
            return MappingEvidence::SameHeaderBefore;
        }
    }
    if (!bare.isEmpty() && (bare == bareName(field.label) || bare == bareName(field.id))) {
        return MappingEvidence::SameName;
    }
    if (profile.header && kindsMeet(*profile.header, field.kind)) {
        return MappingEvidence::KnownAlias;
    }
    // kinds that the form alone shows; a date could be any date
    const bool telling =
        field.kind == FieldKind::Email || field.kind == FieldKind::Phone || field.kind == FieldKind::Url;
    return telling && profile.content == field.kind ? MappingEvidence::LooksLike : MappingEvidence::None;
}

struct Candidate {
    qsizetype field = 0;
    qsizetype column = 0;
    MappingEvidence evidence = MappingEvidence::None;
};

} // namespace

QList<ColumnMapping> suggestMapping(const QStringList& columns, const QList<QStringList>& rows,
                                    const QList<FieldSpec>& fields, const MappingHints& hints) {
    QList<ColumnProfile> profiles;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        profiles << profileOf(columns[i], i, rows);
    }
    QList<Candidate> candidates;
    QList<ColumnMapping> lines;
    for (qsizetype f = 0; f < fields.size(); ++f) {
        ColumnMapping line;
        line.field = fields[f];
        line.accepted = true;
        lines << line;
        for (qsizetype c = 0; c < columns.size(); ++c) {
            const MappingEvidence evidence = evidenceFor(columns[c], profiles[c], fields[f], hints);
            if (evidence != MappingEvidence::None) {
                candidates << Candidate{f, c, evidence};
            }
        }
    }
    // The strongest evidence first; among equals the earlier field, then the earlier column.
    std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
        return std::tuple(int(a.evidence), a.field, a.column) < std::tuple(int(b.evidence), b.field, b.column);
    });
    QSet<qsizetype> usedColumns;
    // fields that the last mapping left open on purpose stay open
    QSet<QString> leftOpen;
    if (!hints.last.isEmpty()) {
        for (const FieldSpec& field : fields) {
            leftOpen.insert(field.id);
        }
        for (const ColumnMapping& line : hints.last) {
            leftOpen.remove(line.field.id);
        }
    }
    for (const Candidate& candidate : candidates) {
        ColumnMapping& line = lines[candidate.field];
        if (!line.column.isEmpty() || (usedColumns.contains(candidate.column) && !isBirthPart(line.field.kind)) ||
            leftOpen.contains(line.field.id)) {
            continue;
        }
        line.column = columns[candidate.column];
        line.evidence = candidate.evidence;
        line.accepted = candidate.evidence == MappingEvidence::LastPathway;
        for (const ColumnMapping& last : hints.last) {
            if (last.field.id == line.field.id && last.column == line.column) {
                line.clear = last.clear;
            }
        }
        usedColumns.insert(candidate.column);
    }
    return lines;
}

namespace {

bool isCardNumber(const QString& value) {
    int digits = 0;
    int sum = 0;
    for (qsizetype i = value.size() - 1; i >= 0; --i) {
        const QChar c = value[i];
        if (c == u' ' || c == u'-') {
            continue;
        }
        if (!c.isDigit()) {
            return false;
        }
        int d = c.digitValue();
        if (digits % 2 == 1) {
            d = d * 2 > 9 ? d * 2 - 9 : d * 2;
        }
        sum += d;
        ++digits;
    }
    return digits >= 13 && digits <= 19 && sum % 10 == 0;
}

const QRegularExpression& sensitiveNames() {
    static const QRegularExpression names(
        QStringLiteral("health|diagnos|disease|illness|medical|patient|disabilit|cancer|hiv|religio|faith|confession|"
                       "church|ethnic|\\brace\\b|sexual|orientation|politic|\\bparty\\b|income|salary|wealth|net worth|"
                       "credit|debt|iban|passport|social security|\\bssn\\b|national insurance|krankheit|konfession|"
                       "einkommen|gesundheit|sante|religion|revenu|salud|salute|reddito"),
        QRegularExpression::CaseInsensitiveOption);
    return names;
}

} // namespace

QList<Finding> sensitiveColumnFindings(const QList<ColumnMapping>& mapping, const QList<QStringList>& rows,
                                       const QStringList& columns) {
    QList<Finding> findings;
    for (const ColumnMapping& line : mapping) {
        const qsizetype index = columns.indexOf(line.column);
        if (line.column.isEmpty() || index < 0) {
            continue;
        }
        const auto cards = std::count_if(rows.cbegin(), rows.cend(),
                                         [index](const QStringList& row) { return isCardNumber(row.value(index)); });
        Finding finding;
        finding.severity = Severity::Warning;
        finding.field = line.field.id;
        finding.remedy = Texts::tr("Leave the column out unless people agreed to this and the platform allows it.");
        if (cards >= kEnough) {
            finding.text = Texts::tr("The column “%1” seems to contain card numbers.").arg(line.column);
            findings << finding;
        } else if (sensitiveNames().match(line.column).hasMatch()) {
            finding.text =
                Texts::tr("The column “%1” may say something about health, belief or money.").arg(line.column);
            findings << finding;
        }
    }
    return findings;
}

} // namespace pathways
