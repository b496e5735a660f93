// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/services/shared_list_fixture.h"
#include "tests/support/must.h"

#include <QDir>

namespace pathways::test {

class PushInTurnTest : public SharedListFixture {};

/// Both audiences lose the same person: when both were planned, the other one still wanted them.
TEST_F(PushInTurnTest, whoeverWouldBeRemovedBeyondWhatWasConfirmedIsAskedAboutFirst) {
    writeAudience(QStringLiteral("monthly"), {0, 1, 2, 3});
    writeAudience(QStringLiteral("gala"), {0, 1, 2, 3});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    push(monthly);
    push(gala);
    writeAudience(QStringLiteral("monthly"), {1, 2, 3});
    writeAudience(QStringLiteral("gala"), {1, 2, 3});
    const auto first = plan(monthly);
    const auto second = plan(gala);
    ASSERT_EQ(second->summary().counts.remove, 0);
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    const Push asked = end(two);
    EXPECT_EQ(asked.status, PushStatus::NeedsYou);
    EXPECT_FALSE(asked.resumable);
    EXPECT_TRUE(isThere(0));
    EXPECT_TRUE(must(asked.problem).what.contains(QStringLiteral("1 person")))
        << must(asked.problem).what.toStdString();
    EXPECT_TRUE(QDir(m_workspace->spoolFolder()).entryList(QDir::Files).isEmpty());
    push(gala); // Looked at: now it is what was asked for.
    EXPECT_FALSE(isThere(0));
}

/// As many are removed as was confirmed, but somebody else is among them.
TEST_F(PushInTurnTest, theSameNumberOfOtherPeopleIsAskedAboutToo) {
    writeAudience(QStringLiteral("monthly"), {0, 2, 3});
    writeAudience(QStringLiteral("gala"), {0, 1, 2, 3});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    push(monthly);
    push(gala);
    writeAudience(QStringLiteral("monthly"), {1, 2, 3}); // Takes 1, gives up 0.
    writeAudience(QStringLiteral("gala"), {2, 3});
    const auto first = plan(monthly);
    const auto second = plan(gala);
    ASSERT_EQ(second->summary().counts.remove, 1); // 1, and 0 stays with the other.
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    EXPECT_EQ(end(two).status, PushStatus::NeedsYou);
    EXPECT_TRUE(isThere(0) && isThere(1));
}

TEST_F(PushInTurnTest, whoeverAnotherAudienceTookMeanwhileStaysAndNobodyIsAsked) {
    writeAudience(QStringLiteral("monthly"), {2, 3});
    writeAudience(QStringLiteral("gala"), {0, 1, 2, 3});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    push(monthly);
    push(gala);
    writeAudience(QStringLiteral("monthly"), {0, 2, 3});
    writeAudience(QStringLiteral("gala"), {2, 3, 4});
    const auto first = plan(monthly);
    const auto second = plan(gala);
    ASSERT_EQ(second->summary().counts.remove, 2);
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    const Push done = end(two);
    EXPECT_EQ(done.status, PushStatus::Synced);
    EXPECT_EQ(done.counts.removed, 1);
    EXPECT_EQ(done.counts.accepted, 1);
    EXPECT_EQ(done.counts.settled, done.counts.planned);
    EXPECT_TRUE(isThere(0) && isThere(4));
    EXPECT_FALSE(isThere(1));
    EXPECT_TRUE(QDir(m_workspace->spoolFolder()).entryList(QDir::Files).isEmpty());
}

/// What was typed for the guard counts for those people, also when fewer of them are left to remove.
TEST_F(PushInTurnTest, anAnsweredGuardIsNotAskedAgainForFewerOfTheSamePeople) {
    QList<int> all;
    for (int i = 0; i < 20; ++i) {
        all << i;
    }
    writeAudience(QStringLiteral("monthly"), {0});
    writeAudience(QStringLiteral("gala"), all);
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    push(monthly);
    push(gala);
    writeAudience(QStringLiteral("monthly"), {0, 19});
    writeAudience(QStringLiteral("gala"), all.mid(0, 10));
    const auto first = plan(monthly);
    const auto second = plan(gala);
    ASSERT_EQ(second->summary().guard, GuardReason::ManyRemovals);
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, PushDecision{true, 10}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    const Push done = end(two);
    EXPECT_EQ(done.status, PushStatus::Synced);
    EXPECT_EQ(done.counts.removed, 9);
    EXPECT_TRUE(isThere(19));
}

/// A file that has become empty since is not what was confirmed, though it would remove nobody.
TEST_F(PushInTurnTest, aGuardThatDidNotAskBeforeAsksFirst) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    writeAudience(QStringLiteral("gala"), {0, 1, 2});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    const auto first = plan(monthly);
    const auto second = plan(gala);
    writeAudience(QStringLiteral("gala"), {});
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    EXPECT_EQ(end(two).status, PushStatus::NeedsYou);
}

TEST_F(PushInTurnTest, morePeopleThanWereConfirmedAreAskedAboutFirst) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    writeAudience(QStringLiteral("gala"), {0, 5});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    const auto first = plan(monthly);
    const auto second = plan(gala);
    writeAudience(QStringLiteral("gala"), {0, 5, 6, 7});
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    const Push asked = end(two);
    EXPECT_EQ(asked.status, PushStatus::NeedsYou);
    ASSERT_TRUE(asked.problem);
    EXPECT_TRUE(asked.problem->what.contains(QStringLiteral("2 more"))) << asked.problem->what.toStdString();
    EXPECT_FALSE(isThere(6) || isThere(5));
}

/// Rules such as "in the last 90 days" mean other people tomorrow.
TEST_F(PushInTurnTest, aPlanOfYesterdayIsMadeAgain) {
    writeAudience(QStringLiteral("gala"), {0, 1});
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    const auto yesterday = plan(gala);
    writeAudience(QStringLiteral("gala"), {0});
    m_clock.advance(std::chrono::hours(24));
    EXPECT_EQ(end(must(m_pushes->start(gala, yesterday, {}))).status, PushStatus::Synced);
    EXPECT_TRUE(isThere(0));
    EXPECT_FALSE(isThere(1));
}

TEST_F(PushInTurnTest, aPushWhosePathwayWasChangedWhileItWaitedIsNotSent) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    writeAudience(QStringLiteral("gala"), {5, 6});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    const auto first = plan(monthly);
    const auto second = plan(gala);
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    Pathway changed = must(m_pathways->find(gala));
    changed.method = SyncMethod::Append;
    ASSERT_TRUE(m_pathways->save(changed));
    EXPECT_EQ(end(one).status, PushStatus::Synced);
    const Push ended = end(two);
    EXPECT_EQ(ended.status, PushStatus::NeedsYou);
    EXPECT_FALSE(ended.resumable);
    EXPECT_EQ(list().state().size(), 2u);
}

TEST_F(PushInTurnTest, aPushIsStoppedWhileItIsPlannedAgain) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    writeAudience(QStringLiteral("gala"), {5, 6});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"));
    const auto first = plan(monthly);
    const auto second = plan(gala);
    const PushId one = must(m_pushes->start(monthly, first, {}));
    const PushId two = must(m_pushes->start(gala, second, {}));
    // From within the end of the first, the second has not even begun to be planned.
    QObject::connect(m_pushes.get(), &PushService::finished, m_pushes.get(), [&](const Push& push) {
        if (push.id == one) {
            QMetaObject::invokeMethod(
                m_pushes.get(), [&] { m_pushes->stop(two); }, Qt::QueuedConnection);
        }
    });
    EXPECT_EQ(end(two).status, PushStatus::Stopped);
    EXPECT_EQ(list().state().size(), 2u);
    ASSERT_TRUE(m_pushes->resume(two));
    EXPECT_EQ(end(two).status, PushStatus::Synced);
    EXPECT_EQ(list().state().size(), 4u);
}

} // namespace pathways::test
