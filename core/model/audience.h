// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/model/permission_choice.h"
#include "core/model/text_encoding.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>

namespace pathways {

/// How 03/04/2025 is read. By country: month first in the United States and where no country is set, else as that
/// country writes it.
enum class DateOrder { ByCountry, MonthFirst, DayFirst };

/// How a text file is written: detected, shown in words, changeable (rule U13).
struct Dialect {
    TextEncoding encoding = TextEncoding::Utf8;
    char separator = ',';
    char quote = '"'; ///< 0: quotes are ordinary text.
    bool hasHeader = true;
    int preambleLines = 0;                  ///< Physical lines before the header or the first row.
    int trailingRows = 0;                   ///< Totals and footers at the end that are not people.
    DateOrder dates = DateOrder::ByCountry; ///< What the file decides by a day above 12, or the user (rule U16).
    bool decimalComma = false;              ///< 1.234 is more than a thousand, 1,234 a little more than one.
    friend bool operator==(const Dialect&, const Dialect&) = default;
};

/// People from a file: text, a workbook or a database file.
struct FileSource {
    QString path;
    Dialect dialect;
    QString sheet; ///< Of a workbook; of a database file the table, view or query. Empty: the first.
    friend bool operator==(const FileSource&, const FileSource&) = default;
};

/// People from a query to a database that is connected.
struct QuerySource {
    ConnectionId connection;
    QString query;
    friend bool operator==(const QuerySource&, const QuerySource&) = default;
};

using SourceSpec = std::variant<FileSource, QuerySource>;

enum class RuleOperator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    EndsWith,
    IsBlank,
    IsNotBlank,
    GreaterThan,
    AtLeast,
    LessThan,
    AtMost,
    Before,
    OnOrAfter,
    OneOf,
    NotOneOf
};

/// One rule of a segment, or a group of them. Blank cells never match a comparison.
struct Rule {
    // A condition:
    QString column;
    RuleOperator op = RuleOperator::Equals;
    QStringList values; ///< "30 days ago" and plain dates are both allowed for Before and OnOrAfter.
    bool caseSensitive = false;
    // A group (column empty):
    bool matchAll = true;
    QList<Rule> children;

    [[nodiscard]] bool isGroup() const { return column.isEmpty(); }
    friend bool operator==(const Rule&, const Rule&) = default;
};

enum class AudienceKind { Owned, Modeled };

/// A named set of people.
struct Audience {
    AudienceId id;
    QString name;
    AudienceKind kind = AudienceKind::Owned;
    SourceSpec source;                  ///< Owned only.
    std::optional<Rule> rules;          ///< Owned only; a group.
    AudienceId base;                    ///< Modeled only: exactly one owned audience.
    QString defaultCountry;             ///< ISO 3166 alpha-2 for phone numbers and addresses; asked once.
    QList<PermissionChoice> permission; ///< One for each column that the user decided about.
    qint64 people = -1;                 ///< At the last count; -1: not counted yet.
    std::optional<QDateTime> dataFrom;  ///< How old the data is, UTC.
    QDateTime created;
    QDateTime changed;
    std::optional<QDateTime> removedAt;
    friend bool operator==(const Audience&, const Audience&) = default;
};

/// How this audience's dates and numbers are written; the same for its rules and for what is pushed.
[[nodiscard]] bool readsMonthFirst(const Audience& audience);
[[nodiscard]] bool readsDecimalComma(const Audience& audience);

} // namespace pathways
