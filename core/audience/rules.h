// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/audience.h"

#include <QDate>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <span>
#include <string_view>

namespace pathways {

/// How values of the source are understood while rules are applied.
struct RuleReading {
    QDate today;               ///< What "30 days ago" counts from.
    bool monthFirst = true;    ///< 03/04/2025 (rule U16).
    bool decimalComma = false; ///< 1.234 is a thousand or so.
};

/// Compiled rules, which decide whether a row belongs to the audience. Cheap to copy; can be shared by several threads.
class RowFilter final {
public:
    RowFilter(); ///< Matches everybody.
    /// cells: those of one row, in the order of the columns given to compileRules(). A missing cell is blank.
    [[nodiscard]] bool matches(std::span<const std::string_view> cells) const;
    [[nodiscard]] bool matchesEverybody() const { return m_root == nullptr; }

    struct Node;
    explicit RowFilter(std::shared_ptr<const Node> root);

private:
    std::shared_ptr<const Node> m_root;
};

/// Compiles rules for the columns of a source. Text is compared without regard to case (in every script) and to
/// white space around it; "equals" also takes equal numbers (10 and 10.00) unless one is written with a leading zero.
/// A blank cell matches only "is blank"; a cell that is not a number or a date matches no comparison of such. The error
/// names the rule: its column is missing, or its value is not a number or date.
[[nodiscard]] Result<RowFilter> compileRules(const Rule& rules, const QStringList& columns, const RuleReading& reading);

/// The rules of an audience, compiled as its values are read; without rules everybody matches.
[[nodiscard]] Result<RowFilter> filterFor(const Audience& audience, const QStringList& columns, QDate today);

/// Rules as JSON, for the command line and the workspace:
/// {"all": [{"column": "City", "is": "equals", "value": "Leeds"}, {"any": [...]}]}. "value" is a string, a number or a
/// list; "caseSensitive" is optional.
[[nodiscard]] QJsonObject rulesToJson(const Rule& rules);
/// The error says where in the rules something is not understood.
[[nodiscard]] Result<Rule> rulesFromJson(const QJsonObject& json);
[[nodiscard]] Result<Rule> rulesFromJson(const QByteArray& text);

/// The rules in one sentence: "People whose City is Leeds and whose Last Gift is before 30 days ago."
[[nodiscard]] QString describeRules(const Rule& rules);

/// A day in words or digits: "today", "yesterday", "30 days ago", "2 weeks ago", "6 months ago", "1 year ago",
/// "2025-03-04", "4.3.2025". Invalid if it is none.
[[nodiscard]] QDate dayFromWords(const QString& words, const RuleReading& reading);

} // namespace pathways
