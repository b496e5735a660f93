// SPDX-License-Identifier: GPL-3.0-or-later
// Where people have ids, only the snapshot knows whose address is whose. When it is lost, nobody is removed until
// everybody was compared anew; whoever left or moved meanwhile then stands there without a line. They are found and
// taken out, unless they may be somebody whose row does not say where they were put (P9, P15).
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

class PeopleWithoutLines : public ::testing::Test {
protected:
    PeopleWithoutLines() {
        engine.usePersonIds();
        engine.sync(rows(40));
    }
    static Engine::Rows rows(int count) {
        Engine::Rows all;
        for (int i = 0; i < count; ++i) {
            all.push_back({std::to_string(i), "p" + std::to_string(i) + "@riverbank.org", "Name"});
        }
        return all;
    }
    /// The snapshot is lost, and then everybody is compared and sent anew.
    Push syncWithoutSnapshot(const Engine::Rows& rows) {
        engine.reload();
        EXPECT_TRUE(
            QFile::remove(engine.workspace->snapshotsFolder() + QLatin1Char('/') + engine.pathway.snapshotFile));
        const Push push = engine.sync(rows);
        EXPECT_TRUE(engine.lastSummary.removalsHeldBack);
        EXPECT_EQ(engine.lastSummary.counts.remove, 0);
        return push;
    }
    PlanSummary plan(const Engine::Rows& rows) { return must(engine.plan(rows))->summary(); }
    Engine engine;
};

} // namespace

TEST_F(PeopleWithoutLines, WhoeverLeftOrMovedIsTakenOutByTheNextPush) {
    Engine::Rows now = rows(39);
    now[0][1] = "new@riverbank.org";
    syncWithoutSnapshot(now);
    EXPECT_EQ(engine.destination.state().size(), 41U) << "nobody is removed while nothing is known";
    engine.sync(now);
    EXPECT_FALSE(engine.lastSummary.removalsHeldBack);
    EXPECT_EQ(engine.lastSummary.guard, GuardReason::None);
    EXPECT_EQ(engine.lastSummary.counts.remove, 2);
    EXPECT_EQ(engine.lastSummary.counts.unchanged, 39) << "nobody is sent again";
    EXPECT_EQ(engine.destination.state().size(), 39U);
    EXPECT_TRUE(plan(now).nothingToDo());
}

TEST_F(PeopleWithoutLines, SomebodyWithoutAnAddressIsNotTakenOutUnasked) {
    Engine::Rows now = rows(40);
    now[0][1] = "";
    syncWithoutSnapshot(now);
    const PlanSummary next = plan(now);
    EXPECT_EQ(next.counts.remove, 1);
    EXPECT_EQ(next.guard, GuardReason::Unrecognised);
    engine.lastSummary = {};
    static_cast<void>(must(engine.push(must(engine.plan(now)), false)));
    EXPECT_EQ(plan(now).guard, GuardReason::Unrecognised) << "asked until it is answered";
    EXPECT_EQ(engine.destination.state().size(), 40U);
    // With the address they are known again.
    engine.sync(rows(40));
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_TRUE(plan(rows(40)).nothingToDo());
}

TEST_F(PeopleWithoutLines, AnotherLeavesWhileSomebodyHasNoAddress) {
    Engine::Rows now = rows(40);
    now[0][1] = "";
    syncWithoutSnapshot(now);
    now.pop_back();
    EXPECT_EQ(plan(now).counts.remove, 2);
    static_cast<void>(must(engine.push(must(engine.plan(now)), true)));
    EXPECT_EQ(engine.destination.state().size(), 38U) << "it was asked";
    EXPECT_TRUE(plan(now).nothingToDo());
    now.pop_back();
    EXPECT_EQ(plan(now).guard, GuardReason::None) << "whose row is whose is known again of everybody there";
}

TEST_F(PeopleWithoutLines, NobodyIsRemovedAfterAPushThatWasStopped) {
    engine.type.limits.peoplePerBatch = 10;
    Engine::Rows now = rows(40);
    now[39][1] = "new@riverbank.org";
    engine.reload();
    ASSERT_TRUE(QFile::remove(engine.workspace->snapshotsFolder() + QLatin1Char('/') + engine.pathway.snapshotFile));
    const Push stopped = pushStopped(engine, now);
    ASSERT_TRUE(engine.supersede());
    const PlanSummary next = plan(now);
    EXPECT_EQ(next.counts.remove, 0) << "the new address was not put yet";
    EXPECT_TRUE(next.removalsHeldBack);
    EXPECT_GT(next.counts.unchanged, 0) << "whoever was sent has a line";
    engine.sync(now);
    EXPECT_EQ(plan(now).counts.remove, 1);
}

} // namespace pathways::test
