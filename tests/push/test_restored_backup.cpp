// SPDX-License-Identifier: GPL-3.0-or-later
// A backup of the workspace is put back, by hand as people do it, and the memory on disk is newer than the database.
#include "core/push/clean_up.h"
#include "core/roster/roster_adoption.h"
#include "core/workspace/migrations.h"
#include "tests/support/people_rows.h"

#include <QDir>
#include <QDirIterator>

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

/// A copy of the database, or of the database and the files, and the way back.
class Backup {
public:
    Backup(Engine& engine, bool filesToo)
        : m_filesToo(filesToo)
        , m_folder(engine.workspace->folder()) {
        must(backUp(*engine.database, copyOf(QStringLiteral("workspace.db"))));
        for (const QString& sub : subs()) {
            EXPECT_TRUE(QDir().mkpath(copyOf(sub)));
            copyAll(QDir(m_folder).filePath(sub), copyOf(sub));
        }
    }
    /// Nothing that is newer goes: copying a folder over another deletes nothing.
    void putBack(Engine& engine) const {
        engine.database.reset();
        engine.workspace.reset();
        const QString database = QDir(m_folder).filePath(QStringLiteral("workspace.db"));
        for (const char* side : {"", "-wal", "-shm"}) {
            QFile::remove(database + QLatin1String(side));
        }
        ASSERT_TRUE(QFile::copy(copyOf(QStringLiteral("workspace.db")), database));
        for (const QString& sub : subs()) {
            copyAll(copyOf(sub), QDir(m_folder).filePath(sub));
        }
        engine.workspace = must(Workspace::open(m_folder));
        engine.database = must(engine.workspace->openDatabase());
        engine.reload();
    }

private:
    [[nodiscard]] QStringList subs() const {
        return m_filesToo ? QStringList{QStringLiteral("rosters"), QStringLiteral("snapshots")} : QStringList();
    }
    [[nodiscard]] QString copyOf(const QString& name) const { return m_copy.filePath(name); }
    static void copyAll(const QString& from, const QString& to) {
        for (const QString& name : QDir(from).entryList(QDir::Files)) {
            QFile::remove(QDir(to).filePath(name));
            EXPECT_TRUE(QFile::copy(QDir(from).filePath(name), QDir(to).filePath(name)));
        }
    }
    QTemporaryDir m_copy{fastScratch()};
    bool m_filesToo;
    QString m_folder;
};

/// What the program does when it starts.
int start(Engine& engine) {
    const int adopted = must(adoptNewerRosters(*engine.workspace, *engine.database, engine.keys));
    settleAll(engine.settling());
    must(removeOrphans(*engine.workspace, *engine.database, engine.keys));
    return adopted;
}

class RestoredBackup : public ::testing::TestWithParam<bool> {};

} // namespace

TEST_P(RestoredBackup, WhoJoinedSinceIsOursAndWhoLeftSinceStaysGone) {
    Engine engine;
    engine.destination.members["others@riverbank.org"].byOthers = true;
    engine.sync(people(0, 6));
    const Backup backup(engine, GetParam());
    engine.sync(people(2, 9));
    engine.sync(people(3, 10));
    backup.putBack(engine);
    EXPECT_EQ(start(engine), 1);
    EXPECT_EQ(start(engine), 0) << "once is enough";

    const Push push = engine.sync(people(5, 10));
    EXPECT_FALSE(engine.lastSummary.removalsHeldBack);
    EXPECT_EQ(push.counts.removed, 2);
    std::set<std::string> wanted = addresses(people(5, 10));
    wanted.insert("others@riverbank.org");
    EXPECT_EQ(there(engine), wanted);
    EXPECT_EQ(engine.destination.removalsOfOthers, 0);
    EXPECT_TRUE(must(engine.plan(people(5, 10)))->summary().nothingToDo());
}

TEST_P(RestoredBackup, AValueThatIsOldAgainIsSentAgain) {
    Engine engine;
    engine.sync({{"p@riverbank.org", "Old"}});
    const Backup backup(engine, GetParam());
    engine.sync({{"p@riverbank.org", "New"}});
    backup.putBack(engine);
    start(engine);
    engine.sync({{"p@riverbank.org", "Old"}});
    EXPECT_EQ(engine.destination.state()["p@riverbank.org"].values.at(1), "Old");
}

TEST_P(RestoredBackup, WhoWentByTheirOwnWishSinceIsNotWrittenToAgain) {
    Engine engine;
    engine.type.absence = Absence::OwnWish;
    engine.type.canReadBack = true;
    engine.sync(people(0, 4));
    const Backup backup(engine, GetParam());
    engine.destination.members.erase("p1@riverbank.org"); // The list forgets who left.
    auto members = engine.members();
    engine.sync(people(0, 5), &members);
    ASSERT_FALSE(there(engine).contains("p1@riverbank.org"));
    backup.putBack(engine);
    start(engine);
    members = engine.members();
    engine.sync(people(0, 5), &members);
    EXPECT_FALSE(there(engine).contains("p1@riverbank.org"));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Unsubscribed), 1);
}

TEST_P(RestoredBackup, PeopleOfAPathwayThatWasMadeSinceStay) {
    Engine engine;
    engine.sync(people(0, 3));
    const Backup backup(engine, GetParam());
    const Pathway first = engine.pathway;
    engine.pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000002")};
    engine.pathway.snapshotFile.clear();
    ASSERT_TRUE(engine.savePathway());
    engine.sync(people(2, 6));
    engine.pathway = first;
    backup.putBack(engine);
    EXPECT_EQ(start(engine), 1);
    engine.sync(people(0, 2));
    EXPECT_EQ(there(engine), addresses(people(0, 6)));
    // Made again, it gets another number than the one that is in use.
    QSet<int> numbers;
    for (const Slot& slot : must(PlaceRepository(*engine.database, engine.keys).slotsOf(engine.place))) {
        numbers << slot.number;
    }
    engine.pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-000000000003")};
    engine.pathway.snapshotFile.clear();
    ASSERT_TRUE(engine.savePathway());
    engine.sync(people(2, 6));
    EXPECT_EQ(numbers.size(), 2);
    EXPECT_EQ(must(PlaceRepository(*engine.database, engine.keys).slotsOf(engine.place)).size(), 3);
}

TEST_P(RestoredBackup, NumbersOfPushesAreNotGivenAgain) {
    Engine engine;
    engine.sync(people(0, 3));
    const Backup backup(engine, GetParam());
    engine.sync(people(0, 4));
    const Push last = engine.sync(people(0, 5));
    backup.putBack(engine);
    start(engine);
    EXPECT_GT(engine.sync(people(0, 6)).seq, last.seq);
}

TEST_P(RestoredBackup, OneMadeWhileAPushStoodStillFindsWhatThePushDidAfterwards) {
    Engine engine;
    std::stop_source stop;
    engine.type.limits.parallelBatches = 1;
    engine.destination.onApplied = [&stop](const ChangeBatch&) { stop.request_stop(); };
    const Push stopped = must(engine.push(must(engine.plan(people(0, 9))), true, stop.get_token()));
    ASSERT_TRUE(stopped.resumable);
    const Backup backup(engine, GetParam());
    engine.destination.onApplied = nullptr;
    ASSERT_EQ(must(engine.resume(stopped.id)).status, PushStatus::Synced);
    backup.putBack(engine);
    EXPECT_EQ(start(engine), 1);
    ASSERT_TRUE(engine.supersede());
    engine.sync(people(5, 9));
    EXPECT_EQ(there(engine), addresses(people(5, 9)));
}

INSTANTIATE_TEST_SUITE_P(OfTheDatabase, RestoredBackup, ::testing::Values(false));
INSTANTIATE_TEST_SUITE_P(OfDatabaseAndFiles, RestoredBackup, ::testing::Values(true));

TEST(RosterAdoption, WhatAPushThatWasCutOffHasWrittenIsLeftToItsSettling) {
    for (qint64 call = 0;; ++call) {
        Engine engine;
        engine.sync(people(0, 6));
        auto sealed = must(engine.plan(people(2, 9)));
        bool met = false;
        Database::setFaultHook([&met, call](qint64 now) {
            met = met || now >= call;
            return now >= call;
        });
        static_cast<void>(engine.push(sealed).has_value());
        Database::setFaultHook({});
        if (!met) {
            EXPECT_GT(call, 30);
            return;
        }
        ASSERT_EQ(start(engine), 0) << call;
    }
}

TEST(RosterAdoption, ADamagedOneIsPassedOver) {
    Engine engine;
    engine.sync(people(0, 40));
    const Backup backup(engine, true);
    engine.sync(people(0, 41));
    const QString newest = must(PlaceRepository(*engine.database, engine.keys).find(engine.place)).rosterFile;
    backup.putBack(engine);
    QFile file(QDir(engine.workspace->rostersFolder()).filePath(newest));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    ASSERT_TRUE(file.seek(file.size() / 2));
    char byte = 0;
    ASSERT_TRUE(file.getChar(&byte));
    ASSERT_TRUE(file.seek(file.size() / 2));
    ASSERT_TRUE(file.putChar(char(byte ^ 1)));
    file.close();
    EXPECT_EQ(start(engine), 0);
    EXPECT_FALSE(must(engine.plan(people(0, 40)))->summary().removalsHeldBack) << "what is named is whole";
}

} // namespace pathways::test
