// SPDX-License-Identifier: GPL-3.0-or-later
// Platforms that accept now and match later: accepted, processing and usable are three states, and people who were not
// taken over after all do not count as being there.
#include "core/roster/snapshot.h"
#include "tests/support/must.h"
#include "tests/support/people_rows.h"

#include <QDir>
#include <QFile>

#include <functional>

namespace pathways::test {
namespace {

using namespace std::chrono_literals;
using Rows = Engine::Rows;

ProcessingState matching() {
    ProcessingState state;
    state.done = false;
    state.askAgainIn = 30min;
    state.note = QStringLiteral("Still matching.");
    return state;
}

ProcessingState matched(const QList<QByteArray>& failed = {}) {
    ProcessingState state;
    state.failed = failed;
    state.note = QStringLiteral("Matched.");
    return state;
}

/// Batches of three people, one at a time, on a platform that matches later.
struct Later : Engine {
    Later() {
        type.limits.parallelBatches = 1;
        destination.matchesLater = true;
        answer(matching());
    }
    void answer(const ProcessingState& state) {
        destination.matchState = [this, state](const QList<QByteArray>& receipts) {
            asked = receipts;
            return Result<ProcessingState>(state);
        };
    }
    PlanSummary summary(const Rows& rows) {
        auto made = plan(rows);
        EXPECT_TRUE(made);
        return made ? (*made)->summary() : PlanSummary{};
    }
    qint64 snapshotPeople() {
        reload();
        auto snapshot = Snapshot::open(QDir(workspace->snapshotsFolder()).filePath(pathway.snapshotFile), keys.data);
        return snapshot ? (*snapshot)->meta().people : -1;
    }
    QStringList files(const QString& folder) { return QDir(folder).entryList(QDir::Files); }
    QList<QByteArray> asked;
};

void expectAddsUp(const PushCounts& c) {
    EXPECT_EQ(c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged, c.total);
}

TEST(MatchState, WhatFailsWithinThePushIsNeitherCountedNorRemembered) {
    Later engine;
    engine.answer(matched({"2"}));
    const Push push = engine.sync(people(7));
    EXPECT_EQ(push.status, PushStatus::SyncedWithExceptions);
    EXPECT_EQ(push.matchState, MatchState::Partly);
    EXPECT_EQ(push.counts.accepted, 4);
    EXPECT_EQ(push.counts.rejected, 3);
    expectAddsUp(push.counts);
    EXPECT_EQ(engine.snapshotPeople(), 4);
    auto rows = Journal(*engine.database, engine.keys).rowOutcomes(push.id, 0, -1, Reason::NotTakenOver);
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->size(), 3);
    EXPECT_EQ(rows->at(0).identity, QStringLiteral("p3@riverbank.org"));
    EXPECT_EQ(rows->at(0).row, 4);
    const PlanSummary next = engine.summary(people(7));
    EXPECT_EQ(next.counts.add, 3);
    EXPECT_EQ(next.counts.unchanged, 4);
}

TEST(MatchState, ThePushEndsWhileThePlatformStillMatchesAndSaysSo) {
    Later engine;
    const Push push = engine.sync(people(7));
    EXPECT_EQ(push.status, PushStatus::Synced);
    EXPECT_EQ(push.matchState, MatchState::Processing);
    EXPECT_EQ(push.matchNote, QStringLiteral("Still matching."));
    EXPECT_EQ(push.counts.accepted, 7);
    auto waiting = Journal(*engine.database, engine.keys).processing(engine.pathway.id);
    ASSERT_TRUE(waiting);
    ASSERT_EQ(waiting->size(), 1);
    EXPECT_EQ(waiting->at(0).id, push.id);
    auto asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(engine.asked, QList<QByteArray>({"1", "2", "3"}));
    EXPECT_EQ(asked->push.matchState, MatchState::Processing);
    EXPECT_FALSE(asked->changed);
    EXPECT_EQ(asked->askAgainIn, 30min);
    engine.answer(matched());
    asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(asked->changed);
    EXPECT_EQ(asked->push.matchState, MatchState::Usable);
    EXPECT_EQ(asked->push.status, PushStatus::Synced);
    EXPECT_EQ(engine.snapshotPeople(), 7);
    EXPECT_TRUE(engine.files(engine.workspace->spoolFolder()).isEmpty());
    EXPECT_TRUE(must(Journal(*engine.database, engine.keys).processing({})).isEmpty());
}

TEST(MatchState, WhoWasNotTakenOverLaterIsSentAgainAndNobodyElse) {
    Later engine;
    const Push push = engine.sync(people(7));
    ProcessingState half = matching();
    half.failed = {"2"};
    engine.answer(half);
    auto asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->push.matchState, MatchState::Processing); // The others are still being matched.
    EXPECT_EQ(asked->push.status, PushStatus::SyncedWithExceptions);
    EXPECT_EQ(asked->push.counts.accepted, 4);
    EXPECT_EQ(asked->push.counts.rejected, 3);
    expectAddsUp(asked->push.counts);
    EXPECT_EQ(engine.snapshotPeople(), 4);
    EXPECT_EQ(engine.files(engine.workspace->snapshotsFolder()).size(), 1);
    const PlanSummary next = engine.summary(people(7));
    EXPECT_EQ(next.counts.add, 3);
    EXPECT_EQ(next.counts.unchanged, 4);
    EXPECT_EQ(next.counts.remove, 0);
    engine.answer(matched());
    asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(engine.asked, QList<QByteArray>({"1", "3"}));
    EXPECT_EQ(asked->push.matchState, MatchState::Partly);
    EXPECT_EQ(engine.snapshotPeople(), 4);
}

TEST(MatchState, AnUpdateOrARemovalThatDidNotHappenIsPlannedAgain) {
    Later engine;
    engine.answer(matched());
    engine.sync(people(6));
    Rows rows = people(5);
    rows[1][1] = "Changed";
    engine.answer(matching());
    const Push push = engine.sync(rows); // Batch 1 updates one, batch 2 removes one.
    EXPECT_EQ(push.counts.accepted, 1);
    EXPECT_EQ(push.counts.removed, 1);
    EXPECT_TRUE(engine.summary(rows).nothingToDo());
    engine.answer(matched({"1", "2"}));
    auto asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->push.counts.accepted, 0);
    EXPECT_EQ(asked->push.counts.removed, 0);
    EXPECT_EQ(asked->push.counts.rejected, 1);
    expectAddsUp(asked->push.counts);
    EXPECT_EQ(engine.snapshotPeople(), 4); // Whom the roster says to be there is decided about afresh.
    const PlanSummary next = engine.summary(rows);
    EXPECT_EQ(next.counts.update, 1);
    EXPECT_EQ(next.counts.remove, 1);
    EXPECT_EQ(next.counts.unchanged, 4);
    engine.destination.matchState = nullptr;
    engine.destination.members["p5@riverbank.org"] = {};
    engine.sync(rows);
    EXPECT_FALSE(engine.destination.state().contains("p5@riverbank.org"));
    EXPECT_EQ(engine.destination.state().at("p1@riverbank.org").values.at(1), "Changed");
}

/// Whoever is still there is known by the roster alone, whatever became of the pathway's snapshot meanwhile.
void expectTakenOutLater(const std::function<Rows(Later& engine, const Rows& rows)>& meanwhile) {
    Later engine;
    engine.answer(matched());
    engine.sync(people(8));
    engine.answer(matching());
    const Push removal = engine.sync(people(7));
    EXPECT_EQ(removal.counts.removed, 1);
    const Rows rows = meanwhile(engine, people(7));
    engine.destination.members["p7@riverbank.org"] = {};
    engine.answer(matched({"1"}));
    ASSERT_TRUE(engine.pollMatchesOn(removal.id));
    engine.answer(matched());
    engine.sync(rows); // Removes nobody where the snapshot is not trusted.
    engine.sync(rows);
    EXPECT_FALSE(engine.destination.state().contains("p7@riverbank.org"));
    EXPECT_EQ(engine.destination.state().size(), 7U);
}

TEST(MatchState, ARemovalThatFailsIsRepeated) {
    expectTakenOutLater([](Later&, const Rows& rows) { return rows; });
}

TEST(MatchState, ARemovalThatFailsIsRepeatedThoughPeopleAreToldApartByIdsMeanwhile) {
    expectTakenOutLater([](Later& engine, Rows rows) {
        for (std::size_t i = 0; i < rows.size(); ++i) {
            rows[i].insert(rows[i].begin(), "id" + std::to_string(i));
        }
        engine.usePersonIds();
        engine.sync(rows);
        return rows;
    });
}

TEST(MatchState, ARemovalThatFailsIsRepeatedThoughTheSnapshotWasLostMeanwhile) {
    expectTakenOutLater([](Later& engine, const Rows& rows) {
        engine.reload();
        engine.pathway.snapshotFile.clear();
        EXPECT_TRUE(engine.savePathway());
        return rows;
    });
}

TEST(MatchState, ARemovalThatFailsIsRepeatedThoughTheSnapshotIsDamagedMeanwhile) {
    expectTakenOutLater([](Later& engine, const Rows& rows) {
        engine.reload();
        EXPECT_TRUE(QFile::remove(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile)));
        return rows;
    });
}

TEST(MatchState, WhatALaterPushWroteOfAPersonStays) {
    Later engine;
    const Push first = engine.sync(people(6));
    Rows rows = people(6);
    rows[0][1] = "Changed";
    engine.destination.matchesLater = false;
    engine.sync(rows);
    engine.answer(matched({"1"})); // The first three of the first push; one of them was sent again since.
    auto asked = engine.pollMatchesOn(first.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(engine.snapshotPeople(), 4);
    const PlanSummary next = engine.summary(rows);
    EXPECT_EQ(next.counts.add, 2);
    EXPECT_EQ(next.counts.unchanged, 4);
}

TEST(MatchState, APlanMadeBeforeTheBadNewsIsNotSent) {
    Later engine;
    const Push first = engine.sync(people(6));
    auto plan = engine.plan(people(8));
    ASSERT_TRUE(plan);
    engine.answer(matched({"1"}));
    ASSERT_TRUE(engine.pollMatchesOn(first.id));
    auto push = engine.push(*plan);
    ASSERT_TRUE(push);
    EXPECT_EQ(push->status, PushStatus::NeedsYou);
    EXPECT_EQ(engine.destination.state().size(), 6u);
}

TEST(MatchState, ALostPlanMakesTheWholeSnapshotDoubtful) {
    Later engine;
    const Push push = engine.sync(people(7));
    for (const QString& file : engine.files(engine.workspace->spoolFolder())) {
        QFile::remove(QDir(engine.workspace->spoolFolder()).filePath(file));
    }
    engine.answer(matched({"2"}));
    auto asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->push.matchState, MatchState::Partly);
    const PlanSummary next = engine.summary(people(6));
    EXPECT_TRUE(next.removalsHeldBack);
    EXPECT_EQ(next.counts.update, 6); // The roster has them as accepted.
    EXPECT_EQ(next.counts.remove, 0);
}

TEST(MatchState, AnUnreachablePlatformChangesNothing) {
    Later engine;
    const Push push = engine.sync(people(4));
    engine.destination.matchState = [](const QList<QByteArray>&) {
        return Result<ProcessingState>(fail(ErrorKind::Network, QStringLiteral("No line."), {}, {}));
    };
    EXPECT_FALSE(engine.pollMatchesOn(push.id));
    EXPECT_EQ(must(Journal(*engine.database, engine.keys).find(push.id)).push.matchState, MatchState::Processing);
    EXPECT_EQ(engine.snapshotPeople(), 4);
}

TEST(MatchState, APlatformThatNeverSaysIsNotAskedForEver) {
    Later engine;
    const Push push = engine.sync(people(4));
    engine.clock.advance(std::chrono::hours(24 * 8));
    engine.asked.clear();
    auto asked = engine.pollMatchesOn(push.id);
    ASSERT_TRUE(asked);
    EXPECT_TRUE(engine.asked.isEmpty());
    EXPECT_NE(asked->push.matchState, MatchState::Processing);
    EXPECT_FALSE(asked->push.matchNote.isEmpty());
}

TEST(MatchState, AMatchPollThatBreaksOffAtAnyWriteLosesNothing) {
    for (const bool databaseCalls : {true, false}) {
        std::atomic<bool> met{true};
        for (qint64 i = 0; met && i < 500; ++i) {
            Later engine;
            const Push push = engine.sync(people(7));
            engine.answer(matched({"2"}));
            met = false;
            const auto hook = [&met, i](qint64 call) {
                met = met.load() || call == i;
                return call == i;
            };
            databaseCalls ? Database::setFaultHook(hook) : DiskFile::setFaultHook(hook);
            static_cast<void>(engine.pollMatchesOn(push.id).has_value());
            Database::setFaultHook(nullptr);
            DiskFile::setFaultHook(nullptr);
            ASSERT_TRUE(engine.pollMatchesOn(push.id)) << i;
            EXPECT_EQ(engine.snapshotPeople(), 4) << i;
            const auto known = Journal(*engine.database, engine.keys).find(push.id);
            ASSERT_TRUE(known);
            EXPECT_EQ(known->push.matchState, MatchState::Partly) << i;
            EXPECT_EQ(known->push.counts.rejected, 3) << i;
            EXPECT_EQ(
                must(Journal(*engine.database, engine.keys).rowOutcomeCounts(push.id)).value(Reason::NotTakenOver), 3);
        }
        EXPECT_FALSE(met);
    }
}

/// The next plan asks about a push that is just being continued: it must not write what that push is writing.
TEST(MatchState, APushThatIsRunningIsLeftAlone) {
    Later engine;
    const Push stopped = pushStopped(engine, people(12));
    ASSERT_EQ(stopped.matchState, MatchState::Processing);
    engine.answer(matched({"1"}));
    Result<MatchPollResult> asked = fail(ErrorKind::Internal, {}, {}, {});
    engine.destination.onApplied = [&](const ChangeBatch& batch) {
        if (batch.number == 2) {
            asked = engine.pollMatchesOn(stopped.id);
        }
    };
    auto resumed = engine.resume(stopped.id);
    ASSERT_TRUE(asked) << asked.error().text().toStdString();
    EXPECT_FALSE(asked->changed);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->counts.accepted, 12);
    EXPECT_EQ(engine.snapshotPeople(), 12);
    EXPECT_EQ(engine.destination.duplicates, 0);
    engine.reference = must(Journal(*engine.database, engine.keys).find(stopped.id)).sessionReference.toStdString();
    asked = engine.pollMatchesOn(stopped.id);
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->push.counts.accepted, 9);
    EXPECT_EQ(engine.snapshotPeople(), 9);
}

/// What failed was accepted in the run before, and is remembered already: it is taken out of there as well.
TEST(MatchState, WhatFailsAfterAStopIsForgottenToo) {
    Later engine;
    const Push stopped = pushStopped(engine, people(12));
    ASSERT_EQ(engine.snapshotPeople(), 3);
    engine.answer(matched({"1", "3"})); // One of before, one of now.
    auto resumed = engine.resume(stopped.id);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->matchState, MatchState::Processing);
    EXPECT_EQ(resumed->counts.rejected, 3);
    auto asked = engine.pollMatchesOn(stopped.id);
    ASSERT_TRUE(asked) << asked.error().text().toStdString();
    EXPECT_EQ(asked->push.matchState, MatchState::Partly);
    EXPECT_EQ(asked->push.counts.accepted, 6);
    EXPECT_EQ(asked->push.counts.rejected, 6);
    expectAddsUp(asked->push.counts);
    EXPECT_EQ(engine.snapshotPeople(), 6);
    EXPECT_EQ(engine.summary(people(12)).counts.add, 6);
    EXPECT_TRUE(engine.files(engine.workspace->spoolFolder()).size() <= 1); // That of the summary.
}

} // namespace
} // namespace pathways::test
