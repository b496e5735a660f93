// SPDX-License-Identifier: GPL-3.0-or-later
// Exhaustive loops, after ownCloud's journal tests: the i-th thing fails, for all i until a run meets none, for each
// method; the end state at the destination and in the workspace must be that of an undisturbed run, and nothing that
// is not idempotent may arrive twice.
#include "core/spool/disk_file.h"
#include "tests/faults/fault_story.h"

namespace pathways::test {
namespace {

using Fault = FakeDestination::Fault;
using Members = std::map<std::string, FakeDestination::Member>;

constexpr qint64 kTooMany = 5'000;

class EachMethod : public ::testing::TestWithParam<SyncMethod> {
protected:
    /// An engine whose destination has the people of before; everybody is put there by Mirror.
    static void prepare(Engine& engine, SyncMethod method, bool idempotent) {
        FaultStory::useMethod(engine, SyncMethod::Mirror);
        engine.destination.idempotent = idempotent;
        engine.sync(FaultStory::before());
        engine.pathway.method = method;
    }
    static Members undisturbed(SyncMethod method) {
        Engine engine;
        prepare(engine, method, true);
        engine.sync(FaultStory::after());
        return engine.destination.state();
    }
    static void recover(Engine& engine, const Members& wanted) {
        FaultStory::settle(engine);
        FaultStory::expectSettled(engine);
        EXPECT_EQ(engine.destination.state(), wanted);
    }

    /// Breaks a whole push at its i-th call of one sort, then lets it be continued.
    template <typename Arm>
    void exhaust(const Arm& arm) {
        const Members wanted = undisturbed(GetParam());
        for (const bool idempotent : {false, true}) {
            bool met = true;
            qint64 i = 0;
            for (; met && i < kTooMany; ++i) {
                SCOPED_TRACE("call " + std::to_string(i));
                Engine engine;
                prepare(engine, GetParam(), idempotent);
                std::atomic<bool> hit{false};
                auto plan = engine.plan(FaultStory::after());
                ASSERT_TRUE(plan);
                arm([i, &hit](qint64 call) {
                    hit = hit || call == i;
                    return call == i;
                });
                const auto pushed = engine.push(*plan);
                static_cast<void>(pushed); // It may have ended with an error, or not have noticed.
                arm(nullptr);
                met = hit;
                recover(engine, wanted);
                ASSERT_FALSE(HasFailure());
            }
            EXPECT_FALSE(met);
            EXPECT_GT(i, 5);
        }
    }
};

INSTANTIATE_TEST_SUITE_P(Methods, EachMethod, ::testing::ValuesIn(kSyncMethods), methodName);

TEST_P(EachMethod, TheNthDatabaseCallFails) {
    exhaust([](auto hook) { Database::setFaultHook(hook); });
}

TEST_P(EachMethod, TheNthWriteFindsTheDiskFull) {
    exhaust([](auto hook) { DiskFile::setFaultHook(hook); });
}

TEST_P(EachMethod, TheNthExchangeIsDisturbed) {
    const Members wanted = undisturbed(GetParam());
    for (const bool idempotent : {true, false}) {
        for (const Fault kind : {Fault::NotSent, Fault::LostRequest, Fault::LostAnswer, Fault::SignIn}) {
            bool met = true;
            for (int i = 0; met; ++i) {
                SCOPED_TRACE("exchange " + std::to_string(i) + ", fault " + std::to_string(int(kind)));
                Engine engine;
                prepare(engine, GetParam(), idempotent);
                const int first = engine.destination.exchanges;
                engine.destination.fault = [=](int exchange) { return exchange == first + i ? kind : Fault::None; };
                engine.sync(FaultStory::after());
                met = engine.destination.exchanges > first + i;
                engine.destination.fault = nullptr;
                recover(engine, wanted);
                ASSERT_FALSE(HasFailure());
            }
        }
    }
}

/// The same answer is lost again and again: while it is asked about, nothing may be sent twice.
TEST_P(EachMethod, EveryAnswerIsLostForAWhile) {
    const Members wanted = undisturbed(GetParam());
    for (const bool idempotent : {true, false}) {
        Engine engine;
        prepare(engine, GetParam(), idempotent);
        engine.destination.fault = [](int exchange) { return exchange % 3 == 2 ? Fault::None : Fault::LostAnswer; };
        engine.sync(FaultStory::after());
        engine.destination.fault = nullptr;
        recover(engine, wanted);
    }
}

} // namespace
} // namespace pathways::test
