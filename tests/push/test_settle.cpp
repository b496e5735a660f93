// SPDX-License-Identifier: GPL-3.0-or-later
// Pushes that end otherwise than at their own end: what they have sent is remembered all the same.
#include "tests/support/people_rows.h"

#include <QDir>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;
using Fault = FakeDestination::Fault;

std::set<std::string> addresses(const Rows& rows) {
    std::set<std::string> found;
    for (const auto& row : rows) {
        found.insert(row[0]);
    }
    return found;
}

void damageSnapshot(const Engine& engine) {
    QFile file(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    file.seek(100);
    file.write("damage");
}

std::set<std::string> there(Engine& engine) {
    std::set<std::string> found;
    for (const auto& [address, member] : engine.destination.state()) {
        found.insert(address);
    }
    return found;
}

/// A platform that cannot tell whom this workspace put there from those whom others did.
void forgetWhoPutThem(Engine& engine) {
    engine.destination.onApplied = [&engine](const ChangeBatch&) {
        for (auto& [address, member] : engine.destination.members) {
            member.byOthers = true;
        }
    };
}

/// A push whose database is gone from this call on, as for a program that was ended there.
bool cutOffAt(Engine& engine, const Rows& rows, qint64 call) {
    auto sealed = must(engine.plan(rows));
    bool met = false;
    Database::setFaultHook([&met, call](qint64 now) {
        met = met || now >= call;
        return now >= call;
    });
    static_cast<void>(engine.push(sealed).has_value());
    Database::setFaultHook({});
    return met;
}

qint64 lost(Engine& engine) {
    qint64 people = 0;
    for (const PlaceLoss& loss : must(PlaceRepository(*engine.database, engine.keys).losses(engine.place))) {
        people += loss.people;
    }
    return people;
}

/// A push of twelve people that was cut off with nine of them there, and three on the way.
void cutOffWithNineThere(Engine& engine) {
    forgetWhoPutThem(engine);
    engine.type.limits.parallelBatches = 1;
    engine.destination.fault = [](int exchange) {
        if (exchange == 3) {
            Database::setFaultHook([](qint64) { return true; });
        }
        return exchange >= 3 ? Fault::NotSent : Fault::None;
    };
    static_cast<void>(engine.push(must(engine.plan(people(0, 12)))).has_value());
    Database::setFaultHook({});
    engine.destination.fault = nullptr;
}

/// Put anew beside the old address, which goes, they would lose all that the platform knows of them.
void expectRenamedAgain(Fault fault, SyncMethod method, Absence absence) {
    Engine engine;
    engine.usePersonIds();
    engine.type.canReadBack = true;
    engine.type.absence = absence;
    Rows rows{{"1", "ada@riverbank.org", "Ada"}, {"2", "bob@riverbank.org", "Bob"}};
    engine.sync(rows);
    engine.reload();
    engine.pathway.method = method;
    ASSERT_TRUE(engine.savePathway());
    engine.destination.members["ada@riverbank.org"].tags = {"Since 1999"};
    rows[0][1] = "ada@newhome.org";
    std::stop_source stop;
    engine.destination.fault = [&](int) {
        stop.request_stop();
        return fault;
    };
    const Push stopped = must(engine.push(must(engine.plan(rows)), true, stop.get_token()));
    ASSERT_TRUE(stopped.resumable);
    engine.destination.fault = nullptr;
    ASSERT_TRUE(engine.supersede());
    const auto members = engine.members();
    engine.sync(rows, &members);
    EXPECT_EQ(engine.lastSummary.counts.renamed, fault == Fault::LostRequest ? 1 : 0);
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_EQ(there(engine), (std::set<std::string>{"ada@newhome.org", "bob@riverbank.org"}));
    EXPECT_EQ(engine.destination.members["ada@newhome.org"].tags, std::set<std::string>{"Since 1999"});
    const auto again = engine.members();
    EXPECT_TRUE(must(engine.plan(rows, &again))->summary().nothingToDo());
}

} // namespace

TEST(Settle, WhereverAPushIsCutOffANewOneKnowsWhomItSent) {
    for (qint64 call = 0;; ++call) {
        Engine engine;
        forgetWhoPutThem(engine);
        engine.type.limits.parallelBatches = 1;
        engine.sync(people(0, 6));
        if (!cutOffAt(engine, people(2, 12), call)) {
            EXPECT_GT(call, 30);
            return;
        }
        ASSERT_TRUE(settlePlace(engine.settling(), engine.place)) << call;
        EXPECT_TRUE(must(Journal(*engine.database, engine.keys).unsettled()).isEmpty()) << call;
        ASSERT_TRUE(engine.supersede()) << call;
        const Rows now = people(3, 10); // 2, 10 and 11 have left: perhaps they were there, perhaps sent just now.
        ASSERT_EQ(engine.sync(now).status, PushStatus::Synced) << call;
        ASSERT_EQ(there(engine), addresses(now)) << call;
        ASSERT_TRUE(must(engine.plan(now))->summary().nothingToDo()) << call;
        EXPECT_EQ(lost(engine), 0) << call;
    }
}

TEST(Settle, SettlingTwiceChangesNothingAndTheCountersAreThoseOfTheJournal) {
    Engine engine;
    cutOffWithNineThere(engine);
    ASSERT_EQ(there(engine).size(), 9u);
    ASSERT_TRUE(must(settlePush(engine.settling(), engine.lastPush)));
    engine.reload();
    const QString snapshot = engine.pathway.snapshotFile;
    EXPECT_FALSE(snapshot.isEmpty());
    EXPECT_EQ(must(Journal(*engine.database, engine.keys).find(engine.lastPush)).push.counts.accepted, 9);
    ASSERT_TRUE(must(settlePush(engine.settling(), engine.lastPush)));
    engine.reload();
    EXPECT_EQ(engine.pathway.snapshotFile, snapshot);
    EXPECT_EQ(QDir(engine.workspace->snapshotsFolder()).entryList(QDir::Files), QStringList{snapshot});
}

TEST(Settle, APushThatWasSettledMayGoOnToTheSameEnd) {
    Engine engine;
    cutOffWithNineThere(engine);
    ASSERT_TRUE(must(settlePush(engine.settling(), engine.lastPush)));
    const Push resumed = must(engine.resume(engine.lastPush));
    EXPECT_EQ(resumed.status, PushStatus::Synced);
    EXPECT_EQ(resumed.counts.accepted, 12);
    EXPECT_TRUE(must(engine.plan(people(0, 12)))->summary().nothingToDo());
    EXPECT_EQ(must(engine.plan(people(1, 12)))->summary().counts.remove, 1);
}

TEST(Settle, OneThatRunsIsLeftAlone) {
    Engine engine;
    cutOffWithNineThere(engine);
    const auto held = engine.workspace->pushLocks().take(engine.lastPush.value);
    EXPECT_FALSE(must(settlePush(engine.settling(), engine.lastPush)));
    EXPECT_TRUE(settlePlace(engine.settling(), engine.place));
    EXPECT_FALSE(must(Journal(*engine.database, engine.keys).find(engine.lastPush)).settled);
}

TEST(Settle, WhoseAnswerIsLostIsPerhapsThereUntilThePlatformSaysNo) {
    for (const Fault fault : {Fault::LostAnswer, Fault::LostRequest}) {
        Engine engine;
        forgetWhoPutThem(engine);
        engine.destination.idempotent = false;
        engine.type.limits.parallelBatches = 1;
        std::stop_source stop;
        engine.destination.fault = [&](int exchange) {
            if (exchange == 1) {
                stop.request_stop();
                return fault;
            }
            return Fault::None;
        };
        const Push stopped = must(engine.push(must(engine.plan(people(0, 9))), true, stop.get_token()));
        ASSERT_TRUE(stopped.resumable);
        engine.destination.fault = nullptr;
        // 4 was sent with an unknown end, and leaves.
        const Rows now = people(5, 9);
        ASSERT_TRUE(engine.supersede());
        auto plan = must(engine.plan(now));
        EXPECT_EQ(plan->summary().counts.unchanged, 0) << "nobody of them is known to be there";
        must(engine.push(plan));
        EXPECT_EQ(there(engine), addresses(now));
    }
}

TEST(Settle, WhoWasPerhapsThereAndIsRefusedAfterAllIsNotOurs) {
    Engine engine;
    engine.type.limits.parallelBatches = 1;
    engine.destination.idempotent = false;
    engine.destination.members["p4@riverbank.org"].byOthers = true;
    std::stop_source stop;
    engine.destination.fault = [&](int exchange) {
        if (exchange == 1) {
            stop.request_stop();
            return Fault::LostRequest;
        }
        return Fault::None;
    };
    must(engine.push(must(engine.plan(people(0, 9))), true, stop.get_token()));
    engine.destination.fault = nullptr;
    engine.destination.rejects = [](const PersonChange& person) { return person.values.at(0).starts_with("p4@"); };
    const Push resumed = must(engine.resume(engine.lastPush));
    EXPECT_EQ(resumed.counts.rejected, 1);
    EXPECT_EQ(must(engine.plan({}))->summary().counts.remove, 8);
    must(engine.push(must(engine.plan(people(5, 9)))));
    EXPECT_TRUE(there(engine).contains("p4@riverbank.org")) << "others put them there";
}

TEST(Settle, SomebodyTakenOutWithoutAnAnswerComesBackWhenTheirRowDoes) {
    for (const Fault fault : {Fault::LostAnswer, Fault::LostRequest}) {
        Engine engine;
        engine.type.limits.parallelBatches = 1;
        engine.destination.idempotent = false;
        engine.sync(people(0, 9));
        std::stop_source stop;
        engine.destination.fault = [&](int) {
            stop.request_stop();
            return fault;
        };
        must(engine.push(must(engine.plan(people(1, 9))), true, stop.get_token()));
        engine.destination.fault = nullptr;
        ASSERT_TRUE(engine.supersede());
        engine.sync(people(0, 9)); // The same row as before.
        EXPECT_EQ(there(engine).size(), 9u);
        EXPECT_TRUE(must(engine.plan(people(0, 9)))->summary().nothingToDo());
    }
}

TEST(Settle, WhoseRenamingHadNoAnswerIsRenamedByTheNextPlanIfItNeverArrived) {
    for (const Fault fault : {Fault::LostAnswer, Fault::LostRequest}) {
        for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::UpdateOrCreate, SyncMethod::UpdateOnly}) {
            for (const Absence absence : {Absence::Accident, Absence::ByOthers}) {
                SCOPED_TRACE(int(fault) * 100 + int(method) * 10 + int(absence));
                expectRenamedAgain(fault, method, absence);
            }
        }
    }
}

TEST(Settle, APlanThatCannotBeReadIsNoDeadEndAndWhatIsLostIsSaid) {
    Engine story;
    cutOffWithNineThere(story);
    QFile original(QDir(story.workspace->spoolFolder())
                       .filePath(must(Journal(*story.database, story.keys).find(story.lastPush)).planFile));
    ASSERT_TRUE(original.open(QIODevice::ReadOnly));
    const qint64 size = original.size();
    int whole = 0;
    int partly = 0;
    int nothing = 0;
    for (qint64 at = -1; at < size; at += std::max<qint64>(1, size / 120)) {
        Engine engine;
        engine.sync(people(20, 24));
        engine.destination.exchanges = 0;
        cutOffWithNineThere(engine);
        const QString path = QDir(engine.workspace->spoolFolder())
                                 .filePath(must(Journal(*engine.database, engine.keys).find(engine.lastPush)).planFile);
        if (at < 0) {
            ASSERT_TRUE(QFile::remove(path));
        } else {
            QFile file(path);
            ASSERT_TRUE(file.open(QIODevice::ReadWrite));
            const qint64 place = std::min(at, file.size() - 1);
            file.seek(place);
            const QByteArray byte = file.read(1);
            file.seek(place);
            ASSERT_EQ(file.write(QByteArray(1, char(byte.front() ^ 1))), 1);
        }
        ASSERT_TRUE(settlePlace(engine.settling(), engine.place)) << at;
        ASSERT_TRUE(engine.supersede()) << at;
        const qint64 forgotten = lost(engine);
        whole += forgotten == 0 ? 1 : 0;
        nothing += forgotten == 12 ? 1 : 0;
        partly += forgotten > 0 && forgotten < 12 ? 1 : 0;
        const Rows now = people(2, 12);
        ASSERT_EQ(engine.sync(now).status, PushStatus::Synced) << at;
        const std::set<std::string> left = there(engine);
        for (const std::string& address : addresses(now)) {
            EXPECT_TRUE(left.contains(address)) << at << " " << address;
        }
        for (int gone = 20; gone < 24; ++gone) {
            EXPECT_FALSE(left.contains("p" + std::to_string(gone) + "@riverbank.org")) << at << ": known before";
        }
        EXPECT_LE(qint64(left.size()), 10 + forgotten) << at << ": more stay than were said to be lost";
    }
    EXPECT_GT(whole, 0);
    EXPECT_GT(nothing, 0);
    EXPECT_GT(whole + partly + nothing, 40);
}

TEST(Settle, WithoutRoomItStaysToBeSettledAndNothingIsPlannedThere) {
    Engine engine;
    cutOffWithNineThere(engine);
    const QString folder = engine.workspace->snapshotsFolder();
    ASSERT_TRUE(QDir().rename(folder, folder + QStringLiteral(".away")));
    QFile inTheWay(folder);
    ASSERT_TRUE(inTheWay.open(QIODevice::WriteOnly));
    const auto refused = settlePlace(engine.settling(), engine.place);
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().what.isEmpty() || refused.error().meaning.isEmpty() ||
                 refused.error().remedy.isEmpty());
    EXPECT_EQ(must(Journal(*engine.database, engine.keys).unsettled()).size(), 1);
    ASSERT_TRUE(inTheWay.remove());
    ASSERT_TRUE(QDir().rename(folder + QStringLiteral(".away"), folder));
    EXPECT_TRUE(settlePlace(engine.settling(), engine.place));
    ASSERT_TRUE(engine.supersede());
    engine.sync(people(3, 12));
    EXPECT_EQ(there(engine), addresses(people(3, 12)));
}

TEST(Settle, ADamagedSnapshotIsNotTakenForAnEmptyOne) {
    Engine engine;
    engine.sync(people(20, 26));
    engine.destination.exchanges = 0;
    cutOffWithNineThere(engine);
    engine.reload();
    ASSERT_NO_FATAL_FAILURE(damageSnapshot(engine));
    ASSERT_TRUE(settlePlace(engine.settling(), engine.place));
    EXPECT_EQ(lost(engine), 0) << "the roster knows them";
    ASSERT_TRUE(engine.supersede());
    const auto plan = must(engine.plan(people(0, 12)));
    EXPECT_EQ(plan->summary().counts.remove, 6);
    EXPECT_EQ(must(engine.push(plan)).status, PushStatus::Synced);
    EXPECT_EQ(there(engine), addresses(people(0, 12)));
}

TEST(Settle, WhatAPathwayRemembersIsNotGivenToOneThatLeadsElsewhereNow) {
    Engine engine;
    cutOffWithNineThere(engine);
    engine.reload();
    engine.pathway.object.id = QStringLiteral("another");
    ASSERT_TRUE(engine.savePathway());
    ASSERT_TRUE(settlePlace(engine.settling(), engine.place));
    engine.reload();
    EXPECT_TRUE(engine.pathway.snapshotFile.isEmpty());
    EXPECT_EQ(lost(engine), 12);
}

/// A plan runs on what it was made with, or not at all.
TEST(PlanAndMemory, DamageFoundAfterThePlanStopsItAndTheNextPlanGoesOn) {
    Engine engine;
    engine.sync(people(0, 9));
    const auto sealed = must(engine.plan(people(0, 10)));
    engine.reload();
    ASSERT_NO_FATAL_FAILURE(damageSnapshot(engine));
    const Push refused = must(engine.push(sealed));
    EXPECT_EQ(refused.status, PushStatus::NeedsYou);
    EXPECT_FALSE(refused.resumable);
    EXPECT_EQ(there(engine).size(), 9u);
    const auto next = must(engine.plan(people(0, 10)));
    EXPECT_FALSE(next->summary().removalsHeldBack) << "the roster knows who is there";
    EXPECT_EQ(must(engine.push(next)).status, PushStatus::Synced);
    EXPECT_EQ(there(engine).size(), 10u);
}

TEST(PlanAndMemory, AnotherPushAfterThePlanStopsIt) {
    Engine engine;
    const auto sealed = must(engine.plan(people(0, 9)));
    engine.sync(people(0, 3));
    const Push refused = must(engine.push(sealed));
    EXPECT_EQ(refused.status, PushStatus::NeedsYou);
    EXPECT_EQ(there(engine).size(), 3u);
}

TEST(MembershipThatExpires, ADayInTheFutureCountsAsDue) {
    Engine engine;
    engine.type.refreshDays = 60;
    const QDateTime now = engine.clock.now();
    engine.clock.setWallClock(now.addYears(5));
    engine.sync(people(0, 4));
    EXPECT_EQ(must(engine.plan(people(0, 4)))->summary().counts.refreshed, 0);
    engine.clock.setWallClock(now);
    EXPECT_EQ(must(engine.plan(people(0, 4)))->summary().counts.refreshed, 4);
}

} // namespace pathways::test
