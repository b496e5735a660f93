// SPDX-License-Identifier: GPL-3.0-or-later
// A typo is not a goodbye (E16): whoever is missing may stand in a row that nobody can read. Rows that could not be
// read before either say nothing new, and are not asked about for ever.
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

const Engine::Rows kDamaged{{"p0.riverbank.org", "Damaged"}};
const Engine::Rows kOtherDamaged{{"p1.riverbank.org", "Also damaged"}};

Engine::Rows operator+(Engine::Rows rows, const Engine::Rows& more) {
    rows.insert(rows.end(), more.begin(), more.end());
    return rows;
}

GuardReason guardOf(Engine& engine, const Engine::Rows& rows, qint64 removals) {
    const auto plan = must(engine.plan(rows));
    EXPECT_EQ(plan->summary().counts.remove, removals);
    return plan->summary().guard;
}

TEST(UnreadableRows, ANewOneIsAskedAbout) {
    Engine engine;
    engine.sync(people(40));
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::Unrecognised);
    EXPECT_EQ(guardOf(engine, people(39), 1), GuardReason::None) << "nobody can be in a row that is not there";
}

TEST(UnreadableRows, OneOfBeforeIsNot) {
    Engine engine;
    engine.sync(people(40) + kDamaged);
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::None);
}

TEST(UnreadableRows, OneLeavesAndAnotherComes) {
    Engine engine;
    engine.sync(people(40) + kDamaged);
    EXPECT_EQ(guardOf(engine, people(39) + kOtherDamaged, 1), GuardReason::Unrecognised);
}

TEST(UnreadableRows, ASecondThatIsWrittenAlikeIsNew) {
    Engine engine;
    engine.sync(people(40) + kDamaged);
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged + kDamaged, 1), GuardReason::Unrecognised);
}

TEST(UnreadableRows, AreAskedAboutUntilItIsDecidedAboutTheMissing) {
    Engine engine;
    engine.sync(people(40));
    const auto plan = must(engine.plan(people(39) + kDamaged));
    static_cast<void>(must(engine.push(plan, false)));
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::Unrecognised) << "only added and updated";
    static_cast<void>(must(engine.push(must(engine.plan(people(39) + kDamaged)), true)));
    EXPECT_EQ(guardOf(engine, people(38) + kDamaged, 1), GuardReason::None) << "answered";
}

TEST(UnreadableRows, AreTheSameUnderAnotherMapping) {
    Engine engine;
    engine.sync(people(40) + kDamaged);
    engine.reload();
    engine.pathway.mapping.removeLast();
    ASSERT_TRUE(engine.savePathway());
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::None);
}

TEST(UnreadableRows, AllCountWhereNothingIsKnownOfBefore) {
    Engine engine;
    engine.sync(people(40) + kDamaged);
    engine.reload();
    ASSERT_TRUE(QFile::remove(engine.workspace->snapshotsFolder() + QLatin1Char('/') + engine.pathway.snapshotFile));
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::Unrecognised);
}

TEST(UnreadableRows, AreNotKnownToAPathwayThatDidNotRemove) {
    Engine engine;
    engine.pathway.method = SyncMethod::UpdateOrCreate;
    ASSERT_TRUE(engine.savePathway());
    engine.sync(people(40));
    engine.sync(people(39) + kDamaged);
    engine.reload();
    engine.pathway.method = SyncMethod::Mirror;
    ASSERT_TRUE(engine.savePathway());
    EXPECT_EQ(guardOf(engine, people(39) + kDamaged, 1), GuardReason::Unrecognised);
}

} // namespace
} // namespace pathways::test
