// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody whose row says no, or says something that is not understood, is written to (P12).
#include "core/plan/file/people_reader.h"
#include "tests/support/people_rows.h"

#include <algorithm>

namespace pathways::test {
namespace {

PermissionChoice choice(const char* column, PermissionUse use) {
    return {QString::fromLatin1(column), use, {}, {}};
}

/// Three columns more: refusals, deaths, and a consent.
struct Donors : Engine {
    explicit Donors(const QStringList& more = {QStringLiteral("Do Not Email"), QStringLiteral("Deceased")}) {
        columns << more;
    }
    [[nodiscard]] bool has(const char* address) { return destination.state().contains(address); }
};

QStringList textsOf(const PlanSummary& summary) {
    QStringList texts;
    for (const Finding& finding : summary.findings) {
        texts << finding.text;
    }
    return texts;
}

bool says(const PlanSummary& summary, const char* text) {
    return textsOf(summary).join(u'\n').contains(QString::fromUtf8(text));
}

} // namespace

TEST(Permission, WhoRefusedOrDiedIsLeftOutAndCounted) {
    Donors donors;
    donors.sync({{"ana@x.org", "Ana", "", ""},
                 {"ben@x.org", "Ben", "Yes", ""},
                 {"cy@x.org", "Cy", "", "Yes"},
                 {"dee@x.org", "Dee", "1", ""}});
    EXPECT_TRUE(donors.has("ana@x.org"));
    EXPECT_EQ(donors.destination.state().size(), 1u);
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::NotToBeEmailed), 2);
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::Deceased), 1);
    EXPECT_TRUE(says(donors.lastSummary, "“Do Not Email”: 2")) << qPrintable(textsOf(donors.lastSummary).join(u'\n'));
    EXPECT_TRUE(says(donors.lastSummary, "“Deceased”: 1"));
}

TEST(Permission, TheColumnIsNamedForEachPerson) {
    Donors donors;
    const auto plan = must(donors.plan({{"ben@x.org", "Ben", "Yes", ""},
                                        {"cy@x.org", "Cy", "see notes", ""},
                                        {"di@x.org", "Di", "No", ""},
                                        {"eve@x.org", "Eve", "No", ""}}));
    PeopleReader reader(plan, PlanPart::LeftOut);
    QMap<QString, QString> columns;
    for (const PlanPerson& person : must(reader.read(0, 10))) {
        columns.insert(person.identity, person.column + u':' + person.value);
    }
    EXPECT_EQ(columns.value(QStringLiteral("ben@x.org")), QStringLiteral("Do Not Email:"));
    EXPECT_EQ(columns.value(QStringLiteral("cy@x.org")), QStringLiteral("Do Not Email:see notes"));
}

TEST(Permission, MirrorTakesOutWhoSaysNoAndHoldsWhoIsNotUnderstood) {
    Donors donors;
    const auto rows = [](const char* first, const char* second, const char* name) {
        return Engine::Rows{{"ana@x.org", "Ana", first, ""},
                            {"ben@x.org", name, second, ""},
                            {"cy@x.org", "Cy", "No", ""},
                            {"dee@x.org", "Dee", "No", ""},
                            {"eve@x.org", "Eve", "No", ""}};
    };
    donors.sync(rows("", "", "Ben"));
    EXPECT_EQ(donors.destination.state().size(), 5u);
    donors.sync(rows("Yes", "phoned in May", "Benjamin"));
    EXPECT_FALSE(donors.has("ana@x.org")) << "denied is gone";
    EXPECT_TRUE(donors.has("ben@x.org")) << "held is not gone";
    EXPECT_EQ(donors.lastSummary.counts.remove, 1);
    EXPECT_EQ(donors.lastSummary.counts.update, 0) << "held people are not changed either";
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::PermissionUnclear), 1);
    donors.sync(rows("Yes", "No", "Benjamin"));
    EXPECT_EQ(donors.lastSummary.counts.update, 1) << "answered";
}

TEST(Permission, OneNoWinsWhateverTheOrderOfTheRows) {
    for (const bool known : {false, true}) {
        Engine::Rows rows{{"ana@x.org", "Ana", "No", ""},
                          {"ana@x.org", "Ana", "Yes", ""},
                          {"ana@x.org", "Ana A.", "see notes", ""},
                          {"ana@x.org", "Ana", "", ""}};
        std::sort(rows.begin(), rows.end());
        do {
            Donors donors;
            if (known) {
                donors.sync({{"ana@x.org", "Ana", "No", ""}, {"ben@x.org", "Ben", "", ""}});
            }
            Engine::Rows all = rows;
            all.push_back({"ben@x.org", "Ben", "", ""});
            donors.sync(all);
            EXPECT_FALSE(donors.has("ana@x.org"));
            EXPECT_TRUE(donors.has("ben@x.org"));
            EXPECT_EQ(donors.lastSummary.counts.remove, known ? 1 : 0);
        } while (std::next_permutation(rows.begin(), rows.end()));
    }
}

TEST(Permission, AQuestionInOneRowHoldsThePerson) {
    Engine::Rows rows{
        {"ana@x.org", "Ana", "No", ""}, {"ana@x.org", "Ana", "ask her", ""}, {"ana@x.org", "Anna", "", ""}};
    std::sort(rows.begin(), rows.end());
    do {
        Donors fresh;
        fresh.sync(rows);
        EXPECT_FALSE(fresh.has("ana@x.org"));
        EXPECT_TRUE(says(fresh.lastSummary, "“Do Not Email”: for 1"))
            << qPrintable(textsOf(fresh.lastSummary).join(u'\n'));
        Donors before;
        before.sync({{"ana@x.org", "Ana", "No", ""}});
        before.sync(rows);
        EXPECT_TRUE(before.has("ana@x.org"));
        EXPECT_EQ(before.lastSummary.counts.update + before.lastSummary.counts.remove, 0);
    } while (std::next_permutation(rows.begin(), rows.end()));
}

TEST(Permission, AColumnChosenAgainstItsWordsWritesToNobody) {
    Donors donors({QStringLiteral("Do Not Email")});
    donors.audience.permission = {choice("Do Not Email", PermissionUse::Consent)};
    donors.sync({{"ana@x.org", "Ana", "Yes"}, {"ben@x.org", "Ben", "No"}, {"cy@x.org", "Cy", ""}});
    EXPECT_TRUE(donors.destination.state().empty()) << "exactly those who refused were written to";
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::NotToBeEmailed), 1);
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::PermissionUnclear), 2);
    EXPECT_TRUE(says(donors.lastSummary, "says the opposite"));
    donors.audience.permission = {choice("Do Not Email", PermissionUse::Refusal)};
    donors.sync({{"ana@x.org", "Ana", "Yes"}, {"ben@x.org", "Ben", "No"}, {"cy@x.org", "Cy", ""}});
    EXPECT_EQ(donors.destination.state().size(), 2u);
    EXPECT_FALSE(donors.has("ana@x.org"));
}

TEST(Permission, AChoiceCountsForRowsThatDidNotChange) {
    Donors donors({QStringLiteral("Flag 7")});
    const Engine::Rows rows{{"ana@x.org", "Ana", "Yes"}, {"ben@x.org", "Ben", "No"}};
    donors.sync(rows);
    EXPECT_EQ(donors.destination.state().size(), 2u);
    donors.audience.permission = {choice("Flag 7", PermissionUse::Refusal)};
    donors.sync(rows);
    EXPECT_FALSE(donors.has("ana@x.org"));
    donors.audience.permission = {choice("Flag 7", PermissionUse::Ignored)};
    donors.sync(rows);
    EXPECT_TRUE(donors.has("ana@x.org"));
}

TEST(Permission, AConsentThatTurnsUpLaterTakesOutWhoSaysNoAndNobodyForABlank) {
    Donors donors{QStringList{}};
    Engine::Rows rows = people(30);
    donors.sync(rows);
    donors.columns << QStringLiteral("Email consent");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].push_back(i == 0 ? "No" : i < 15 ? "Yes" : "");
    }
    donors.sync(rows);
    EXPECT_EQ(donors.destination.state().size(), 29u);
    EXPECT_EQ(donors.lastSummary.counts.remove, 1);
    EXPECT_EQ(donors.lastSummary.leftOutBy.value(Reason::PermissionUnclear), 15);
}

TEST(Permission, ANoFarBelowTheRowsLookedAtCounts) {
    Donors donors({QStringLiteral("mail_exclude"), QStringLiteral("Do Not Email")});
    Engine::Rows rows = people(1200);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].push_back(i == 1150 ? "Yes" : "");
        rows[i].push_back(i == 1160 ? "Yes" : i == 1170 ? "perhaps" : "");
    }
    donors.sync(rows);
    EXPECT_EQ(donors.destination.state().size(), 1197u);
    EXPECT_FALSE(donors.has("p1150@riverbank.org"));
    EXPECT_FALSE(donors.has("p1160@riverbank.org"));
    EXPECT_FALSE(donors.has("p1170@riverbank.org"));
}

TEST(Permission, AColumnThatIsGoneStopsThePlan) {
    Donors donors({QStringLiteral("Do Not Email")});
    donors.audience.permission = {choice("Do Not Email", PermissionUse::Found)};
    donors.sync({{"ana@x.org", "Ana", "Yes"}, {"ben@x.org", "Ben", "No"}});
    donors.columns.removeLast();
    const auto planned = donors.plan({{"ana@x.org", "Ana"}, {"ben@x.org", "Ben"}});
    ASSERT_FALSE(planned);
    EXPECT_TRUE(planned.error().what.contains(QStringLiteral("Do Not Email")));
    donors.audience.permission = {choice("Do Not Email", PermissionUse::Ignored)};
    EXPECT_TRUE(donors.plan({{"ana@x.org", "Ana"}, {"ben@x.org", "Ben"}}));
}

TEST(Permission, WhoSaidNoIsOutAlsoWhereTheirRowHasAnError) {
    Donors donors;
    donors.usePersonIds();
    donors.columns << QStringLiteral("Do Not Email");
    donors.sync({{"7", "ana@x.org", "Ana", ""}, {"8", "ben@x.org", "Ben", ""}, {"9", "cy@x.org", "Cy", ""}});
    donors.sync({{"7", "not an address", "Ana", "Yes"}, {"8", "ben@x.org", "Ben", ""}, {"9", "cy@x.org", "Cy", ""}});
    EXPECT_FALSE(donors.has("ana@x.org"));
    EXPECT_TRUE(donors.has("ben@x.org"));
}

} // namespace pathways::test
