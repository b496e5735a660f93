// SPDX-License-Identifier: GPL-3.0-or-later
// The memory of a place is damaged, lost, or older than the workspace says: the one before it and the snapshots are
// used.
#include "tests/support/people_rows.h"

#include <QDir>

#include <atomic>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

std::set<std::string> addresses(const Rows& rows) {
    std::set<std::string> found;
    for (const auto& row : rows) {
        found.insert(row[0]);
    }
    return found;
}

std::set<std::string> there(Engine& engine) {
    std::set<std::string> found;
    for (const auto& [address, member] : engine.destination.state()) {
        found.insert(address);
    }
    return found;
}

Place placeOf(Engine& engine) {
    return must(PlaceRepository(*engine.database, engine.keys).find(engine.place));
}

QString rosterPath(Engine& engine, const QString& name) {
    return QDir(engine.workspace->rostersFolder()).filePath(name);
}

void flip(const QString& path) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadWrite)) << qPrintable(path);
    ASSERT_TRUE(file.seek(file.size() / 2));
    char byte = 0;
    ASSERT_TRUE(file.getChar(&byte));
    ASSERT_TRUE(file.seek(file.size() / 2));
    ASSERT_TRUE(file.putChar(char(byte ^ 1)));
}

void damageRoster(Engine& engine) {
    flip(rosterPath(engine, placeOf(engine).rosterFile));
}

/// Another pathway to the same place, from now on.
void usePathway(Engine& engine, const char* id) {
    engine.pathway.id = PathwayId{QString::fromLatin1(id)};
    engine.pathway.snapshotFile.clear();
    ASSERT_TRUE(engine.savePathway());
}

/// Whatever the destination is asked, it says that others put everybody there: only memory tells whom we did.
void forgetWhoPutThem(Engine& engine) {
    engine.destination.onApplied = [&engine](const ChangeBatch&) {
        for (auto& [address, member] : engine.destination.members) {
            member.byOthers = true;
        }
    };
}

} // namespace

TEST(RosterDamage, WhomADeletedPathwayPutThereIsStillOurs) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.sync(people(0, 4));
    const PathwayId first = engine.pathway.id;
    usePathway(engine, "aaaaaaaa-0000-0000-0000-000000000002");
    engine.sync(people(0, 4)); // Found there: this pathway's own record says that others had put them.
    must(engine.database->execute(QStringLiteral("DELETE FROM pathway WHERE id = ?"), {first.value}));
    engine.sync(people(0, 5));
    damageRoster(engine);
    engine.sync(people(2, 5));
    EXPECT_EQ(there(engine), addresses(people(2, 5)));
}

TEST(RosterDamage, WhatTheLastPushDidIsKnownFromTheSnapshot) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.sync(people(0, 6));
    engine.sync(people(2, 9));
    damageRoster(engine);
    engine.sync(people(4, 7));
    EXPECT_EQ(there(engine), addresses(people(4, 7)));
}

TEST(RosterDamage, WhomTheLastPushTookOutAndOthersPutInAgainStays) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.type.absence = Absence::ByOthers; // A list.
    engine.sync(people(0, 6));
    engine.sync(people(1, 6));
    engine.destination.members["p0@riverbank.org"].byOthers = true;
    damageRoster(engine);
    const auto members = engine.members();
    engine.sync(people(1, 7), &members);
    EXPECT_TRUE(there(engine).contains("p0@riverbank.org"));
    EXPECT_EQ(engine.destination.removalsOfOthers, 0);
}

TEST(RosterDamage, AnOlderOneUnderTheNewNameIsNoticed) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.sync(people(0, 6));
    engine.sync(people(2, 9));
    const Place place = placeOf(engine);
    const QString newest = rosterPath(engine, place.rosterFile);
    ASSERT_TRUE(QFile::remove(newest));
    ASSERT_TRUE(QFile::copy(rosterPath(engine, place.rosterPrevious), newest));
    engine.sync(people(4, 7));
    EXPECT_EQ(there(engine), addresses(people(4, 7)));
}

TEST(RosterDamage, WithoutTheSnapshotTheOneBeforeIsUsedAndNobodyIsRemovedAtOnce) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.sync(people(0, 6));
    engine.sync(people(0, 8));
    damageRoster(engine);
    engine.reload();
    flip(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile));
    engine.sync(people(3, 8));
    EXPECT_TRUE(engine.lastSummary.removalsHeldBack);
    EXPECT_EQ(there(engine), addresses(people(0, 8)));
    engine.sync(people(3, 8));
    EXPECT_EQ(there(engine), addresses(people(3, 8))) << "who had been there before is known from the roster before";
}

/// It would be as unreadable the next time: whoever had to wait for it could never push there again.
TEST(RosterDamage, ASectorThatCannotBeReadLeavesNobodyStuck) {
    int planned = 0;
    int again = 0;
    for (int sector = 0;; ++sector) {
        Engine engine;
        forgetWhoPutThem(engine);
        engine.sync(people(0, 6));
        engine.sync(people(2, 9));
        std::atomic<int> reads = 0;
        DiskFile::setReadHook([&] { return reads.fetch_add(1) == sector; });
        auto plan = engine.plan(people(4, 10));
        DiskFile::setReadHook(nullptr);
        if (reads <= sector) {
            break;
        }
        ++(plan ? planned : again);
        if (!plan) { // In the plan itself, or in what had just been found whole: the next one finds it damaged.
            ASSERT_TRUE(isDamage(plan.error()) || plan_errors::isDamaged(plan.error()))
                << sector << ": " << plan.error().what.toStdString();
            plan = engine.plan(people(4, 10));
        }
        must(engine.push(must(plan)));
        engine.sync(people(4, 10));
        EXPECT_EQ(there(engine), addresses(people(4, 10))) << sector;
    }
    EXPECT_GT(planned, 5);
    EXPECT_LT(again, planned);
}

TEST(RosterDamage, WhomAPathwayThatNeverRemovesPutThereStays) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.pathway.method = SyncMethod::UpdateOrCreate;
    ASSERT_TRUE(engine.savePathway());
    engine.sync(people(0, 4));
    engine.sync(people(1, 4)); // p0 leaves its audience, and is kept.
    damageRoster(engine);
    engine.pathway.method = SyncMethod::Mirror;
    usePathway(engine, "aaaaaaaa-0000-0000-0000-000000000002");
    engine.sync(people(6, 8));
    EXPECT_TRUE(there(engine).contains("p0@riverbank.org"));
}

} // namespace pathways::test
