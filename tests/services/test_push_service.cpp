// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/services/push_fixture.h"
#include "tests/support/must.h"

#include <QDir>

#include <condition_variable>

namespace pathways::test {

namespace {

/// Lets threads meet: nobody goes on before all have come, or patience is at its end.
class Meeting {
public:
    explicit Meeting(int expected)
        : m_expected(expected) {}
    void join() {
        std::unique_lock lock(m_mutex);
        ++m_here;
        m_changed.notify_all();
        m_met = m_changed.wait_for(lock, std::chrono::milliseconds(kPatience), [this] {
            return m_here >= m_expected;
        }) && m_met;
    }
    bool met() {
        const std::lock_guard lock(m_mutex);
        return m_met && m_here >= m_expected;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_expected;
    int m_here = 0;
    bool m_met = true;
};

} // namespace

class PushServiceTest : public PushFixture {};

TEST_F(PushServiceTest, differentDestinationObjectsArePushedTogether) {
    writePeople(20);
    const ConnectionId one = connection(QStringLiteral("one"));
    const ConnectionId two = connection(QStringLiteral("two"));
    // The same id at another connection is another object.
    const QList<std::pair<ConnectionId, QString>> targets = {
        {one, QStringLiteral("list")}, {one, QStringLiteral("other")}, {two, QStringLiteral("list")}};
    Meeting meeting(3);
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    for (const auto& [at, object] : targets) {
        m_fake->object(at.value + object).onApplied = [&meeting](const ChangeBatch&) { meeting.join(); };
    }
    for (const auto& [at, object] : targets) {
        start(pathway(at, object));
    }
    ASSERT_TRUE(untilEnded(ended, 3));
    EXPECT_TRUE(meeting.met());
    for (const auto& [at, object] : targets) {
        EXPECT_EQ(m_fake->object(at.value + object).state().size(), 20u);
    }
    EXPECT_TRUE(m_pushes->idle());
}

TEST_F(PushServiceTest, oneDestinationObjectIsPushedToOnceAtATime) {
    writePeople(120); // Three batches.
    const ConnectionId one = connection(QStringLiteral("one"));
    const QString list = QStringLiteral("list");
    FakeDestination& object = m_fake->object(one.value + list);
    const PathwayId first = pathway(one, list);
    const PathwayId second = pathway(one, list);
    ASSERT_NE(first, second);
    const auto firstPlan = plan(first);
    const auto secondPlan = plan(second);
    Meeting bothStarted(2);
    bool atTheStart = true;
    object.onApplied = [&](const ChangeBatch&) {
        if (std::exchange(atTheStart, false)) {
            bothStarted.join();
        }
    };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    const auto a = m_pushes->start(first, firstPlan, {});
    const auto b = m_pushes->start(second, secondPlan, {});
    ASSERT_TRUE(a && b);
    EXPECT_EQ(m_pushes->running().size(), 2);
    bothStarted.join();
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(ended.at(0).at(0).value<Push>().id, *a);
    EXPECT_EQ(ended.at(1).at(0).value<Push>().id, *b);
    // The second did not send anything beside the first, nor with a plan that knew nothing of it.
    EXPECT_EQ(object.bodies.size(), 6u);
    EXPECT_EQ(ended.at(1).at(0).value<Push>().status, PushStatus::Synced);
    EXPECT_EQ(object.state().size(), 120u);
    EXPECT_EQ(plan(second)->summary().counts.unchanged, 120);
}

TEST_F(PushServiceTest, aPushInTheQueueCanBeStoppedAndContinued) {
    writePeople(20);
    const ConnectionId one = connection(QStringLiteral("one"));
    FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
    const PathwayId first = pathway(one, QStringLiteral("list"));
    const PathwayId second = pathway(one, QStringLiteral("list"));
    const auto firstPlan = plan(first);
    const auto secondPlan = plan(second);
    Meeting stopped(2);
    object.onApplied = [&](const ChangeBatch&) { stopped.join(); };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    ASSERT_TRUE(m_pushes->start(first, firstPlan, {}));
    const auto waiting = m_pushes->start(second, secondPlan, {});
    ASSERT_TRUE(waiting);
    m_pushes->stop(*waiting);
    ASSERT_EQ(ended.count(), 1);
    EXPECT_EQ(ended.at(0).at(0).value<Push>().status, PushStatus::Stopped);
    stopped.join();
    ASSERT_TRUE(untilEnded(ended, 2));
    object.onApplied = nullptr;
    ASSERT_TRUE(m_pushes->resume(*waiting));
    ASSERT_TRUE(untilEnded(ended, 3));
    // The first push came to the list meanwhile: the second was planned again.
    EXPECT_EQ(ended.at(2).at(0).value<Push>().status, PushStatus::Synced);
    EXPECT_EQ(plan(second)->summary().counts.unchanged, 20);
}

TEST_F(PushServiceTest, theGuardIsAnsweredWithTheExactNumberOrNotAtAll) {
    writePeople(100);
    const ConnectionId one = connection(QStringLiteral("one"));
    const PathwayId id = pathway(one, QStringLiteral("list"));
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    start(id);
    ASSERT_TRUE(untilEnded(ended, 1));
    FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
    writePeople(60);
    for (const std::optional<qint64>& answer : {std::optional<qint64>(), std::optional<qint64>(39)}) {
        const auto refused = m_pushes->start(id, plan(id), PushDecision{true, answer});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::NeedsDecision);
    }
    EXPECT_TRUE(m_pushes->start(id, plan(id), PushDecision{false, {}})); // Only add and update.
    ASSERT_TRUE(untilEnded(ended, 2));
    EXPECT_EQ(object.state().size(), 100u);
    start(id, PushDecision{true, 40});
    ASSERT_TRUE(untilEnded(ended, 3));
    EXPECT_EQ(object.state().size(), 60u);
}

/// F51: what was sealed is what is sent, whatever becomes of the file.
TEST_F(PushServiceTest, aSourceThatChangesInMidPushChangesNothingOfIt) {
    for (const bool vanishes : {false, true}) {
        writePeople(120);
        const ConnectionId one = connection(vanishes ? QStringLiteral("one") : QStringLiteral("two"));
        const PathwayId id = pathway(one, QStringLiteral("list"));
        FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
        object.onApplied = [&](const ChangeBatch&) {
            if (vanishes) {
                QFile::remove(m_folder.filePath(QStringLiteral("people.csv")));
            } else {
                writePeople(5);
            }
        };
        QSignalSpy ended(m_pushes.get(), &PushService::finished);
        start(id);
        ASSERT_TRUE(untilEnded(ended, 1));
        EXPECT_EQ(ended.at(0).at(0).value<Push>().status, PushStatus::Synced);
        EXPECT_EQ(object.state().size(), 120u);
    }
}

/// F52: what was reviewed is what is sent; what changed since is what the next plan shows.
TEST_F(PushServiceTest, aSourceThatChangesAfterTheReviewIsPlannedTheNextTime) {
    writePeople(20);
    const ConnectionId one = connection(QStringLiteral("one"));
    const PathwayId id = pathway(one, QStringLiteral("list"));
    const auto reviewed = plan(id);
    writePeople(23);
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    ASSERT_TRUE(m_pushes->start(id, reviewed, {}));
    ASSERT_TRUE(untilEnded(ended, 1));
    EXPECT_EQ(m_fake->object(one.value + QStringLiteral("list")).state().size(), 20u);
    const PlanCounts next = plan(id)->summary().counts;
    EXPECT_EQ(next.add, 3);
    EXPECT_EQ(next.unchanged, 20);
}

/// The wizard plans a draft, and saves the pathway only when the user confirms.
TEST_F(PushServiceTest, whatWasPlannedBeforeThePathwayWasSavedIsUnchangedAfterwards) {
    writePeople(20);
    Connection account = must(ConnectionRepository(*m_database).find(connection(QStringLiteral("one"))));
    account.accountId = QStringLiteral("account-7");
    ASSERT_TRUE(ConnectionRepository(*m_database).save(account));
    const PathwayId other = pathway(account.id, QStringLiteral("other")); // Saves the audience.
    Pathway draft = must(m_pathways->find(other));
    draft.id = {};
    draft.name.clear();
    draft.accountId.clear();
    draft.object = {};
    draft.object.id = QStringLiteral("list");
    draft.options = {{QStringLiteral("tag"), QString()}};
    for (ColumnMapping& mapped : draft.mapping) {
        mapped.field.format = QString();
        mapped.field.compound = QString();
        mapped.field.alternatives = QString();
    }
    const auto planned = await(m_pathways->plan(draft, {}));
    ASSERT_TRUE(planned);
    const auto saved = m_pathways->save(draft);
    ASSERT_TRUE(saved);
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    ASSERT_TRUE(m_pushes->start(*saved, *planned, {}));
    ASSERT_TRUE(untilEnded(ended, 1));
    const PlanCounts counts = plan(*saved)->summary().counts;
    EXPECT_EQ(counts.unchanged, 20);
    EXPECT_EQ(counts.update, 0);
}

TEST_F(PushServiceTest, whatThePlatformMatchesLaterIsFollowedUpAndTold) {
    writePeople(120);
    const ConnectionId one = connection(QStringLiteral("one"));
    const PathwayId id = pathway(one, QStringLiteral("list"));
    FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
    object.matchesLater = true;
    ProcessingState state;
    state.done = false;
    state.askAgainIn = std::chrono::hours(1);
    object.matchState = [&state](const QList<QByteArray>&) { return Result<ProcessingState>(state); };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    QSignalSpy told(m_pushes.get(), &PushService::outcomeRevised);
    const PushId push = start(id);
    ASSERT_TRUE(untilEnded(ended, 1));
    EXPECT_EQ(must(m_pushes->find(push)).matchState, MatchState::Processing);
    state.done = true;
    state.failed = {"2"};
    m_pushes->startMatchPolling();
    ASSERT_TRUE(untilEnded(told, 1));
    const Push after = told.at(0).at(0).value<Push>();
    EXPECT_EQ(after.id, push);
    EXPECT_EQ(after.matchState, MatchState::Partly);
    EXPECT_EQ(after.counts.accepted, 70);
    EXPECT_EQ(after.counts.rejected, 50);
    EXPECT_EQ(must(m_pushes->rowOutcomeCounts(push)).value(Reason::NotTakenOver), 50);
}

TEST_F(PushServiceTest, aPlanAsksFirstAndTrustsNobodyWhoWasNotTakenOver) {
    writePeople(120);
    const ConnectionId one = connection(QStringLiteral("one"));
    const PathwayId id = pathway(one, QStringLiteral("list"));
    FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
    object.matchesLater = true;
    ProcessingState state;
    state.done = false;
    state.askAgainIn = std::chrono::hours(1);
    object.matchState = [&state](const QList<QByteArray>&) { return Result<ProcessingState>(state); };
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    start(id);
    ASSERT_TRUE(untilEnded(ended, 1));
    EXPECT_EQ(plan(id)->summary().counts.unchanged, 120);
    state.done = true;
    state.failed = {"2"};
    const auto next = plan(id);
    EXPECT_EQ(next->summary().counts.add, 50);
    EXPECT_EQ(next->summary().counts.unchanged, 70);
}

/// What a stopped push left open may no longer be wanted once the pathway was pushed anew.
TEST_F(PushServiceTest, aNewerPushEndsAStoppedOneForGood) {
    writePeople(120);
    const ConnectionId one = connection(QStringLiteral("one"));
    const PathwayId id = pathway(one, QStringLiteral("list"));
    FakeDestination& object = m_fake->object(one.value + QStringLiteral("list"));
    QSignalSpy ended(m_pushes.get(), &PushService::finished);
    PushId older;
    object.onApplied = [&](const ChangeBatch&) {
        QMetaObject::invokeMethod(
            m_pushes.get(), [&] { m_pushes->stop(older); }, Qt::BlockingQueuedConnection);
    };
    older = start(id);
    ASSERT_TRUE(untilEnded(ended, 1));
    object.onApplied = nullptr;
    ASSERT_EQ(must(m_pushes->unfinished()).size(), 1);
    const QDir spool(m_workspace->spoolFolder());
    ASSERT_EQ(spool.entryList(QDir::Files).size(), 1);

    m_clock.setWallClock(m_clock.now().addSecs(60));
    writePeople(50); // Of the others nobody was sent yet, and now nobody is to be.
    start(id);
    ASSERT_TRUE(untilEnded(ended, 2));
    const auto overtaken = m_pushes->find(older); // Before anybody asks what is unfinished.
    ASSERT_TRUE(overtaken);
    EXPECT_TRUE(spool.entryList(QDir::Files).isEmpty());
    EXPECT_TRUE(must(m_pushes->unfinished()).isEmpty());
    EXPECT_FALSE(overtaken->resumable);
    EXPECT_EQ(must(overtaken->problem).what, QStringLiteral("A newer push of this pathway has taken its place."));
    EXPECT_FALSE(m_pushes->resume(older));
    EXPECT_TRUE(m_pushes->idle());
    EXPECT_EQ(object.state().size(), 50u);
    EXPECT_TRUE(m_pushes->remove(older));
}

} // namespace pathways::test
