// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/rules.h"

#include "core/base/utf8.h"
#include "core/base/value_parsing.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace pathways {

namespace {

struct RulesText {
    Q_DECLARE_TR_FUNCTIONS(Rules)
};

constexpr int kDeepest = 32;

/// Lower case of every script, with composed accents, so that equal words have equal bytes.
std::string foldedSlowly(std::string_view text) {
    const QString string = QString::fromUtf8(text.data(), qsizetype(text.size()));
    return string.normalized(QString::NormalizationForm_C).toCaseFolded().toStdString();
}

/// A cell in the form in which it is compared. The buffer holds it if it had to be rewritten.
std::string_view comparable(std::string_view text, bool caseSensitive, std::string& buffer) {
    if (isAscii(text)) {
        if (caseSensitive) {
            return text;
        }
        buffer.assign(text);
        for (char& c : buffer) {
            if (c >= 'A' && c <= 'Z') {
                c = char(c + 32);
            }
        }
        return buffer;
    }
    if (caseSensitive) {
        buffer = QString::fromUtf8(text.data(), qsizetype(text.size()))
                     .normalized(QString::NormalizationForm_C)
                     .toStdString();
    } else {
        buffer = foldedSlowly(text);
    }
    return buffer;
}

/// 7, 7.0 and 0.5 are numbers; "007" is an identifier.
std::optional<double> plainNumber(std::string_view text, bool decimalComma) {
    if (text.size() > 1 && text[0] == '0' && text[1] != '.' && text[1] != ',') {
        return std::nullopt;
    }
    return parseNumber(text, decimalComma);
}

} // namespace

struct RowFilter::Node {
    // A group:
    bool group = false;
    bool all = true;
    std::vector<Node> children;
    // A condition:
    std::size_t column = 0;
    RuleOperator op = RuleOperator::Equals;
    bool caseSensitive = false;
    bool decimalComma = false;
    bool monthFirst = true;
    std::vector<std::string> texts; ///< In comparable form; sorted for the list operators.
    std::vector<double> numbers;    ///< Those values that are numbers.
    double bound = 0;
    CivilDate day;

    [[nodiscard]] bool matches(std::span<const std::string_view> cells, std::string& buffer) const;
    [[nodiscard]] bool matchesCell(std::string_view cell, std::string& buffer) const;
    [[nodiscard]] bool equalsAny(std::string_view cell, std::string& buffer) const;
};

bool RowFilter::Node::equalsAny(std::string_view cell, std::string& buffer) const {
    const std::string_view text = comparable(cell, caseSensitive, buffer);
    if (std::binary_search(texts.begin(), texts.end(), text, std::less<>())) {
        return true;
    }
    if (numbers.empty()) {
        return false;
    }
    const auto number = plainNumber(cell, decimalComma);
    return number && std::find(numbers.begin(), numbers.end(), *number) != numbers.end();
}

bool RowFilter::Node::matchesCell(std::string_view cell, std::string& buffer) const {
    cell = trimmedValue(cell);
    if (op == RuleOperator::IsBlank || op == RuleOperator::IsNotBlank) {
        return cell.empty() == (op == RuleOperator::IsBlank);
    }
    if (cell.empty()) {
        return false;
    }
    const auto text = [&] { return comparable(cell, caseSensitive, buffer); };
    const auto containsAny = [&] {
        const std::string_view in = text();
        return std::any_of(texts.begin(), texts.end(),
                           [&](const std::string& part) { return in.find(part) != std::string_view::npos; });
    };
    const auto number = [&](auto compare) {
        const auto value = parseNumber(cell, decimalComma);
        return value && compare(*value, bound);
    };
    switch (op) {
    case RuleOperator::Equals:
    case RuleOperator::OneOf:
        return equalsAny(cell, buffer);
    case RuleOperator::NotEquals:
    case RuleOperator::NotOneOf:
        return !equalsAny(cell, buffer);
    case RuleOperator::Contains:
        return containsAny();
    case RuleOperator::NotContains:
        return !containsAny();
    case RuleOperator::StartsWith: {
        const std::string_view in = text();
        return std::any_of(texts.begin(), texts.end(), [&](const std::string& part) { return in.starts_with(part); });
    }
    case RuleOperator::EndsWith: {
        const std::string_view in = text();
        return std::any_of(texts.begin(), texts.end(), [&](const std::string& part) { return in.ends_with(part); });
    }
    case RuleOperator::GreaterThan:
        return number(std::greater<>());
    case RuleOperator::AtLeast:
        return number(std::greater_equal<>());
    case RuleOperator::LessThan:
        return number(std::less<>());
    case RuleOperator::AtMost:
        return number(std::less_equal<>());
    case RuleOperator::Before:
    case RuleOperator::OnOrAfter: {
        const auto date = parseDate(cell, monthFirst);
        return date && (op == RuleOperator::Before ? *date < day : *date >= day);
    }
    case RuleOperator::IsBlank:
    case RuleOperator::IsNotBlank:
        break;
    }
    return false;
}

bool RowFilter::Node::matches(std::span<const std::string_view> cells, std::string& buffer) const {
    if (!group) {
        return matchesCell(column < cells.size() ? cells[column] : std::string_view(), buffer);
    }
    for (const Node& child : children) {
        if (child.matches(cells, buffer) != all) {
            return !all;
        }
    }
    return all || children.empty(); // a group without rules matches everybody
}

RowFilter::RowFilter() = default;
RowFilter::RowFilter(std::shared_ptr<const Node> root)
    : m_root(std::move(root)) {}

bool RowFilter::matches(std::span<const std::string_view> cells) const {
    if (!m_root) {
        return true;
    }
    thread_local std::string buffer;
    return m_root->matches(cells, buffer);
}

namespace {

Error ruleError(const QString& what, const QString& remedy) {
    return {ErrorKind::Input,
            what,
            RulesText::tr("Pathways cannot choose people by rules that it does not understand."),
            remedy,
            {}};
}

class Compiler {
public:
    Compiler(const QStringList& columns, const RuleReading& reading)
        : m_columns(columns)
        , m_reading(reading) {}

    [[nodiscard]] Result<RowFilter::Node> compile(const Rule& rule, int depth) const {
        if (depth > kDeepest) {
            return fail(ruleError(RulesText::tr("The rules are nested more than %1 deep.").arg(kDeepest),
                                  RulesText::tr("Write them with fewer groups within groups.")));
        }
        RowFilter::Node node;
        if (!rule.isGroup()) {
            return condition(rule);
        }
        node.group = true;
        node.all = rule.matchAll;
        for (const Rule& child : rule.children) {
            auto compiled = compile(child, depth + 1);
            if (!compiled) {
                return compiled;
            }
            node.children.push_back(std::move(*compiled));
        }
        return node;
    }

private:
    [[nodiscard]] std::optional<std::size_t> columnIndex(const QString& name) const {
        qsizetype at = m_columns.indexOf(name);
        if (at < 0) {
            const QString wanted = name.simplified();
            for (qsizetype i = 0; i < m_columns.size() && at < 0; ++i) {
                at = m_columns[i].compare(wanted, Qt::CaseInsensitive) == 0 ? i : -1;
            }
        }
        return at < 0 ? std::nullopt : std::optional(std::size_t(at));
    }

    [[nodiscard]] Result<RowFilter::Node> condition(const Rule& rule) const {
        RowFilter::Node node;
        const auto column = columnIndex(rule.column);
        if (!column) {
            return fail(
                ErrorKind::Source,
                RulesText::tr("A rule asks for the column “%1”, which the source does not have.").arg(rule.column),
                RulesText::tr("The audience cannot be chosen without it, so nothing was done."),
                RulesText::tr("Rename the column in the source, or change the rule."));
        }
        node.column = *column;
        node.op = rule.op;
        node.caseSensitive = rule.caseSensitive;
        node.decimalComma = m_reading.decimalComma;
        node.monthFirst = m_reading.monthFirst;
        if (rule.op == RuleOperator::IsBlank || rule.op == RuleOperator::IsNotBlank) {
            return node;
        }
        const bool oneValue = rule.op != RuleOperator::OneOf && rule.op != RuleOperator::NotOneOf;
        if (rule.values.isEmpty() || (oneValue && rule.values.first().trimmed().isEmpty())) {
            return fail(ruleError(RulesText::tr("The rule for “%1” has nothing to compare with.").arg(rule.column),
                                  RulesText::tr("Fill in a value, or use “is blank”.")));
        }
        return withValues(std::move(node), rule);
    }

    [[nodiscard]] Result<RowFilter::Node> withValues(RowFilter::Node node, const Rule& rule) const {
        switch (rule.op) {
        case RuleOperator::GreaterThan:
        case RuleOperator::AtLeast:
        case RuleOperator::LessThan:
        case RuleOperator::AtMost: {
            const auto bound = parseNumber(rule.values.first().toStdString(), m_reading.decimalComma);
            if (!bound) {
                return fail(ruleError(RulesText::tr("The rule for “%1” compares with “%2”, which is not a number.")
                                          .arg(rule.column, rule.values.first()),
                                      RulesText::tr("Write a number, or use “before” and “on or after” for dates.")));
            }
            node.bound = *bound;
            return node;
        }
        case RuleOperator::Before:
        case RuleOperator::OnOrAfter: {
            const QDate day = dayFromWords(rule.values.first(), m_reading);
            if (!day.isValid()) {
                return fail(
                    ruleError(RulesText::tr("The rule for “%1” compares with “%2”, which is not a date.")
                                  .arg(rule.column, rule.values.first()),
                              RulesText::tr("Write a date such as 2025-03-04, or words such as “30 days ago”.")));
            }
            node.day = CivilDate{std::int16_t(day.year()), std::int8_t(day.month()), std::int8_t(day.day())};
            return node;
        }
        default:
            break;
        }
        const bool equality = rule.op == RuleOperator::Equals || rule.op == RuleOperator::NotEquals ||
                              rule.op == RuleOperator::OneOf || rule.op == RuleOperator::NotOneOf;
        for (const QString& value : rule.values) {
            const std::string text = value.toStdString();
            const std::string_view trimmed = trimmedValue(text);
            if (trimmed.empty()) {
                continue;
            }
            std::string buffer;
            node.texts.emplace_back(comparable(trimmed, rule.caseSensitive, buffer));
            const auto number = equality ? plainNumber(trimmed, m_reading.decimalComma) : std::nullopt;
            if (number) {
                node.numbers.push_back(*number);
            }
        }
        std::sort(node.texts.begin(), node.texts.end());
        return node;
    }

    const QStringList& m_columns;
    const RuleReading& m_reading;
};

} // namespace

Result<RowFilter> compileRules(const Rule& rules, const QStringList& columns, const RuleReading& reading) {
    if (rules.isGroup() && rules.children.isEmpty()) {
        return RowFilter();
    }
    auto root = Compiler(columns, reading).compile(rules, 0);
    if (!root) {
        return fail(root.error());
    }
    return RowFilter(std::make_shared<const RowFilter::Node>(std::move(*root)));
}

Result<RowFilter> filterFor(const Audience& audience, const QStringList& columns, QDate today) {
    if (!audience.rules) {
        return RowFilter();
    }
    return compileRules(
        *audience.rules, columns,
        {.today = today, .monthFirst = readsMonthFirst(audience), .decimalComma = readsDecimalComma(audience)});
}

QDate dayFromWords(const QString& words, const RuleReading& reading) {
    const QString text = words.simplified().toLower();
    if (text == u"today") {
        return reading.today;
    }
    if (text == u"yesterday") {
        return reading.today.addDays(-1);
    }
    static const QRegularExpression ago(QStringLiteral("^(\\d{1,5}|a|an|one) (day|week|month|year)s? ago$"));
    if (const auto match = ago.match(text); match.hasMatch()) {
        bool isNumber = false;
        const int spelled = match.captured(1).toInt(&isNumber);
        const int count = isNumber ? spelled : 1;
        const QString unit = match.captured(2);
        if (unit == u"day" || unit == u"week") {
            return reading.today.addDays(-qint64(count) * (unit == u"day" ? 1 : 7));
        }
        return unit == u"month" ? reading.today.addMonths(-count) : reading.today.addYears(-count);
    }
    const auto date = parseDate(text.toStdString(), reading.monthFirst);
    return date ? QDate(date->year, date->month, date->day) : QDate();
}

} // namespace pathways
