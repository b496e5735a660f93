// SPDX-License-Identifier: GPL-3.0-or-later
// What a push learns of a platform's limits, and what it does at the machine's own.
#include "core/roster/snapshot.h"
#include "tests/support/people_rows.h"

#include <QDir>

#include <new>
#include <system_error>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

/// A platform that says it takes 16 people a request, one request at a time, and takes no more than four.
struct SmallPlatform : Engine {
    SmallPlatform() {
        type.limits.peoplePerBatch = 16;
        type.limits.parallelBatches = 1;
        destination.tooMany = 5;
    }
    /// Exchanges of one push.
    int exchangesOf(const Rows& rows) {
        const int before = destination.exchanges;
        const Push push = sync(rows);
        EXPECT_EQ(push.status, PushStatus::Synced);
        EXPECT_EQ(push.counts.rejected, 0);
        return destination.exchanges - before;
    }
};

/// The first batch and the two that were loaded meanwhile are refused, and of each the first half: then it is known.
constexpr int kRefused = 3 * 2;

/// F41
TEST(BatchLimit, ASizeThatWasTooLargeIsNotTriedAgainInTheSamePush) {
    SmallPlatform engine;
    EXPECT_LE(engine.exchangesOf(people(160)), kRefused + 160 / 4);
    EXPECT_EQ(engine.destination.state().size(), 160u);
}

TEST(BatchLimit, TheNextPushesRememberItForAMonth) {
    SmallPlatform engine;
    engine.sync(people(160));
    EXPECT_EQ(engine.exchangesOf(people(160, " changed")), 160 / 4);
    engine.clock.setWallClock(engine.clock.now().addDays(20));
    EXPECT_EQ(engine.exchangesOf(people(160, " again")), 160 / 4);
    // Platforms change: after a month the stated size is tried once more.
    engine.clock.setWallClock(engine.clock.now().addDays(20));
    EXPECT_GT(engine.exchangesOf(people(160, " later")), 160 / 4);
}

TEST(BatchLimit, ARestartedPushRemembersItToo) {
    SmallPlatform engine;
    std::stop_source stop;
    int applied = 0;
    engine.destination.onApplied = [&](const ChangeBatch&) {
        if (++applied == 6) {
            stop.request_stop();
        }
    };
    auto plan = engine.plan(people(160));
    ASSERT_TRUE(plan);
    auto stopped = engine.push(*plan, true, stop.get_token());
    ASSERT_TRUE(stopped && stopped->resumable);
    engine.destination.onApplied = nullptr;
    const int before = engine.destination.exchanges;
    auto resumed = engine.resume(stopped->id);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->counts.accepted, 160);
    EXPECT_EQ(engine.destination.exchanges - before, (160 - 6 * 4) / 4);
}

/// A single bad row also makes whole batches be refused; that says nothing about their size.
TEST(BatchLimit, ABadRowIsNotTakenForALimit) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 16;
    engine.type.limits.parallelBatches = 1;
    engine.destination.refuses = [](const PersonChange& person) { return person.values.at(0) == "p5@riverbank.org"; };
    const Push push = engine.sync(people(160));
    EXPECT_EQ(push.counts.accepted, 159);
    EXPECT_EQ(engine.destination.exchanges, 160 / 16 + 2 * 4);
    engine.reload();
    auto snapshot = Snapshot::open(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile),
                                   engine.keys.data);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ((*snapshot)->meta().batchLimit.people, 0);
}

/// F69: a thread of the push has no memory left. The batch may have gone out, so it is asked about or sent again.
TEST(Limits, MemoryThatRunsOutInAThreadOfThePushPausesIt) {
    for (const bool idempotent : {true, false}) {
        for (const bool afterEffect : {true, false}) {
            Engine engine;
            engine.destination.idempotent = idempotent;
            const auto starve = [&engine](int exchange) {
                if (exchange == 2) {
                    engine.destination.exchanges += 1;
                    throw std::bad_alloc();
                }
            };
            if (afterEffect) {
                engine.destination.onApplied = [&](const ChangeBatch&) { starve(engine.destination.exchanges - 1); };
            } else {
                engine.destination.fault = [&](int exchange) {
                    starve(exchange);
                    return FakeDestination::Fault::None;
                };
            }
            const Push push = engine.sync(people(20));
            EXPECT_EQ(push.status, PushStatus::NeedsYou);
            EXPECT_TRUE(push.resumable);
            ASSERT_TRUE(push.problem);
            EXPECT_EQ(push.problem->what, QStringLiteral("The computer has run out of memory."));
            EXPECT_EQ(push.problem->meaning, QStringLiteral("Nothing was lost; the push keeps its place."));
            engine.destination.fault = nullptr;
            engine.destination.onApplied = nullptr;
            auto resumed = engine.resume(push.id);
            ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
            EXPECT_EQ(resumed->counts.accepted, 20);
            EXPECT_EQ(engine.destination.state().size(), 20u);
            EXPECT_EQ(engine.destination.duplicates, 0);
        }
    }
}

/// F69: while a plan is made, nothing is said of a push that has not begun.
TEST(Limits, MemoryThatRunsOutWhileAPlanIsMadeIsSaidAsSuch) {
    struct StarvingReader final : MemoryReader {
        using MemoryReader::MemoryReader;
        Result<bool> next(RowBatch&, std::stop_token) override { throw std::bad_alloc(); }
    };
    Engine engine;
    StarvingReader reader(engine.columns, people(20));
    const auto plan = engine.planFrom(reader);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().what, QStringLiteral("The computer has run out of memory."));
    EXPECT_EQ(plan.error().meaning, QStringLiteral("No plan was made, and nobody was added, changed or removed."));
    EXPECT_EQ(plan.error().remedy, QStringLiteral("Close other programs, then plan again."));
}

TEST(Limits, AThreadThatCannotBeHadWithinAnExchangePausesThePush) {
    Engine engine;
    engine.destination.fault = [](int exchange) -> FakeDestination::Fault {
        if (exchange == 1) {
            throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
        }
        return FakeDestination::Fault::None;
    };
    const Push push = engine.sync(people(20));
    EXPECT_EQ(push.status, PushStatus::NeedsYou);
    engine.destination.fault = nullptr;
    auto resumed = engine.resume(push.id);
    ASSERT_TRUE(resumed);
    EXPECT_EQ(resumed->counts.accepted, 20);
}

} // namespace
} // namespace pathways::test
