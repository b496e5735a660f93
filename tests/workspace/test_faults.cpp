// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of a workspace when calls do not work, the process dies, or the file is damaged.
#include "core/workspace/database.h"
#include "core/workspace/migrations.h"
#include "core/workspace/repositories.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"
#include "tests/workspace/workload.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways::test {

namespace {

struct HookGuard {
    explicit HookGuard(std::function<bool(qint64)> hook) { Database::setFaultHook(std::move(hook)); }
    ~HookGuard() { Database::setFaultHook({}); }
};

/// The dump after each number of steps, undisturbed.
std::vector<QByteArray> expectedDumps() {
    TemporaryWorkspace temporary;
    std::vector<QByteArray> dumps = {dump(*temporary.database)};
    for (const auto& step : workloadSteps()) {
        const auto ok = step(*temporary.database);
        EXPECT_TRUE(ok) << qPrintable(ok ? QString() : ok.error().detail);
        dumps.push_back(dump(*temporary.database));
    }
    return dumps;
}

/// Runs steps until one does not work; the number of those that did.
std::size_t runSteps(
    Database& database, const std::function<void()>& afterEach = [] {}) {
    std::size_t done = 0;
    for (const auto& step : workloadSteps()) {
        if (!step(database)) {
            break;
        }
        ++done;
        afterEach();
    }
    return done;
}

} // namespace

TEST(Faults, WhicheverCallDoesNotWorkEachStepIsWholeOrAbsent) {
    const std::vector<QByteArray> expected = expectedDumps();
    for (qint64 faulty = 0;; ++faulty) {
        TemporaryWorkspace temporary;
        std::size_t done = 0;
        {
            const HookGuard guard([faulty](qint64 call) { return call == faulty; });
            done = runSteps(*temporary.database);
        }
        EXPECT_EQ(dump(*temporary.database), expected[done]) << "call " << faulty << " step " << done;
        if (done == expected.size() - 1) {
            EXPECT_GT(faulty, 40);
            break;
        }
        // And it goes on where it stopped, on the same handle.
        const auto ok = workloadSteps()[done](*temporary.database);
        ASSERT_TRUE(ok) << "call " << faulty << " step " << done << qPrintable(ok.error().detail);
        EXPECT_EQ(dump(*temporary.database), expected[done + 1]);
    }
}

TEST(Faults, KilledAtAnyCallTheLastWholeStepIsThereAfterwards) {
    const std::vector<QByteArray> expected = expectedDumps();
    for (qint64 last = 0;; ++last) {
        QTemporaryDir folder;
        int pipes[2];
        ASSERT_EQ(pipe(pipes), 0);
        const pid_t child = fork();
        if (child == 0) {
            auto workspace = Workspace::open(folder.path());
            ASSERT_TRUE(workspace) << reasonOf(workspace);
            auto database = (*workspace)->openDatabase();
            ASSERT_TRUE(database) << reasonOf(database);
            // SIGKILL, with no chance to tidy up.
            Database::setFaultHook([last](qint64 call) {
                if (call == last) {
                    kill(getpid(), SIGKILL);
                }
                return false;
            });
            runSteps(**database, [&] { (void)!write(pipes[1], "x", 1); });
            _exit(0);
        }
        ::close(pipes[1]);
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        char buffer[64];
        const auto done = std::size_t(std::max<ssize_t>(0, ::read(pipes[0], buffer, sizeof buffer)));
        ::close(pipes[0]);
        auto workspace = Workspace::open(folder.path());
        ASSERT_TRUE(workspace) << "call " << last << qPrintable(workspace.error().text());
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database) << reasonOf(database);
        EXPECT_EQ(dump(**database), expected[done]) << "call " << last;
        if (WIFEXITED(status)) {
            EXPECT_EQ(done, expected.size() - 1);
            break;
        }
    }
}

TEST(Faults, OpeningWorksAgainAfterAnyCallDidNotWorkWhileItWasMade) {
    for (qint64 faulty = 0;; ++faulty) {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("new"));
        bool opened = false;
        {
            const HookGuard guard([faulty](qint64 call) { return call == faulty; });
            const auto first = Workspace::open(path);
            opened = first.has_value();
            if (!opened) {
                EXPECT_EQ(first.error().kind, ErrorKind::Storage);
                EXPECT_FALSE(first.error().remedy.isEmpty());
            }
        }
        const auto second = Workspace::open(path);
        ASSERT_TRUE(second) << "call " << faulty << qPrintable(second.error().text());
        if (opened && faulty > 60) {
            break;
        }
    }
}

TEST(Faults, NoFlippedByteChangesWhatIsReadWithoutBeingReported) {
    QTemporaryDir folder;
    const QString original = folder.filePath(QStringLiteral("original"));
    QByteArray everything;
    {
        auto workspace = Workspace::open(original);
        ASSERT_TRUE(workspace);
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database) << reasonOf(database);
        // Without the steps that throw rows away again.
        auto steps = workloadSteps();
        steps.resize(steps.size() - 2);
        for (const auto& step : steps) {
            ASSERT_TRUE(step(**database));
        }
        everything = must(readEverything(**database));
    }
    const qint64 size = QFileInfo(original + QStringLiteral("/workspace.db")).size();
    std::mt19937 random(20260302);
    int reported = 0;
    for (int i = 0; i < 200; ++i) {
        const QString copy = folder.filePath(QStringLiteral("copy%1").arg(i));
        copyFolder(original, copy);
        QFile file(copy + QStringLiteral("/workspace.db"));
        ASSERT_TRUE(file.open(QIODevice::ReadWrite));
        const qint64 at = std::uniform_int_distribution<qint64>(0, size - 1)(random);
        file.seek(at);
        char byte = 0;
        file.read(&byte, 1);
        file.seek(at);
        byte = char(byte ^ (1 << (i % 8)));
        file.write(&byte, 1);
        file.close();
        auto workspace = Workspace::open(copy);
        if (!workspace) {
            ++reported;
            // A flip in the version number itself reads as another version.
            EXPECT_TRUE(workspace.error().kind == ErrorKind::Storage || workspace.error().kind == ErrorKind::TooNew)
                << at << qPrintable(workspace.error().text() + workspace.error().detail);
            continue;
        }
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database);
        const auto read = readEverything(**database);
        if (read) {
            EXPECT_EQ(*read, everything) << "byte " << at;
        } else {
            ++reported;
        }
    }
    EXPECT_GT(reported, 10) << "the flips do hit something";
}

TEST(Faults, ATruncatedDatabaseIsReportedCopiedAsideAndNeverMadeAnew) {
    QTemporaryDir folder;
    const QString original = folder.filePath(QStringLiteral("original"));
    {
        auto workspace = Workspace::open(original);
        ASSERT_TRUE(workspace);
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database) << reasonOf(database);
        runSteps(**database);
    }
    const qint64 size = QFileInfo(original + QStringLiteral("/workspace.db")).size();
    for (int i = 0; i < 100; ++i) {
        const QString copy = folder.filePath(QStringLiteral("copy%1").arg(i));
        copyFolder(original, copy);
        const QString path = copy + QStringLiteral("/workspace.db");
        ASSERT_TRUE(QFile::resize(path, size * i / 100));
        QFile before(path);
        ASSERT_TRUE(before.open(QIODevice::ReadOnly));
        const QByteArray content = before.readAll();
        const auto workspace = Workspace::open(copy);
        ASSERT_FALSE(workspace) << size * i / 100;
        EXPECT_EQ(workspace.error().kind, ErrorKind::Storage) << qPrintable(workspace.error().detail);
        EXPECT_TRUE(workspace.error().meaning.contains(QStringLiteral("damaged")))
            << qPrintable(workspace.error().text());
        QFile after(path);
        ASSERT_TRUE(after.open(QIODevice::ReadOnly));
        EXPECT_EQ(after.readAll(), content) << "left as it is";
        EXPECT_FALSE(Workspace::open(copy)) << "a second start says the same";
        EXPECT_EQ(QDir(copy + QStringLiteral("/damaged")).entryList({QStringLiteral("*.db")}).size(), 1);
    }
}

TEST(Faults, AMissingDatabaseOfAnOldWorkspaceIsReported) {
    QTemporaryDir folder;
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    { ASSERT_TRUE(Workspace::open(folder.path())); } // Makes the day's backup.
    ASSERT_TRUE(QFile::remove(folder.filePath(QStringLiteral("workspace.db"))));
    const auto workspace = Workspace::open(folder.path());
    ASSERT_FALSE(workspace);
    EXPECT_EQ(workspace.error().kind, ErrorKind::Storage);
    EXPECT_FALSE(QFileInfo::exists(folder.filePath(QStringLiteral("workspace.db"))));
}

TEST(Faults, ABackupCanBePutBackAndItsSnapshotsAreDoubted) {
    QTemporaryDir folder;
    {
        auto workspace = Workspace::open(folder.path());
        ASSERT_TRUE(workspace) << reasonOf(workspace);
        auto database = (*workspace)->openDatabase();
        ASSERT_TRUE(database) << reasonOf(database);
        runSteps(**database);
    }
    { ASSERT_TRUE(Workspace::open(folder.path())); }
    const QStringList backups = Workspace::backups(folder.path());
    ASSERT_EQ(backups.size(), 1);
    QFile::resize(folder.filePath(QStringLiteral("workspace.db")), 100);
    ASSERT_FALSE(Workspace::open(folder.path()));
    const auto restored = Workspace::restore(folder.path(), backups.first());
    ASSERT_TRUE(restored) << qPrintable(restored.error().text());
    auto workspace = Workspace::open(folder.path());
    ASSERT_TRUE(workspace);
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database) << reasonOf(database);
    const auto pathways = PathwayRepository(**database).all();
    ASSERT_TRUE(pathways) << reasonOf(pathways);
    ASSERT_EQ(pathways->size(), 1);
    EXPECT_EQ(pathways->first().snapshotFile, QStringLiteral("snap-2"));
    EXPECT_TRUE(pathways->first().snapshotDoubtful);
}

} // namespace pathways::test
