// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/rules.h"
#include "tests/support/must.h"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace pathways {

namespace {

const QStringList kColumns = {QStringLiteral("City"), QStringLiteral("Gift"), QStringLiteral("Last Gift")};
const RuleReading kReading{QDate(2025, 3, 31), true, false};

Rule rule(RuleOperator op, const QStringList& values, const QString& column = QStringLiteral("City")) {
    Rule r;
    r.column = column;
    r.op = op;
    r.values = values;
    return r;
}

bool matches(const Rule& r, std::string_view cell, const RuleReading& reading = kReading) {
    const auto filter = compileRules(r, kColumns, reading);
    EXPECT_TRUE(filter) << filter.error().what.toStdString();
    const std::vector<std::string_view> cells = {cell, cell, cell};
    return filter && filter->matches(cells);
}

} // namespace

TEST(Rules, textIgnoresCaseInEveryScriptAndSpaceAround) {
    const Rule zurich = rule(RuleOperator::Equals, {QStringLiteral("zürich")});
    EXPECT_TRUE(matches(zurich, " ZÜRICH "));
    EXPECT_TRUE(matches(zurich, "Zu\xCC\x88rich")) << "composed and decomposed accents are equal";
    EXPECT_FALSE(matches(zurich, "Zurich"));
    EXPECT_TRUE(matches(rule(RuleOperator::Equals, {QStringLiteral("ΑΘΗΝΑ")}), "αθηνα"));
    Rule exact = rule(RuleOperator::Equals, {QStringLiteral("Leeds")});
    exact.caseSensitive = true;
    EXPECT_TRUE(matches(exact, "Leeds"));
    EXPECT_FALSE(matches(exact, "LEEDS"));
}

TEST(Rules, blankCellsMatchNothingButIsBlank) {
    for (const RuleOperator op : {RuleOperator::Equals, RuleOperator::NotEquals, RuleOperator::Contains,
                                  RuleOperator::NotContains, RuleOperator::StartsWith, RuleOperator::EndsWith,
                                  RuleOperator::IsNotBlank, RuleOperator::OneOf, RuleOperator::NotOneOf}) {
        EXPECT_FALSE(matches(rule(op, {QStringLiteral("x")}), " \xC2\xA0")) << int(op);
    }
    for (const RuleOperator op :
         {RuleOperator::GreaterThan, RuleOperator::AtLeast, RuleOperator::LessThan, RuleOperator::AtMost}) {
        EXPECT_FALSE(matches(rule(op, {QStringLiteral("0")}), ""));
        EXPECT_FALSE(matches(rule(op, {QStringLiteral("0")}), "n/a"));
    }
    EXPECT_FALSE(matches(rule(RuleOperator::Before, {QStringLiteral("today")}), ""));
    EXPECT_TRUE(matches(rule(RuleOperator::IsBlank, {}), " \t"));
    EXPECT_FALSE(matches(rule(RuleOperator::IsBlank, {}), "x"));
}

TEST(Rules, textOperators) {
    EXPECT_TRUE(matches(rule(RuleOperator::Contains, {QStringLiteral("EED")}), "Leeds"));
    EXPECT_FALSE(matches(rule(RuleOperator::NotContains, {QStringLiteral("EED")}), "Leeds"));
    EXPECT_TRUE(matches(rule(RuleOperator::StartsWith, {QStringLiteral("le")}), "Leeds"));
    EXPECT_TRUE(matches(rule(RuleOperator::EndsWith, {QStringLiteral("DS")}), "Leeds"));
    EXPECT_FALSE(matches(rule(RuleOperator::EndsWith, {QStringLiteral("lee")}), "Leeds"));
    EXPECT_TRUE(matches(rule(RuleOperator::OneOf, {QStringLiteral("York"), QStringLiteral("leeds")}), "Leeds"));
    EXPECT_TRUE(matches(rule(RuleOperator::NotOneOf, {QStringLiteral("York"), QStringLiteral("Hull")}), "Leeds"));
}

TEST(Rules, numbersAreComparedAsNumbersButCodesAreNot) {
    EXPECT_TRUE(matches(rule(RuleOperator::GreaterThan, {QStringLiteral("999")}), "£1,000.50"));
    EXPECT_FALSE(matches(rule(RuleOperator::GreaterThan, {QStringLiteral("1000.50")}), "1,000.50"));
    EXPECT_TRUE(matches(rule(RuleOperator::AtLeast, {QStringLiteral("1000.50")}), "1,000.50"));
    EXPECT_TRUE(matches(rule(RuleOperator::LessThan, {QStringLiteral("0")}), "(5.00)"));
    EXPECT_TRUE(matches(rule(RuleOperator::Equals, {QStringLiteral("10")}), "10.00"));
    EXPECT_FALSE(matches(rule(RuleOperator::Equals, {QStringLiteral("2134")}), "02134"));
    EXPECT_TRUE(matches(rule(RuleOperator::Equals, {QStringLiteral("02134")}), "02134"));
    RuleReading comma = kReading;
    comma.decimalComma = true;
    EXPECT_TRUE(matches(rule(RuleOperator::AtLeast, {QStringLiteral("1000")}), "1.000", comma));
}

TEST(Rules, datesInWordsAndDigits) {
    const Rule recent = rule(RuleOperator::OnOrAfter, {QStringLiteral("30 days ago")});
    EXPECT_TRUE(matches(recent, "2025-03-01"));
    EXPECT_FALSE(matches(recent, "2025-02-28"));
    EXPECT_TRUE(matches(recent, "3/1/2025 10:00"));
    EXPECT_TRUE(matches(rule(RuleOperator::Before, {QStringLiteral("1 March 2025")}), "28.2.2025"));
    EXPECT_FALSE(matches(rule(RuleOperator::Before, {QStringLiteral("2025-03-01")}), "2025-03-01"));
    EXPECT_EQ(dayFromWords(QStringLiteral("1 month ago"), kReading), QDate(2025, 2, 28));
    EXPECT_EQ(dayFromWords(QStringLiteral(" A Year  ago"), kReading), QDate(2024, 3, 31));
    EXPECT_EQ(dayFromWords(QStringLiteral("2 weeks ago"), kReading), QDate(2025, 3, 17));
    EXPECT_EQ(dayFromWords(QStringLiteral("yesterday"), kReading), QDate(2025, 3, 30));
    EXPECT_FALSE(dayFromWords(QStringLiteral("soon"), kReading).isValid());
}

TEST(Rules, groupsOfGroups) {
    Rule any;
    any.matchAll = false;
    any.children = {rule(RuleOperator::Equals, {QStringLiteral("Leeds")}),
                    rule(RuleOperator::AtLeast, {QStringLiteral("100")}, QStringLiteral("gift"))};
    Rule all;
    all.children = {any, rule(RuleOperator::IsNotBlank, {}, QStringLiteral("Last Gift"))};
    const auto filter = compileRules(all, kColumns, kReading);
    ASSERT_TRUE(filter);
    const auto row = [&](std::string_view city, std::string_view gift, std::string_view last) {
        return filter->matches(std::vector<std::string_view>{city, gift, last});
    };
    EXPECT_TRUE(row("Leeds", "5", "x"));
    EXPECT_TRUE(row("York", "100", "x"));
    EXPECT_FALSE(row("York", "99", "x"));
    EXPECT_FALSE(row("Leeds", "100", ""));
    EXPECT_FALSE(filter->matches(std::vector<std::string_view>{"Leeds"})) << "a missing cell is blank";
    EXPECT_TRUE(test::must(compileRules(Rule{}, kColumns, kReading)).matchesEverybody());
}

TEST(Rules, severalThreadsShareOneFilter) {
    const auto filter = compileRules(rule(RuleOperator::Contains, {QStringLiteral("É")}), kColumns, kReading);
    ASSERT_TRUE(filter) << test::reasonOf(filter);
    std::vector<std::jthread> threads;
    std::atomic<int> wrong = 0;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            const std::string yes = "Orl" + std::string(std::size_t(t), 'x') + "é";
            for (int i = 0; i < 2000; ++i) {
                wrong += filter->matches(std::vector<std::string_view>{yes}) ? 0 : 1;
                wrong += filter->matches(std::vector<std::string_view>{"York"}) ? 1 : 0;
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
}

TEST(Rules, whatCannotBeUnderstoodIsASentence) {
    for (const Rule& bad :
         {rule(RuleOperator::Equals, {QStringLiteral("x")}, QStringLiteral("Town")),
          rule(RuleOperator::AtLeast, {QStringLiteral("lots")}), rule(RuleOperator::Before, {QStringLiteral("soon")}),
          rule(RuleOperator::Contains, {}), rule(RuleOperator::Contains, {QStringLiteral(" ")})}) {
        const auto filter = compileRules(bad, kColumns, kReading);
        ASSERT_FALSE(filter);
        EXPECT_TRUE(filter.error().what.contains(bad.column));
        EXPECT_FALSE(filter.error().remedy.isEmpty());
    }
}

TEST(Rules, jsonGoesThereAndBack) {
    Rule any;
    any.matchAll = false;
    any.children = {rule(RuleOperator::OneOf, {QStringLiteral("Leeds"), QStringLiteral("York")}),
                    rule(RuleOperator::IsBlank, {})};
    Rule all;
    all.children = {any, rule(RuleOperator::OnOrAfter, {QStringLiteral("30 days ago")}, QStringLiteral("Last Gift"))};
    all.children[1].caseSensitive = true;
    const auto back = rulesFromJson(rulesToJson(all));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back, all);
    const auto one = rulesFromJson(QByteArray("{\"column\":\"Gift\",\"is\":\"at-least\",\"value\":100.5}"));
    ASSERT_TRUE(one);
    EXPECT_TRUE(one->isGroup());
    EXPECT_EQ(one->children.first().values.first(), QStringLiteral("100.5"));
    for (const char* bad : {"", "[]", "{}", "{\"all\":1}", "{\"column\":\"x\",\"is\":\"sounds-like\"}",
                            "{\"all\":[],\"any\":[]}", "{\"column\":\"x\",\"value\":{}}", "{\"all\":[{}]}"}) {
        EXPECT_FALSE(rulesFromJson(QByteArray(bad))) << bad;
    }
}

TEST(Rules, sentences) {
    Rule any;
    any.matchAll = false;
    any.children = {rule(RuleOperator::Equals, {QStringLiteral("Leeds")}), rule(RuleOperator::IsBlank, {})};
    Rule all;
    all.children = {any, rule(RuleOperator::Before, {QStringLiteral("30 days ago")}, QStringLiteral("Last Gift"))};
    EXPECT_EQ(describeRules(all),
              QStringLiteral("People where (City is “Leeds” or City is blank) and Last Gift is before “30 days ago”."));
    EXPECT_EQ(describeRules(Rule{}), QStringLiteral("Everybody in the source."));
}

} // namespace pathways
