// SPDX-License-Identifier: GPL-3.0-or-later
// Rules as JSON and as sentences.
#include "core/audience/rules.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>

#include <optional>

namespace pathways {

namespace {

struct RulesText {
    Q_DECLARE_TR_FUNCTIONS(Rules)
};

struct OperatorTexts {
    RuleOperator op;
    const char* key;
    const char* words;
};

constexpr OperatorTexts kOperators[] = {
    {RuleOperator::Equals, "equals", QT_TRANSLATE_NOOP("Rules", "%1 is %2")},
    {RuleOperator::NotEquals, "not-equals", QT_TRANSLATE_NOOP("Rules", "%1 is not %2")},
    {RuleOperator::Contains, "contains", QT_TRANSLATE_NOOP("Rules", "%1 contains %2")},
    {RuleOperator::NotContains, "not-contains", QT_TRANSLATE_NOOP("Rules", "%1 does not contain %2")},
    {RuleOperator::StartsWith, "starts-with", QT_TRANSLATE_NOOP("Rules", "%1 starts with %2")},
    {RuleOperator::EndsWith, "ends-with", QT_TRANSLATE_NOOP("Rules", "%1 ends with %2")},
    {RuleOperator::IsBlank, "is-blank", QT_TRANSLATE_NOOP("Rules", "%1 is blank")},
    {RuleOperator::IsNotBlank, "is-not-blank", QT_TRANSLATE_NOOP("Rules", "%1 is filled in")},
    {RuleOperator::GreaterThan, "greater-than", QT_TRANSLATE_NOOP("Rules", "%1 is more than %2")},
    {RuleOperator::AtLeast, "at-least", QT_TRANSLATE_NOOP("Rules", "%1 is at least %2")},
    {RuleOperator::LessThan, "less-than", QT_TRANSLATE_NOOP("Rules", "%1 is less than %2")},
    {RuleOperator::AtMost, "at-most", QT_TRANSLATE_NOOP("Rules", "%1 is at most %2")},
    {RuleOperator::Before, "before", QT_TRANSLATE_NOOP("Rules", "%1 is before %2")},
    {RuleOperator::OnOrAfter, "on-or-after", QT_TRANSLATE_NOOP("Rules", "%1 is on or after %2")},
    {RuleOperator::OneOf, "one-of", QT_TRANSLATE_NOOP("Rules", "%1 is one of %2")},
    {RuleOperator::NotOneOf, "not-one-of", QT_TRANSLATE_NOOP("Rules", "%1 is none of %2")},
};

const OperatorTexts& textsOf(RuleOperator op) {
    for (const OperatorTexts& texts : kOperators) {
        if (texts.op == op) {
            return texts;
        }
    }
    return kOperators[0];
}

QString valuesInWords(const QStringList& values) {
    QStringList quoted;
    for (const QString& value : values.mid(0, 5)) {
        quoted << QStringLiteral("“%1”").arg(value);
    }
    QString text = quoted.join(RulesText::tr(", ", "between the values of a rule"));
    if (values.size() > 5) {
        text = RulesText::tr("%1 and %Ln more", "values of a rule", int(values.size() - 5)).arg(text);
    }
    return text;
}

QString inWords(const Rule& rule, bool top) {
    if (!rule.isGroup()) {
        const QString pattern = RulesText::tr(textsOf(rule.op).words);
        return pattern.contains(QStringLiteral("%2")) ? pattern.arg(rule.column, valuesInWords(rule.values))
                                                      : pattern.arg(rule.column);
    }
    QStringList parts;
    for (const Rule& child : rule.children) {
        if (!child.isGroup() || !child.children.isEmpty()) {
            parts << inWords(child, rule.children.size() == 1 && top);
        }
    }
    QString text = parts.value(0);
    for (const QString& part : parts.mid(1)) {
        text = (rule.matchAll ? RulesText::tr("%1 and %2", "rules of an audience")
                              : RulesText::tr("%1 or %2", "rules of an audience"))
                   .arg(text, part);
    }
    return top || parts.size() < 2 ? text : RulesText::tr("(%1)", "a group of rules").arg(text);
}

Error notUnderstood(const QString& what) {
    return {ErrorKind::Input,
            what,
            RulesText::tr("Pathways cannot choose people by rules that it does not understand."),
            RulesText::tr("Correct the rules and try again; the user guide has an example."),
            {}};
}

Result<QStringList> valuesFromJson(const QJsonValue& json, const QString& column) {
    if (json.isUndefined()) {
        return QStringList();
    }
    const QJsonArray list = json.isArray() ? json.toArray() : QJsonArray{json};
    QStringList values;
    for (const QJsonValue& value : list) {
        if (value.isString()) {
            values << value.toString();
        } else if (value.isDouble()) {
            values << QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
        } else {
            return fail(notUnderstood(
                RulesText::tr("The value in the rule for “%1” is neither text nor a number.").arg(column)));
        }
    }
    return values;
}

Result<Rule> fromJson(const QJsonObject& json, int depth) {
    if (depth > 32) {
        return fail(notUnderstood(RulesText::tr("The rules are nested too deep.")));
    }
    Rule rule;
    const bool all = json.contains(QStringLiteral("all"));
    const bool any = json.contains(QStringLiteral("any"));
    const QString column = json[QStringLiteral("column")].toString();
    if (int(all) + int(any) + int(!column.isEmpty()) != 1) {
        return fail(notUnderstood(RulesText::tr("Each rule needs exactly one of “all”, “any” and “column”.")));
    }
    if (all || any) {
        const QJsonValue children = json[all ? QStringLiteral("all") : QStringLiteral("any")];
        if (!children.isArray()) {
            return fail(notUnderstood(RulesText::tr("“all” and “any” need a list of rules.")));
        }
        rule.matchAll = all;
        for (const QJsonValue& child : children.toArray()) {
            auto read = fromJson(child.toObject(), depth + 1);
            if (!read) {
                return read;
            }
            rule.children << *read;
        }
        return rule;
    }
    rule.column = column;
    const QString key = json[QStringLiteral("is")].toString(QStringLiteral("equals"));
    const OperatorTexts* found = nullptr;
    for (const OperatorTexts& texts : kOperators) {
        found = key == QLatin1String(texts.key) ? &texts : found;
    }
    if (found == nullptr) {
        return fail(notUnderstood(
            RulesText::tr("The rule for “%1” uses “%2”, which Pathways does not know.").arg(column, key)));
    }
    rule.op = found->op;
    rule.caseSensitive = json[QStringLiteral("caseSensitive")].toBool();
    auto values = valuesFromJson(json[QStringLiteral("value")], column);
    if (!values) {
        return fail(values.error());
    }
    rule.values = *values;
    return rule;
}

} // namespace

QJsonObject rulesToJson(const Rule& rules) {
    QJsonObject json;
    if (rules.isGroup()) {
        QJsonArray children;
        for (const Rule& child : rules.children) {
            children << rulesToJson(child);
        }
        json[rules.matchAll ? QStringLiteral("all") : QStringLiteral("any")] = children;
        return json;
    }
    json[QStringLiteral("column")] = rules.column;
    json[QStringLiteral("is")] = QString::fromLatin1(textsOf(rules.op).key);
    if (rules.values.size() == 1) {
        json[QStringLiteral("value")] = rules.values.first();
    } else if (!rules.values.isEmpty()) {
        json[QStringLiteral("value")] = QJsonArray::fromStringList(rules.values);
    }
    if (rules.caseSensitive) {
        json[QStringLiteral("caseSensitive")] = true;
    }
    return json;
}

Result<Rule> rulesFromJson(const QJsonObject& json) {
    auto rule = fromJson(json, 0);
    if (rule && !rule->isGroup()) { // an audience's rules are always a group
        Rule group;
        group.children << *rule;
        return group;
    }
    return rule;
}

Result<Rule> rulesFromJson(const QByteArray& text) {
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(text, &problem);
    if (!document.isObject()) {
        Error error = notUnderstood(RulesText::tr("The rules are not written as JSON."));
        error.detail = problem.errorString();
        return fail(error);
    }
    return rulesFromJson(document.object());
}

QString describeRules(const Rule& rules) {
    const QString text = inWords(rules, true);
    return text.isEmpty() ? RulesText::tr("Everybody in the source.") : RulesText::tr("People where %1.").arg(text);
}

} // namespace pathways
