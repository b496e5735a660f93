// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"
#include "core/workspace/filesystem_kind.h"
#include "core/workspace/storage_error.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSqlQuery>
#include <QSysInfo>

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace pathways::test {

namespace {

/// A process that holds the workspace until it is killed.
struct Holder {
    explicit Holder(const QString& folder) {
        int pipes[2];
        EXPECT_EQ(pipe(pipes), 0);
        pid = fork();
        if (pid == 0) {
            const auto workspace = Workspace::open(folder);
            (void)!write(pipes[1], workspace ? "y" : "n", 1);
            pause();
            _exit(0);
        }
        char answer = 0;
        EXPECT_EQ(::read(pipes[0], &answer, 1), 1);
        EXPECT_EQ(answer, 'y');
        ::close(pipes[0]);
        ::close(pipes[1]);
    }
    void end() {
        if (pid > 0) {
            kill(pid, SIGKILL);
            waitpid(pid, nullptr, 0);
            pid = -1;
        }
    }
    ~Holder() { end(); }
    pid_t pid = -1;
};

void forgeLock(const QString& folder, qint64 pid, const QString& host) {
    QFile file(folder + QStringLiteral("/workspace.lock"));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("%1\n%2\n%3\n").arg(pid).arg(QCoreApplication::applicationName(), host).toUtf8());
}

QVariant pragma(Database& database, const char* name) {
    QVariant value;
    EXPECT_TRUE(database.select(QStringLiteral("PRAGMA ") + QLatin1String(name), {}, [&](const QSqlQuery& query) {
        value = query.value(0);
        return false;
    }));
    return value;
}

} // namespace

TEST(Workspace, IsPrivateAndKeepsItsId) {
    QTemporaryDir parent;
    const QString folder = parent.filePath(QStringLiteral("deep/workspace"));
    QString id;
    {
        auto workspace = Workspace::open(folder);
        ASSERT_TRUE(workspace);
        id = (*workspace)->id();
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database);
        ASSERT_TRUE((*database)->execute(QStringLiteral("DELETE FROM setting")));
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                                          QFile::WriteOther | QFile::ExeOther;
        for (const QString& path :
             {folder, (*workspace)->snapshotsFolder(), (*workspace)->spoolFolder(), (*workspace)->databasePath(),
              QString((*workspace)->databasePath() + QStringLiteral("-wal")),
              QString((*workspace)->databasePath() + QStringLiteral("-shm"))}) {
            ASSERT_TRUE(QFileInfo::exists(path)) << qPrintable(path);
            EXPECT_EQ(QFile::permissions(path) & others, QFile::Permissions()) << qPrintable(path);
        }
    }
    auto again = Workspace::open(folder);
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->id(), id);
    EXPECT_TRUE((*again)->notice().isEmpty());
}

TEST(Workspace, OnlyOneProcessHoldsItAndAKilledOneIsTakenOverAtOnce) {
    QTemporaryDir folder;
    Holder holder(folder.path());
    const auto refused = Workspace::open(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InUse);
    EXPECT_FALSE(refused.error().meaning.isEmpty());
    holder.end();
    const auto taken = Workspace::open(folder.path());
    ASSERT_TRUE(taken) << qPrintable(taken.error().text());
    const auto twice = Workspace::open(folder.path());
    ASSERT_FALSE(twice) << "nor may one process open it twice";
    EXPECT_EQ(twice.error().kind, ErrorKind::InUse);
}

TEST(Workspace, ALeftLockWhoseNumberBelongsToAnotherProgramNowIsTakenOver) {
    QTemporaryDir folder;
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    // Alive, of our own name even, but it does not hold the file.
    const pid_t stranger = fork();
    if (stranger == 0) {
        pause();
        _exit(0);
    }
    forgeLock(folder.path(), stranger, QSysInfo::machineHostName());
    EXPECT_TRUE(Workspace::open(folder.path()));
    kill(stranger, SIGKILL);
    waitpid(stranger, nullptr, 0);
}

TEST(Workspace, ALeftLockWithThisProcessesOwnNumberIsTakenOver) {
    QTemporaryDir folder;
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    // In a container each program that runs alone there has the same number.
    forgeLock(folder.path(), QCoreApplication::applicationPid(), QSysInfo::machineHostName());
    EXPECT_TRUE(Workspace::open(folder.path()));
}

TEST(Workspace, ALockOfAnotherComputerIsNeverTakenOver) {
    QTemporaryDir folder;
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    forgeLock(folder.path(), 4711, QStringLiteral("front-desk"));
    // However old it is.
    QFile file(folder.filePath(QStringLiteral("workspace.lock")));
    ASSERT_TRUE(file.open(QIODevice::ReadWrite));
    ASSERT_TRUE(file.setFileTime(QDateTime::currentDateTimeUtc().addDays(-30), QFileDevice::FileModificationTime));
    file.close();
    const auto refused = Workspace::open(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::InUse);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("front-desk")));
}

TEST(Workspace, AFolderThatCannotBeMadeGivesThreeSentences) {
    QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("file")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    const auto refused = Workspace::open(folder.filePath(QStringLiteral("file/workspace")));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Storage);
    EXPECT_FALSE(refused.error().what.isEmpty());
    EXPECT_FALSE(refused.error().meaning.isEmpty());
    EXPECT_FALSE(refused.error().remedy.isEmpty());
}

TEST(Drive, NetworkAndFatAreKnownByTheirNumbers) {
    EXPECT_EQ(driveKind(0xef53), DriveKind::Local);             // ext4
    EXPECT_EQ(driveKind(0x9123683e), DriveKind::Local);         // btrfs
    EXPECT_EQ(driveKind(0x01021994), DriveKind::Local);         // tmpfs
    EXPECT_EQ(driveKind(0x6969), DriveKind::Network);           // NFS
    EXPECT_EQ(driveKind(long(0xff534d42)), DriveKind::Network); // CIFS
    EXPECT_EQ(driveKind(int(0xfe534d42)), DriveKind::Network);  // SMB2, as a 32-bit system gives it
    EXPECT_EQ(driveKind(0x65735546), DriveKind::Network);       // FUSE
    EXPECT_EQ(driveKind(0x4d44), DriveKind::Fat);
    EXPECT_EQ(driveKind(0x2011bab0), DriveKind::Fat);
    EXPECT_EQ(driveKindOf(QStringLiteral("/nowhere/at/all")), driveKindOf(QStringLiteral("/")));
}

TEST(Database, IsOpenedAsSafeAsItGets) {
    TemporaryWorkspace temporary;
    EXPECT_EQ(pragma(*temporary.database, "journal_mode").toString(), QStringLiteral("wal"));
    EXPECT_EQ(pragma(*temporary.database, "synchronous").toInt(), 2);
    EXPECT_EQ(pragma(*temporary.database, "foreign_keys").toInt(), 1);
    EXPECT_EQ(pragma(*temporary.database, "busy_timeout").toInt(), 10'000);
    EXPECT_FALSE(temporary.database->execute(
        QStringLiteral("INSERT INTO batch VALUES ('nobody', 1, 0, 0, 0, 0, 0, x'', x'', x'')")));
}

TEST(Database, WithoutSharedMemoryItKeepsARollbackJournal) {
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("x.db"));
    auto database = Database::open(path, Database::JournalMode::Rollback);
    ASSERT_TRUE(database);
    ASSERT_TRUE((*database)->execute(QStringLiteral("CREATE TABLE t (x)")));
    ASSERT_TRUE((*database)->execute(QStringLiteral("INSERT INTO t VALUES (1)")));
    EXPECT_EQ(pragma(**database, "journal_mode").toString(), QStringLiteral("delete"));
    EXPECT_FALSE(QFileInfo::exists(path + QStringLiteral("-shm")));
}

TEST(Database, StatementsCanBeUsedWithinOneAnother) {
    TemporaryWorkspace temporary;
    Database& database = *temporary.database;
    ASSERT_TRUE(database.executeOnce(QStringLiteral("CREATE TEMP TABLE t (x INTEGER)")));
    const QString insert = QStringLiteral("INSERT INTO t VALUES (?)");
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(database.execute(insert, {i}));
    }
    const QString select = QStringLiteral("SELECT x FROM t ORDER BY x");
    int pairs = 0;
    ASSERT_TRUE(database.select(select, {}, [&](const QSqlQuery& outer) {
        const int x = outer.value(0).toInt();
        EXPECT_TRUE(database.select(select, {}, [&](const QSqlQuery&) {
            ++pairs;
            return true;
        }));
        EXPECT_EQ(outer.value(0).toInt(), x) << "the outer row is still there";
        return true;
    }));
    EXPECT_EQ(pairs, 9);
}

TEST(Database, AnInnerTransactionIsUndoneAlone) {
    TemporaryWorkspace temporary;
    Database& database = *temporary.database;
    ASSERT_TRUE(database.executeOnce(QStringLiteral("CREATE TEMP TABLE t (x INTEGER)")));
    const auto insert = [&](int x) { return database.execute(QStringLiteral("INSERT INTO t VALUES (?)"), {x}); };
    ASSERT_TRUE(database.transaction([&]() -> Result<void> {
        EXPECT_TRUE(insert(1));
        EXPECT_FALSE(database.transaction([&]() -> Result<void> {
            EXPECT_TRUE(insert(2));
            return fail(Error{});
        }));
        EXPECT_TRUE(database.transaction([&] { return insert(3); }));
        return {};
    }));
    QList<int> left;
    ASSERT_TRUE(database.select(QStringLiteral("SELECT x FROM t ORDER BY x"), {}, [&](const QSqlQuery& query) {
        left << query.value(0).toInt();
        return true;
    }));
    EXPECT_EQ(left, (QList<int>{1, 3}));
}

TEST(Database, AFullDiskIsCalledThatAndNothingIsLost) {
    TemporaryWorkspace temporary;
    Database& database = *temporary.database;
    const int pages = pragma(database, "page_count").toInt();
    ASSERT_TRUE(database.executeOnce(QStringLiteral("PRAGMA max_page_count = %1").arg(pages + 1)));
    const QString insert = QStringLiteral("INSERT INTO setting VALUES (?, ?, x'')");
    const auto full = database.transaction([&]() -> Result<void> {
        if (auto ok = database.execute(insert, {QStringLiteral("small"), QStringLiteral("x")}); !ok) {
            return ok;
        }
        return database.execute(insert, {QStringLiteral("large"), QString(100'000, u'x')});
    });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().kind, ErrorKind::DiskFull);
    EXPECT_TRUE(full.error().what.startsWith(QStringLiteral("Disk full")));
    ASSERT_TRUE(database.executeOnce(QStringLiteral("PRAGMA max_page_count = 1000000")));
    int rows = -1;
    ASSERT_TRUE(database.select(QStringLiteral("SELECT count(*) FROM setting"), {}, [&](const QSqlQuery& query) {
        rows = query.value(0).toInt();
        return false;
    }));
    EXPECT_EQ(rows, 0);
    EXPECT_TRUE(database.execute(insert, {QStringLiteral("large"), QString(100'000, u'x')}))
        << "goes on once there is room";
}

TEST(Database, AWriterInAnotherThreadIsWaitedFor) {
    TemporaryWorkspace temporary;
    constexpr int kEach = 50;
    std::vector<std::jthread> threads;
    for (int t = 0; t < 3; ++t) {
        threads.emplace_back([&, t] {
            auto database = temporary.workspace->openDatabase();
            ASSERT_TRUE(database);
            for (int i = 0; i < kEach; ++i) {
                const auto ok = (*database)->transaction([&] {
                    return (*database)->execute(QStringLiteral("INSERT INTO setting VALUES (?, '', x'')"),
                                                {QStringLiteral("%1-%2").arg(t).arg(i)});
                });
                ASSERT_TRUE(ok) << qPrintable(ok.error().detail);
            }
        });
    }
    threads.clear();
    int rows = 0;
    ASSERT_TRUE(
        temporary.database->select(QStringLiteral("SELECT count(*) FROM setting"), {}, [&](const QSqlQuery& query) {
            rows = query.value(0).toInt();
            return false;
        }));
    EXPECT_EQ(rows, 3 * kEach);
}

TEST(StorageErrors, AreThreeSentencesWithoutCodes) {
    const QString path = QStringLiteral("/home/ada/workspace");
    for (const Error& error :
         {storage::diskFull(path), storage::diskFault(path), storage::notWritable(path), storage::damaged(path),
          storage::damaged(path, path), storage::busy(path), storage::internal(QStringLiteral("x"))}) {
        for (const QString& part : {error.what, error.meaning, error.remedy}) {
            EXPECT_FALSE(part.isEmpty());
            for (const char* word : {"error", "failed", "invalid", "fatal", "sqlite"}) {
                EXPECT_FALSE(part.contains(QLatin1String(word), Qt::CaseInsensitive)) << qPrintable(part);
            }
        }
    }
}

} // namespace pathways::test
