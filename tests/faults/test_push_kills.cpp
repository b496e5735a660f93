// SPDX-License-Identifier: GPL-3.0-or-later
// Processes that are really killed, and disks that really refuse, at the i-th call of the system that changes a file,
// for all i until a run sees none, for each method (after ownCloud's journal tests and SQLite's crash tests). The end
// state at the destination and in the workspace must be that of an undisturbed run. This process itself never starts a
// thread: what forks from it finds no lock held.
#include "tests/faults/fault_story.h"
#include "tests/faults/recorded_platform.h"
#include "tests/support/disk_calls.h"
#include "tests/support/scratch.h"

#include <QFile>

#include <filesystem>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways::test {
namespace {

using disk_calls::Mischief;

constexpr int kDone = 7; ///< The child came to its end.
constexpr int kFailed = 1;
constexpr qint64 kTooMany = 20'000;

/// Runs work in a process of its own; its wait status.
template <typename Work>
int inChild(const Work& work) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
        // What is thrown here must not reach the test framework, which would go on in two processes.
        [&work]() noexcept { work(); }();
        std::fflush(nullptr);
        ::_exit(::testing::Test::HasFailure() ? kFailed : kDone);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return status;
}

bool ended(int status) {
    return WIFEXITED(status) && WEXITSTATUS(status) == kDone;
}

/// What a person does who finds a push that was cut off.
enum class Recovery { Continued, PushedAfresh, PathwayChanged, ClockSetBack };

/// A workspace and a platform on the disk, and what is done with them, each in a process of its own.
class KilledPushes : public ::testing::TestWithParam<SyncMethod> {
protected:
    void SetUp() override {
        m_base = m_folder.path() + QStringLiteral("/base");
        m_run = m_folder.path() + QStringLiteral("/run");
        std::filesystem::create_directory(m_base.toStdString());
        // Everybody is put there by Mirror, whatever method follows.
        ASSERT_TRUE(ended(inChild([this] {
            with(m_base, SyncMethod::Mirror, true, [](Engine& engine) { engine.sync(FaultStory::before()); });
        })));
        copyBase();
        ASSERT_TRUE(ended(inChild([this] {
            with(m_run, GetParam(), true, [this](Engine& engine) {
                engine.sync(FaultStory::after());
                QFile file(wantedFile());
                ASSERT_TRUE(file.open(QIODevice::WriteOnly));
                file.write(RecordedPlatform::dump(engine.destination));
            });
        })));
    }

    /// For all calls until a run sees none.
    void everywhere(Mischief mischief, bool idempotent, Recovery recovery = Recovery::Continued) {
        for (qint64 i = 0; i < kTooMany; ++i) {
            copyBase();
            const int status = inChild([&] { disturbed(mischief, i, idempotent); });
            const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
            ASSERT_TRUE(killed || ended(status)) << "call " << i << ", status " << status;
            ASSERT_TRUE(ended(inChild([&] { recovered(idempotent, recovery); }))) << "call " << i << ", recovery";
            if (!killed) {
                EXPECT_GT(i, 50); // The calls were counted at all.
                return;
            }
        }
        FAIL() << "no run was undisturbed";
    }
    /// The same for a disk that refuses: the process goes on, and once the disk takes again everything is mended.
    void refusedEverywhere(Mischief mischief) {
        for (qint64 i = 0; i < kTooMany; ++i) {
            copyBase();
            const int status = inChild([&] { refused(mischief, i); });
            ASSERT_TRUE(ended(status)) << "call " << i << ", status " << status;
            if (std::filesystem::exists(undisturbedFile().toStdString())) {
                EXPECT_GT(i, 50);
                return;
            }
        }
        FAIL() << "no run was undisturbed";
    }

    /// Less and less of something, until there is enough: with each step the push either ends or pauses, and goes on to
    /// the same end state once there is enough again. take(step) is called in the process that is to starve.
    enum class From { Plan, Push };
    template <typename Take, typename GiveBack>
    void starved(From from, int steps, const Take& take, const GiveBack& giveBack) {
        for (int step = 0; step < steps; ++step) {
            copyBase();
            const int status = inChild([&] {
                ::alarm(60); // Nobody may wait for ever for what cannot be had.
                with(m_run, GetParam(), false, [&](Engine& engine) {
                    if (from == From::Plan) {
                        take(step);
                    }
                    auto plan = engine.plan(FaultStory::after());
                    if (from == From::Push) {
                        take(step);
                    }
                    const auto pushed = plan ? engine.push(*plan) : fail(plan.error());
                    giveBack();
                    EXPECT_FALSE(!pushed && pushed.error().what.isEmpty());
                    if (pushed && !pushed->resumable) {
                        QFile file(undisturbedFile());
                        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
                    }
                });
            });
            ASSERT_TRUE(ended(status)) << "step " << step << ", status " << status;
            ASSERT_TRUE(ended(inChild([&] { recovered(false, Recovery::Continued); }))) << "step " << step;
            if (std::filesystem::exists(undisturbedFile().toStdString())) {
                EXPECT_GT(step, 0); // The first step starved it.
                return;
            }
        }
        FAIL() << "there was never enough";
    }

private:
    void copyBase() const {
        std::filesystem::remove_all(m_run.toStdString());
        std::filesystem::copy(m_base.toStdString(), m_run.toStdString(), std::filesystem::copy_options::recursive);
    }
    [[nodiscard]] QString wantedFile() const { return m_folder.path() + QStringLiteral("/wanted"); }
    [[nodiscard]] QString undisturbedFile() const { return m_folder.path() + QStringLiteral("/undisturbed"); }

    template <typename Work>
    void with(const QString& folder, SyncMethod method, bool idempotent, const Work& work) const {
        Engine engine(folder + QStringLiteral("/workspace"));
        FaultStory::useMethod(engine, method);
        engine.destination.idempotent = idempotent;
        RecordedPlatform platform(engine.destination, folder + QStringLiteral("/deliveries"));
        platform.reference = [&engine] { return engine.reference; };
        platform.replay();
        work(engine);
    }
    void disturbed(Mischief mischief, qint64 call, bool idempotent) const {
        with(m_run, GetParam(), idempotent, [&](Engine& engine) {
            disk_calls::arm(mischief, call, (m_run + QStringLiteral("/workspace")).toUtf8().constData());
            if (auto plan = engine.plan(FaultStory::after())) {
                static_cast<void>(engine.push(*plan).has_value());
            }
            disk_calls::disarm();
        });
    }
    void refused(Mischief mischief, qint64 call) const {
        with(m_run, GetParam(), false, [&](Engine& engine) {
            auto plan = engine.plan(FaultStory::after());
            ASSERT_TRUE(plan);
            disk_calls::arm(mischief, call, (m_run + QStringLiteral("/workspace")).toUtf8().constData());
            const auto pushed = engine.push(*plan);
            disk_calls::disarm();
            if (!disk_calls::met()) {
                QFile file(undisturbedFile());
                EXPECT_TRUE(file.open(QIODevice::WriteOnly));
                EXPECT_TRUE(pushed && !pushed->resumable);
            }
            settle(engine);
        });
    }
    void recovered(bool idempotent, Recovery recovery) const {
        with(m_run, GetParam(), idempotent, [this, recovery](Engine& engine) {
            if (recovery != Recovery::Continued) {
                takeOver(engine, recovery);
            }
            settle(engine);
        });
    }
    /// A new push in the place of the one that was cut off, after somebody who may have been sent has left.
    void takeOver(Engine& engine, Recovery recovery) const {
        if (recovery == Recovery::ClockSetBack) {
            engine.clock.setWallClock(engine.clock.now().addYears(-1));
        }
        ASSERT_TRUE(settlePathway(engine.settling(), engine.pathway.id));
        if (recovery == Recovery::PathwayChanged) {
            Pathway changed = must(PathwayRepository(*engine.database).find(engine.pathway.id));
            changed.options.insert(QStringLiteral("tag"), QStringLiteral("Spring"));
            must(PathwayRepository(*engine.database).save(changed));
            engine.pathway.options = changed.options;
        }
        ASSERT_TRUE(engine.supersede());
        FaultStory::Rows rows = FaultStory::after();
        std::erase_if(rows, [](const auto& row) { return row[0] == "new@riverbank.org"; });
        const Push push = engine.sync(rows);
        EXPECT_FALSE(push.resumable);
        EXPECT_EQ(engine.destination.members.count("new@riverbank.org"), 0u);
        EXPECT_EQ(engine.destination.members.size(), 5u);
        EXPECT_TRUE(must(engine.plan(rows))->summary().nothingToDo());
    }
    void settle(Engine& engine) const {
        FaultStory::settle(engine);
        FaultStory::expectSettled(engine);
        QFile file(wantedFile());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_EQ(RecordedPlatform::dump(engine.destination).toStdString(), file.readAll().toStdString());
    }

    QTemporaryDir m_folder{fastScratch()};
    QString m_base;
    QString m_run;
};

INSTANTIATE_TEST_SUITE_P(Methods, KilledPushes, ::testing::ValuesIn(kSyncMethods), methodName);

TEST_P(KilledPushes, F1_F2_killedBeforeTheNthCall) {
    everywhere(Mischief::Kill, false);
}

TEST_P(KilledPushes, F3_killedBeforeTheNthCallWhereRepeatingIsHarmless) {
    everywhere(Mischief::Kill, true);
}

/// Mirror alone: the other methods leave those who have left where they are, sent or not.
class KilledMirrors : public KilledPushes {};
INSTANTIATE_TEST_SUITE_P(Mirror, KilledMirrors, ::testing::Values(SyncMethod::Mirror), methodName);

TEST_P(KilledMirrors, F1_aNewPushTakesThePlaceOfTheKilledOne) {
    everywhere(Mischief::Kill, false, Recovery::PushedAfresh);
}

TEST_P(KilledMirrors, F1_thePathwayOfTheKilledOneIsChanged) {
    everywhere(Mischief::Kill, false, Recovery::PathwayChanged);
}

TEST_P(KilledMirrors, F1_theClockIsSetBackAfterTheKill) {
    everywhere(Mischief::Kill, true, Recovery::ClockSetBack);
}

TEST_P(KilledPushes, F1_killedInTheMiddleOfTheNthWrite) {
    everywhere(Mischief::KillHalfway, false);
}

TEST_P(KilledPushes, F4_powerIsLostAndNothingUnsyncedIsThere) {
    everywhere(Mischief::PowerLoss, false);
}

TEST_P(KilledPushes, F4_powerIsLostAndUnsyncedWritesAreTorn) {
    everywhere(Mischief::TornLoss, false);
}

TEST_P(KilledPushes, F7_theDiskIsFullFromTheNthCallOn) {
    refusedEverywhere(Mischief::NoSpace);
}

/// Limits of the process: taken in the one that is to starve, and given back there.
class Limit {
public:
    explicit Limit(decltype(RLIMIT_AS) what)
        : m_what(what) {
        ::getrlimit(m_what, &m_before);
    }
    void lower(rlim_t to) const {
        rlimit less = m_before;
        less.rlim_cur = to;
        ASSERT_EQ(::setrlimit(m_what, &less), 0);
    }
    void giveBack() const { ::setrlimit(m_what, &m_before); }

private:
    decltype(RLIMIT_AS) m_what;
    rlimit m_before{};
};

/// So much more than what is in use now. Less than a thread's stack, at first: no thread can be had either.
void leaveMemory(const Limit& limit, int step) {
    QFile statm(QStringLiteral("/proc/self/statm"));
    ASSERT_TRUE(statm.open(QIODevice::ReadOnly));
    const auto used = rlim_t(statm.readAll().split(' ').front().toLongLong()) * rlim_t(::sysconf(_SC_PAGESIZE));
    limit.lower(used + rlim_t(step) * (512 << 10));
}

TEST_P(KilledPushes, F69_memoryRunsOut) {
    const Limit memory(RLIMIT_AS);
    starved(
        From::Plan, 400, [&](int step) { leaveMemory(memory, step); }, [&] { memory.giveBack(); });
}

TEST_P(KilledPushes, F69_memoryAndThreadsRunOutInMidPush) {
    const Limit memory(RLIMIT_AS);
    starved(
        From::Push, 400, [&](int step) { leaveMemory(memory, step); }, [&] { memory.giveBack(); });
}

TEST_P(KilledPushes, F70_fileDescriptorsRunOut) {
    const Limit descriptors(RLIMIT_NOFILE);
    starved(
        From::Plan, 64, [&](int step) { descriptors.lower(rlim_t(8 + step)); }, [&] { descriptors.giveBack(); });
}

TEST_P(KilledPushes, F70_fileDescriptorsRunOutInMidPush) {
    const Limit descriptors(RLIMIT_NOFILE);
    starved(
        From::Push, 64, [&](int step) { descriptors.lower(rlim_t(8 + step)); }, [&] { descriptors.giveBack(); });
}

TEST_P(KilledPushes, F9_theNthCallMeetsABrokenDisk) {
    refusedEverywhere(Mischief::IoError);
}

} // namespace
} // namespace pathways::test
