// SPDX-License-Identifier: GPL-3.0-or-later
// Tables and files tell people apart by one key. Who is read back has to meet who is in the audience by that key, or
// "match exactly" would take out the audience's own people (promise P2), and Update Only would find nobody.
#include "core/plan/input/address_key.h"
#include "tests/support/engine_fixture.h"

namespace pathways::test {

namespace {

using Rows = Engine::Rows;

/// Keyed by the organisation's own number; the e-mail address is one more identifier.
class OneKey : public ::testing::Test {
protected:
    OneKey() {
        engine.type.oneKey = true;
        engine.type.canReadBack = true;
        engine.columns = {QStringLiteral("Number"), QStringLiteral("Email"), QStringLiteral("Name")};
        key(FieldKind::ExternalId);
    }
    void key(FieldKind kind) {
        ColumnMapping number = Engine::line(QStringLiteral("NUMBER"), kind, QStringLiteral("Number"), true);
        ColumnMapping email = Engine::line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true);
        email.field.required = false;
        engine.pathway.mapping = {number, email,
                                  Engine::line(QStringLiteral("NAME"), FieldKind::Text, QStringLiteral("Name"), false)};
        ASSERT_TRUE(engine.savePathway());
    }
    void there(const std::string& number, const std::string& name = "Theirs") {
        engine.destination.members[number] = {
            FakeDestination::Status::Subscribed, {number, number + "@there.org", name}, true};
    }
    PlanSummary plan(const Rows& rows) {
        const MemberIndex members = engine.members();
        auto sealed = engine.plan(rows, &members);
        EXPECT_TRUE(sealed);
        return sealed ? (*sealed)->summary() : PlanSummary{};
    }
    Push sync(const Rows& rows) {
        const MemberIndex members = engine.members();
        return engine.sync(rows, &members);
    }
    Engine engine;
};

const Rows kThree{{"R-1", "a@riverbank.org", "Ann"}, {"R-2", "b@riverbank.org", "Ben"}, {"R-3", "", "Cy"}};

} // namespace

TEST_F(OneKey, UpdateOnlyFindsPeopleByTheKey) {
    engine.pathway.method = SyncMethod::UpdateOnly;
    there("R-1");
    there("R-3");
    sync(kThree);
    EXPECT_EQ(engine.lastSummary.counts.update, 2);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::NotThere), 1);
    EXPECT_EQ(engine.destination.state().at("R-1").values.at(2), "Ann");
    // Changed values go to those who are there, also when there is a record of the last push.
    const PlanSummary again = plan({{"R-1", "a@riverbank.org", "Anna"}, kThree[1], kThree[2]});
    EXPECT_EQ(again.counts.update, 1);
    EXPECT_EQ(again.counts.unchanged, 1);
}

TEST_F(OneKey, MatchExactlyTakesOutOthersAndNobodyOfTheAudience) {
    engine.pathway.matchExactly = true;
    there("R-1");
    there("R-9");
    sync(kThree);
    EXPECT_EQ(engine.lastSummary.counts.remove, 1);
    const auto state = engine.destination.state();
    EXPECT_TRUE(state.contains("R-1") && state.contains("R-2") && state.contains("R-3"));
    EXPECT_FALSE(state.contains("R-9"));
    // And again, unchanged: everybody there is in the audience.
    EXPECT_EQ(plan(kThree).counts.remove, 0);
    EXPECT_EQ(plan(kThree).counts.unchanged, 3);
}

TEST_F(OneKey, ASharedEmailAddressIsNoMatterWhereTheKeyIsAnother) {
    sync({{"R-1", "couple@riverbank.org", "Ann"}, {"R-2", "couple@riverbank.org", "Ben"}});
    EXPECT_EQ(engine.lastSummary.counts.add, 2);
    EXPECT_EQ(engine.destination.state().size(), 2U);
}

TEST_F(OneKey, WithoutAKeyTheRowIsLeftOutBeforeAnythingIsSent) {
    const PlanSummary summary = plan({{"", "a@riverbank.org", "Ann"}, {"R-2", "", "Ben"}});
    EXPECT_EQ(summary.counts.add, 1);
    EXPECT_EQ(summary.leftOutBy.value(Reason::NoIdentifier), 1);
}

TEST_F(OneKey, ABrokenRowThatHoldsTheKeyKeepsItsPersonThere) {
    sync(kThree);
    const PlanSummary summary = plan({{"Ann", "R-1", "a@riverbank.org", "spilled"}, kThree[1], kThree[2]});
    EXPECT_EQ(summary.leftOutBy.value(Reason::MalformedRow), 1);
    EXPECT_EQ(summary.counts.remove, 0);
}

TEST_F(OneKey, AnotherKeyMakesNobodyGone) {
    sync(kThree);
    engine.reload();
    // The file is now kept by the e-mail address: the record of the last push knows nobody by it.
    std::swap(engine.pathway.mapping[0], engine.pathway.mapping[1]);
    ASSERT_TRUE(engine.savePathway());
    auto sealed = engine.plan({kThree[0], kThree[1]});
    ASSERT_TRUE(sealed);
    EXPECT_EQ((*sealed)->summary().counts.remove, 0);
    EXPECT_TRUE((*sealed)->summary().removalsHeldBack);
}

TEST(AddressKey, ValuesOfOneKindNeverStandForThoseOfAnother) {
    KeyedDigest digest(QByteArray(32, 'k'));
    std::string scratch;
    const auto of = [&](FieldKind kind, const char* value) {
        FieldSpec field;
        field.kind = kind;
        return addressKey(digest, field, value, scratch);
    };
    EXPECT_NE(of(FieldKind::Email, "1"), of(FieldKind::Phone, "1"));
    EXPECT_NE(of(FieldKind::ExternalId, "1"), of(FieldKind::Phone, "1"));
    EXPECT_NE(of(FieldKind::ExternalId, "1"), of(FieldKind::Email, "1"));
    EXPECT_EQ(of(FieldKind::ExternalId, "1"), of(FieldKind::Number, "1"));
}

} // namespace pathways::test
