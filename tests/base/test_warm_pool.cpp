// SPDX-License-Identifier: GPL-3.0-or-later
// F69 and F70: what threads need is taken while there is some.
#include "core/base/thread_supply.h"
#include "core/base/warm_pool.h"
#include "tests/support/lowered_limit.h"

#include <atomic>
#include <gtest/gtest.h>
#include <new>
#include <thread>

namespace pathways {
namespace {

using namespace std::chrono_literals;
using test::LoweredLimit;

/// Runs as many tasks as there are threads, each of which waits for all others.
bool allThreadsWork(WarmPool& pool) {
    std::latch met(pool.size());
    std::latch done(pool.size());
    for (int i = 0; i < pool.size(); ++i) {
        pool.threads().start([&] {
            met.arrive_and_wait();
            done.count_down();
        });
    }
    done.wait();
    return true;
}

/// After a task has said that it is done, its thread needs a moment to be free again.
void untilFree(WarmPool& pool) {
    while (pool.threads().activeThreadCount() > 0) {
        std::this_thread::yield();
    }
}

void expectThreeSentences(const Result<void>& refused) {
    ASSERT_FALSE(refused);
    EXPECT_FALSE(refused.error().what.isEmpty());
    EXPECT_FALSE(refused.error().meaning.isEmpty());
    EXPECT_FALSE(refused.error().remedy.isEmpty());
}

/// Without the warming up the first of these ends the process.
TEST(WarmPool, F70_itsThreadsWorkWithNoDescriptorLeft) {
    WarmPool pool(4);
    ASSERT_TRUE(pool.warmUp());
    const LoweredLimit none(RLIMIT_NOFILE, 0);
    ASSERT_TRUE(none.works());
    for (int round = 0; round < 3; ++round) {
        EXPECT_TRUE(allThreadsWork(pool));
    }
}

TEST(WarmPool, F70_withoutDescriptorsItSaysSoAndCanBeTriedAgain) {
    WarmPool pool(4);
    {
        const LoweredLimit none(RLIMIT_NOFILE, 0);
        ASSERT_TRUE(none.works());
        const auto refused = pool.warmUp();
        expectThreeSentences(refused);
        EXPECT_EQ(refused.error().what, u"The computer has reached its limit of running tasks or open files.");
    }
    ASSERT_TRUE(pool.warmUp());
    EXPECT_TRUE(pool.warmUp()); // It is.
    EXPECT_TRUE(allThreadsWork(pool));
}

TEST(WarmPool, F69_withoutThreadsItSaysSoAndCanBeTriedAgain) {
    if (!test::kMemoryCanBeLimited) {
        GTEST_SKIP() << "sanitizers need address space of their own";
    }
    WarmPool pool(16);
    {
        const test::NoThreads none;
        ASSERT_TRUE(none.works());
        const auto refused = pool.warmUp();
        expectThreeSentences(refused);
        EXPECT_EQ(refused.error().what, u"The computer has run out of memory.");
    }
    ASSERT_TRUE(pool.warmUp());
    EXPECT_TRUE(allThreadsWork(pool));
}

TEST(ThreadSupply, F69_aThreadThatIsRefusedIsAnError) {
    if (!test::kMemoryCanBeLimited) {
        GTEST_SKIP() << "sanitizers need address space of their own";
    }
    std::atomic<bool> ran = false;
    {
        const test::NoThreads none;
        ASSERT_TRUE(none.works());
        EXPECT_FALSE(thread_supply::check({1, 0}));
        const auto refused = thread_supply::start([&ran] { ran = true; });
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().what, u"The computer has run out of memory.");
    }
    EXPECT_FALSE(ran);
    ASSERT_TRUE(thread_supply::start([&ran] { ran = true; })); // Waits for its end.
    EXPECT_TRUE(ran);
}

TEST(RunBoth, usesAFreeThread) {
    WarmPool pool(1);
    ASSERT_TRUE(pool.warmUp());
    untilFree(pool);
    std::latch met(2); // Neither goes on without the other.
    std::thread::id here;
    std::thread::id there;
    runBoth(
        pool.threads(),
        [&] {
            met.arrive_and_wait();
            here = std::this_thread::get_id();
        },
        [&] {
            met.arrive_and_wait();
            there = std::this_thread::get_id();
        });
    EXPECT_EQ(here, std::this_thread::get_id());
    EXPECT_NE(there, here);
}

TEST(RunBoth, runsInLineWhereNoThreadIsFree) {
    WarmPool pool(1);
    ASSERT_TRUE(pool.warmUp());
    std::latch busy(1);
    std::latch release(1);
    std::latch done(1);
    pool.threads().start([&] {
        busy.count_down();
        release.wait();
        done.count_down();
    });
    busy.wait();
    std::string order;
    runBoth(
        pool.threads(), [&] { order += "here "; }, [&] { order += "there"; });
    EXPECT_EQ(order, "here there");
    release.count_down();
    done.wait();
}

TEST(RunBoth, throwsWhatEitherThrowsOnceBothAreDone) {
    WarmPool pool(1);
    ASSERT_TRUE(pool.warmUp());
    std::atomic<int> done = 0;
    const auto fails = [] { throw std::bad_alloc(); };
    untilFree(pool);
    EXPECT_THROW(runBoth(pool.threads(), fails, [&] { ++done; }), std::bad_alloc);
    untilFree(pool);
    EXPECT_THROW(runBoth(
                     pool.threads(), [&] { ++done; }, fails),
                 std::bad_alloc);
    EXPECT_EQ(done, 2);
    EXPECT_TRUE(allThreadsWork(pool));
}

} // namespace
} // namespace pathways
