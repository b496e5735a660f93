// SPDX-License-Identifier: GPL-3.0-or-later
// Pushes that did not come to their end: which may go on, which must not, and what is remembered of them.
#include "core/model/everyone_option.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "tests/services/push_fixture.h"
#include "tests/support/event_loop.h"

#include <condition_variable>

namespace pathways::test {

class Unfinished : public PushFixture {
protected:
    void SetUp() override {
        PushFixture::SetUp();
        m_one = connection(QStringLiteral("one"));
        m_ended = std::make_unique<QSignalSpy>(m_pushes.get(), &PushService::finished);
    }
    FakeDestination& object(const QString& name = QStringLiteral("list")) { return m_fake->object(m_one.value + name); }

    /// Begins a push of what people.csv holds, and stops it after its first batch.
    PushId stopped(const PathwayId& id, const PushDecision& decision = {}) {
        PushId push;
        object().onApplied = [&](const ChangeBatch&) {
            QMetaObject::invokeMethod(
                m_pushes.get(), [&] { m_pushes->stop(push); }, Qt::BlockingQueuedConnection);
        };
        const int before = int(m_ended->count());
        push = start(id, decision);
        EXPECT_TRUE(untilEnded(*m_ended, before + 1));
        object().onApplied = nullptr;
        EXPECT_TRUE(must(m_pushes->find(push)).resumable);
        return push;
    }
    Push pushed(const PathwayId& id) {
        const int before = int(m_ended->count());
        start(id);
        EXPECT_TRUE(untilEnded(*m_ended, before + 1));
        return m_ended->back().at(0).value<Push>();
    }
    Push resumed(const PushId& id) {
        const int before = int(m_ended->count());
        must(m_pushes->resume(id));
        EXPECT_TRUE(untilEnded(*m_ended, before + 1));
        return m_ended->back().at(0).value<Push>();
    }
    qint64 lost(const PushId& push) {
        const QString place = must(Journal(*m_database, m_context->keys).find(push)).terms.place;
        qint64 people = 0;
        for (const PlaceLoss& loss : must(PlaceRepository(*m_database, m_context->keys).losses(place))) {
            people += loss.people;
        }
        return people;
    }

    ConnectionId m_one;
    std::unique_ptr<QSignalSpy> m_ended;
};

/// Whatever the clock says: what a push was planned for is compared, not when.
TEST_F(Unfinished, aPushDoesNotGoOnIntoAnotherMappingEvenWhenTheClockWasSetBack) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    m_clock.setWallClock(m_clock.now().addSecs(7200));
    const PushId push = stopped(id);
    m_clock.setWallClock(m_clock.now().addSecs(-7200));
    Pathway changed = must(m_pathways->find(id));
    changed.mapping.removeLast();
    must(m_pathways->save(changed));
    EXPECT_TRUE(must(m_pushes->unfinished()).isEmpty());
    const auto refused = m_pushes->resume(push);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::NeedsDecision);
    EXPECT_EQ(object().state().size(), 50u);
    const Push ended = must(m_pushes->find(push));
    EXPECT_FALSE(ended.resumable);
    EXPECT_EQ(ended.counts.accepted, 50);
    // The fifty are known: who leaves of them is taken out.
    writePeople(3);
    EXPECT_EQ(plan(id)->summary().counts.remove, 47);
}

TEST_F(Unfinished, aMappingThatIsPutBackMayGoOn) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PushId push = stopped(id);
    const Pathway before = must(m_pathways->find(id));
    Pathway changed = before;
    changed.mapping.removeLast();
    must(m_pathways->save(changed));
    must(m_pathways->save(before));
    EXPECT_EQ(resumed(push).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 120u);
}

/// Somebody who stops a push because the file holds the wrong people corrects the file. Nobody is sent then who is not
/// in it any more, or who is there with other values.
TEST_F(Unfinished, aPushDoesNotGoOnOnceItsPeopleAreOthers) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PushId push = stopped(id);
    writePeople(60);
    const Push ended = resumed(push);
    EXPECT_EQ(object().state().size(), 50u) << "more of the old plan was sent";
    EXPECT_EQ(ended.status, PushStatus::NeedsYou);
    EXPECT_FALSE(ended.resumable);
    EXPECT_EQ(ended.counts.accepted, 50);
    ASSERT_TRUE(ended.problem);
    EXPECT_FALSE(ended.problem->remedy.isEmpty());
    EXPECT_EQ(must(m_pushes->find(push)).counts.accepted, 50);
    EXPECT_TRUE(must(m_pushes->unfinished()).isEmpty());
    EXPECT_EQ(pushed(id).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 60u);
}

TEST_F(Unfinished, aPushThatSentNothingYetDoesNotBeginWithOtherPeople) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    m_fake->onCheck = [](const CallContext&) -> Result<QList<Finding>> {
        return fail(ErrorKind::Network, QStringLiteral("No network."), {}, {});
    };
    const PushId push = start(id);
    ASSERT_TRUE(untilEnded(*m_ended, 1));
    m_fake->onCheck = nullptr;
    writePeople(10);
    EXPECT_FALSE(resumed(push).resumable);
    EXPECT_TRUE(object().state().empty());
}

/// At a platform with a limit for each day it has to.
TEST_F(Unfinished, aPushOfTheSamePeopleGoesOnTheNextDay) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PushId push = stopped(id);
    m_clock.setWallClock(m_clock.now().addDays(1));
    EXPECT_EQ(resumed(push).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 120u);
}

/// The connection leads to another account by the user's own word: the old plan can never be sent there.
TEST_F(Unfinished, aPushOfAnotherAccountEndsForGood) {
    writePeople(120);
    const ConnectionId accounts = connection(QStringLiteral("a"), QStringLiteral("before"));
    const PathwayId id = pathway(accounts, QStringLiteral("list"));
    FakeDestination& there = m_fake->object(accounts.value + QStringLiteral("list"));
    PushId push;
    there.onApplied = [&](const ChangeBatch&) {
        QMetaObject::invokeMethod(
            m_pushes.get(), [&] { m_pushes->stop(push); }, Qt::BlockingQueuedConnection);
    };
    push = start(id);
    ASSERT_TRUE(untilEnded(*m_ended, 1));
    there.onApplied = nullptr;
    connection(QStringLiteral("a"), QStringLiteral("after"));
    m_fake->onValidate = [](const CallContext& context) {
        return AccountInfo{context.connection.accountId, {}, {}, {}, false};
    };
    EXPECT_TRUE(must(m_pushes->unfinished()).isEmpty());
    EXPECT_FALSE(m_pushes->resume(push));
    const Push ended = must(m_pushes->find(push));
    EXPECT_FALSE(ended.resumable);
    EXPECT_EQ(ended.counts.accepted, 50);
    EXPECT_EQ(there.state().size(), 50u);
}

/// A clock that was ahead once must not make every later push an outdated one.
TEST_F(Unfinished, theOrderOfPushesIsNotThatOfTheClock) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const QDateTime now = m_clock.now();
    m_clock.setWallClock(now.addYears(10));
    const PushId future = pushed(id).id;
    m_clock.setWallClock(now);
    writePeople(120);
    const PushId push = stopped(id);
    ASSERT_EQ(must(m_pushes->unfinished()).size(), 1);
    EXPECT_EQ(must(m_pushes->history(id, 1)).front().id, push);
    EXPECT_GT(must(m_pushes->find(push)).seq, must(m_pushes->find(future)).seq);
    EXPECT_EQ(resumed(push).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 120u);
}

TEST_F(Unfinished, aNewerPushTakesItsPlaceThoughTheClockWasSetBackBetween) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PushId push = stopped(id);
    m_clock.setWallClock(m_clock.now().addDays(-3));
    writePeople(48);
    EXPECT_EQ(pushed(id).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 48u);
    EXPECT_FALSE(m_pushes->resume(push));
    EXPECT_FALSE(must(m_pushes->find(push)).resumable);
    EXPECT_EQ(object().state().size(), 48u);
}

/// What was decided at the start holds, and is read and not guessed.
TEST_F(Unfinished, whatWasDecidedHoldsWhenAPushGoesOn) {
    writePeople(120);
    const PathwayId first = pathway(m_one, QStringLiteral("list"));
    Pathway everyone = must(m_pathways->find(first));
    everyone.options.insert(kEveryoneOption, QStringLiteral("yes"));
    must(m_pathways->save(everyone));
    for (const bool removals : {true, false}) {
        const PushId push = stopped(first, {.removalsToo = removals, .allowedRemovals = {}, .trial = false});
        EXPECT_EQ(m_fake->targets().back().options.contains(kEveryoneOption), removals);
        resumed(push);
        EXPECT_EQ(m_fake->targets().back().options.contains(kEveryoneOption), removals);
        m_fake->forget();
    }
}

TEST_F(Unfinished, aPlanThatCannotBeReadEndsItsPushAndANewOneGoesOn) {
    writePeople(120);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PushId push = stopped(id);
    const QDir spool(m_workspace->spoolFolder());
    ASSERT_EQ(spool.entryList(QDir::Files).size(), 1);
    QFile file(spool.filePath(spool.entryList(QDir::Files).first()));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.close();
    const auto refused = m_pushes->resume(push);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().remedy.isEmpty());
    EXPECT_TRUE(must(m_pushes->unfinished()).isEmpty());
    EXPECT_EQ(lost(push), 0) << "it had been remembered before the plan was damaged";
    writePeople(100);
    EXPECT_EQ(pushed(id).status, PushStatus::Synced);
    EXPECT_EQ(object().state().size(), 100u);
    EXPECT_TRUE(m_pushes->remove(push));
}

TEST_F(Unfinished, aPlanOfAPathwayThatWasChangedAfterTheReviewIsNotRun) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    Pathway changed = must(m_pathways->find(id));
    changed.mapping.removeLast();
    must(m_pathways->save(changed));
    const auto refused = m_pushes->start(id, planned, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::NeedsDecision);
    changed.name = QStringLiteral("Another name");
    must(m_pathways->save(changed));
    const auto next = plan(id);
    changed.name = QStringLiteral("Yet another");
    must(m_pathways->save(changed));
    EXPECT_TRUE(m_pushes->start(id, next, {})) << "a name leads nowhere else";
    EXPECT_TRUE(untilEnded(*m_ended, 1));
}

TEST_F(Unfinished, aPlanMadeBeforeAnotherPushIsMadeAgain) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    pushed(id);
    const std::size_t sent = object().bodies.size();
    const PushId again = must(m_pushes->start(id, planned, {}));
    ASSERT_TRUE(untilEnded(*m_ended, 2));
    EXPECT_EQ(must(m_pushes->find(again)).status, PushStatus::Synced);
    EXPECT_EQ(must(m_pushes->find(again)).counts.unchanged, 20);
    EXPECT_EQ(object().bodies.size(), sent);
}

/// A trial that waited is still of as many people as was asked for.
TEST_F(Unfinished, aTrialThatIsPlannedAgainStaysATrial) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const PathwayId other = pathway(m_one, QStringLiteral("list"));
    const auto trial = must(await(m_pathways->plan(must(m_pathways->find(id)), {}, 3)));
    writePeople(5);
    pushed(other);
    writePeople(20);
    const PushDecision decision{.removalsToo = true, .allowedRemovals = {}, .trial = true};
    const PushId push = must(m_pushes->start(id, trial, decision));
    ASSERT_TRUE(untilEnded(*m_ended, 2));
    EXPECT_EQ(must(m_pushes->find(push)).status, PushStatus::Synced);
    EXPECT_EQ(must(m_pushes->find(push)).counts.total, 3);
    EXPECT_EQ(object().state().size(), 5u);
}

TEST_F(Unfinished, aTrialOfAMirrorThatMatchesExactlyIsRun) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    Pathway exact = must(m_pathways->find(id));
    exact.matchExactly = true;
    must(m_pathways->save(exact));
    const auto trial = must(await(m_pathways->plan(must(m_pathways->find(id)), {}, 3)));
    ASSERT_TRUE(m_pushes->start(id, trial, {.removalsToo = true, .allowedRemovals = {}, .trial = true}));
    ASSERT_TRUE(untilEnded(*m_ended, 1));
    EXPECT_EQ(object().state().size(), 3u);
}

/// Two connections to one account lead to the same people.
TEST_F(Unfinished, oneAccountOverTwoConnectionsIsOnePlace) {
    writePeople(20);
    const ConnectionId a = connection(QStringLiteral("a"), QStringLiteral("account"));
    const ConnectionId b = connection(QStringLiteral("b"), QStringLiteral("account"));
    const ConnectionId c = connection(QStringLiteral("c"), QStringLiteral("another"));
    m_fake->onValidate = [](const CallContext& context) {
        return AccountInfo{context.connection.accountId, {}, {}, {}, false};
    };
    const PathwayId first = pathway(a, QStringLiteral("list"));
    const PathwayId second = pathway(b, QStringLiteral("list"));
    const PathwayId other = pathway(c, QStringLiteral("list"));
    const auto firstPlan = plan(first);
    const auto secondPlan = plan(second);
    const auto otherPlan = plan(other);
    std::mutex mutex;
    std::condition_variable changed;
    bool open = false;
    m_fake->object(a.value + QStringLiteral("list")).onApplied = [&](const ChangeBatch&) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return open; });
    };
    const PushId one = must(m_pushes->start(first, firstPlan, {}));
    const PushId two = must(m_pushes->start(second, secondPlan, {}));
    const PushId three = must(m_pushes->start(other, otherPlan, {}));
    ASSERT_TRUE(untilEnded(*m_ended, 1)) << "another account does not wait";
    EXPECT_EQ(m_ended->at(0).at(0).value<Push>().id, three);
    EXPECT_FALSE(m_pushes->progress(two)) << "it has not begun to run";
    {
        const std::lock_guard lock(mutex);
        open = true;
    }
    changed.notify_all();
    ASSERT_TRUE(untilEnded(*m_ended, 3));
    EXPECT_EQ(m_ended->at(1).at(0).value<Push>().id, one);
    EXPECT_EQ(m_ended->at(2).at(0).value<Push>().id, two);
}

/// A platform that keeps us waiting before anything is sent.
TEST_F(Unfinished, aPushThatAsksWhatStandsInTheWayStopsAtOnce) {
    writePeople(20);
    const PathwayId id = pathway(m_one, QStringLiteral("list"));
    const auto planned = plan(id);
    std::mutex mutex;
    std::condition_variable_any changed;
    std::atomic<bool> asked = false;
    std::atomic<bool> brokenOff = false;
    m_fake->onCheck = [&](const CallContext& context) -> Result<QList<Finding>> {
        std::unique_lock lock(mutex);
        asked = true;
        changed.wait_for(lock, context.stop, std::chrono::milliseconds(kPatience), [] { return false; });
        brokenOff = context.stop.stop_requested();
        return fail(ErrorKind::Canceled, QStringLiteral("It was stopped."), {}, {});
    };
    const PushId push = must(m_pushes->start(id, planned, {}));
    ASSERT_TRUE(runUntil([&] { return asked.load(); }));
    m_pushes->stop(push);
    ASSERT_TRUE(untilEnded(*m_ended, 1));
    EXPECT_TRUE(brokenOff);
    EXPECT_EQ(m_ended->at(0).at(0).value<Push>().status, PushStatus::Stopped);
    EXPECT_TRUE(object().state().empty());
    m_fake->onCheck = nullptr;
    EXPECT_EQ(resumed(push).status, PushStatus::Synced);
}

} // namespace pathways::test
