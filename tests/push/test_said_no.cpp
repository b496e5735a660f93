// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody says no in one of two audiences that are sent to one place.
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

/// Two pathways to one place, each with an audience of its own.
struct SaidNoTest : ::testing::Test {
    Engine engine;
    Audience monthly;
    Pathway spring;
    Pathway other;

    void SetUp() override {
        engine.columns << QStringLiteral("Consent");
        engine.audience.name = QStringLiteral("Spring");
        engine.audience.permission = {{QStringLiteral("Consent"), PermissionUse::Consent, {}, {}}};
        must(AudienceRepository(*engine.database).save(engine.audience));
        spring = engine.pathway;
        monthly = engine.audience;
        monthly.id = AudienceId::create();
        monthly.name = QStringLiteral("Monthly givers");
        must(AudienceRepository(*engine.database).save(monthly));
        other = engine.pathway;
        other.id = PathwayId::create();
        other.audience = monthly.id;
        must(PathwayRepository(*engine.database).save(other));
    }
    void swap() {
        std::swap(engine.audience, monthly);
        std::swap(engine.pathway, other);
        engine.reload();
    }
    static Engine::Rows rows(const std::vector<const char*>& consents) {
        Engine::Rows rows = people(0, int(consents.size()));
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].emplace_back(consents[i]);
        }
        return rows;
    }
    bool has(const char* address) { return engine.destination.state().count(address) > 0; }
};

const Finding* findingOf(const PlanSummary& summary, Reason reason) {
    const auto at = std::find_if(summary.findings.begin(), summary.findings.end(),
                                 [reason](const Finding& one) { return one.reason == reason; });
    return at != summary.findings.end() ? &*at : nullptr;
}

} // namespace

TEST_F(SaidNoTest, TheOtherAudienceIsNamedWithTheDay) {
    engine.sync(rows({"no", "yes", "yes"}));
    swap();
    const auto plan = must(engine.plan(rows({"yes", "yes", "yes"})));
    EXPECT_EQ(plan->summary().counts.add + plan->summary().counts.update, 2);
    EXPECT_EQ(plan->summary().leftOutBy.value(Reason::SaidNoElsewhere), 1);
    const Finding* const said = findingOf(plan->summary(), Reason::SaidNoElsewhere);
    ASSERT_NE(said, nullptr);
    EXPECT_EQ(said->count, 1);
    EXPECT_TRUE(said->text.contains(QStringLiteral("“Spring”"))) << said->text.toStdString();
    EXPECT_TRUE(said->text.contains(QLocale().toString(engine.clock.now().date(), QLocale::LongFormat)));
    EXPECT_TRUE(said->remedy.contains(QStringLiteral("“Spring”")));
    must(engine.push(plan));
    EXPECT_FALSE(has("p0@riverbank.org"));
}

TEST_F(SaidNoTest, WhoeverGoesAlthoughAnotherAudienceHasThemIsNamed) {
    engine.sync(rows({"yes", "yes"}));
    swap();
    engine.sync(rows({"yes", "yes"}));
    swap();
    engine.sync(rows({"no", "yes"}));
    EXPECT_EQ(engine.lastSummary.counts.remove, 1);
    EXPECT_EQ(engine.lastSummary.staying.count, 0);
    const Finding* const said = findingOf(engine.lastSummary, Reason::NoConsent);
    ASSERT_NE(said, nullptr);
    EXPECT_TRUE(said->text.contains(QStringLiteral("“Monthly givers”"))) << said->text.toStdString();
    EXPECT_FALSE(has("p0@riverbank.org"));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_FALSE(has("p0@riverbank.org")) << "not put in again";
}

/// A row that was recognised as it was the last time must not hide it.
TEST_F(SaidNoTest, AnUnchangedRowIsTakenOutByAMirror) {
    engine.pathway.method = SyncMethod::UpdateOrCreate;
    engine.sync(rows({"yes", "yes"}));
    swap();
    engine.sync(rows({"yes", "yes"}));
    swap();
    engine.sync(rows({"no", "yes"}));
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_TRUE(has("p0@riverbank.org"));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_EQ(engine.lastSummary.counts.remove, 1);
    EXPECT_FALSE(has("p0@riverbank.org"));
}

TEST_F(SaidNoTest, ABlankIsNoAnswerAndCountsForItsOwnAudienceAlone) {
    engine.sync(rows({"", "yes"}));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::NoConsent), 1);
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_TRUE(has("p0@riverbank.org"));
}

/// Also where the row is gone: that is no yes. Only the audience that said no can say it.
TEST_F(SaidNoTest, ItEndsWithAYesOfTheSameAudience) {
    engine.sync(rows({"no", "yes"}));
    Engine::Rows without = rows({"no", "yes"});
    without.erase(without.begin());
    engine.sync(without);
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_FALSE(has("p0@riverbank.org"));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_TRUE(has("p0@riverbank.org"));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::SaidNoElsewhere), 0);
}

/// Nor does an answer that nobody understands, whatever the other audience says meanwhile.
TEST_F(SaidNoTest, ItDoesNotEndWhileTheAnswerIsUnclear) {
    engine.sync(rows({"no", "yes", "yes"}));
    swap();
    engine.sync(rows({"no", "yes", "yes"}));
    swap();
    engine.sync(rows({"perhaps", "yes", "yes"}));
    swap();
    engine.sync(rows({"yes", "yes", "yes"}));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::SaidNoElsewhere), 1);
    EXPECT_FALSE(has("p0@riverbank.org"));
}

/// A column that is gone from the file has not said yes.
TEST_F(SaidNoTest, ItDoesNotEndWhereNobodyIsAsked) {
    engine.sync(rows({"no", "yes"}));
    engine.audience.permission.clear();
    engine.columns.removeLast();
    Engine::Rows bare = rows({"", ""});
    for (auto& row : bare) {
        row.pop_back();
    }
    must(AudienceRepository(*engine.database).save(engine.audience));
    engine.sync(bare);
    engine.columns << QStringLiteral("Consent");
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::SaidNoElsewhere), 1);
}

/// Somebody of the same household, whose row cannot be sent, does not keep there who said no.
TEST_F(SaidNoTest, ARowThatCannotBeSentKeepsNobodyWhoSaidNo) {
    engine.sync(rows({"yes", "yes"}));
    Engine::Rows later = rows({"no", "yes"});
    later.push_back(later[0]);
    later.back().back() = "perhaps";
    engine.sync(later);
    EXPECT_EQ(engine.lastSummary.counts.remove, 1);
    EXPECT_FALSE(has("p0@riverbank.org"));
}

TEST_F(SaidNoTest, AnAudienceThatNobodySendsAnyMoreHasNoSay) {
    engine.sync(rows({"no", "yes"}));
    must(engine.database->execute(QStringLiteral("DELETE FROM pathway WHERE id = ?"), {spring.id.value}));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_TRUE(has("p0@riverbank.org"));
}

/// Nobody could tell who said no: then nobody is written to.
TEST_F(SaidNoTest, WithoutTheKeychainNothingIsPlanned) {
    engine.sync(rows({"no", "yes"}));
    swap();
    engine.keys.temporary = true;
    engine.keys.data.fill('t');
    engine.keys.mac.fill('t');
    const auto refused = engine.plan(rows({"yes", "yes"}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Keychain);
    EXPECT_FALSE(refused.error().meaning.isEmpty() || refused.error().remedy.isEmpty());
}

/// Its own rows say it again.
TEST_F(SaidNoTest, WithoutTheKeychainItsOwnNoesKeepNoAudienceFromBeingPlanned) {
    engine.sync(rows({"no", "yes"}));
    engine.keys.temporary = true;
    engine.keys.data.fill('t');
    engine.keys.mac.fill('t');
    EXPECT_TRUE(engine.plan(rows({"no", "yes"})));
}

TEST_F(SaidNoTest, WhomOthersPutThereStays) {
    engine.type.canReadBack = true;
    engine.destination.members["p0@riverbank.org"] = {};
    engine.sync(rows({"no", "yes"}));
    swap();
    engine.sync(rows({"yes", "yes"}));
    EXPECT_TRUE(has("p0@riverbank.org"));
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
}

} // namespace pathways::test
