// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/engine_fixture.h"

namespace pathways::test {

/// The push that the fault loops disturb: six people are there; one is updated, one is new, one is gone, one cannot be
/// sent. One person a request, one request at a time: the i-th of anything is the same thing in every run.
struct FaultStory {
    using Rows = Engine::Rows;

    static Rows before() {
        Rows rows;
        for (int i = 0; i < 6; ++i) {
            rows.push_back({"p" + std::to_string(i) + "@riverbank.org", "Name " + std::to_string(i)});
        }
        return rows;
    }
    static Rows after() {
        Rows rows = before();
        rows[1][1] = "Changed";
        rows.pop_back();
        rows.push_back({"new@riverbank.org", "New"});
        rows.push_back({"nonsense", "Bad"});
        return rows;
    }
    static void useMethod(Engine& engine, SyncMethod method) {
        engine.pathway.method = method;
        engine.type.limits.peoplePerBatch = 1;
        engine.type.limits.parallelBatches = 1;
    }
    /// Resumes whatever is unfinished until nothing is, then pushes the audience once more: a person in front of the
    /// program would do no more.
    static void settle(Engine& engine) {
        auto unfinished = Journal(*engine.database, engine.keys).unfinished();
        ASSERT_TRUE(unfinished) << unfinished.error().text().toStdString();
        for (const auto& one : *unfinished) {
            auto resumed = engine.resume(one.push.id);
            ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
            EXPECT_FALSE(resumed->resumable) << (resumed->problem ? resumed->problem->text().toStdString() : "");
            const PushCounts& c = resumed->counts;
            EXPECT_EQ(c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged, c.total);
        }
        engine.sync(after());
    }
    /// In the workspace nothing is left to be done, and no file that nobody names.
    static void expectSettled(Engine& engine) {
        EXPECT_EQ(engine.destination.duplicates, 0);
        auto plan = engine.plan(after());
        ASSERT_TRUE(plan) << plan.error().text().toStdString();
        EXPECT_TRUE((*plan)->summary().nothingToDo());
        auto unfinished = Journal(*engine.database, engine.keys).unfinished();
        ASSERT_TRUE(unfinished);
        EXPECT_TRUE(unfinished->isEmpty());
    }
};

inline std::string methodName(const ::testing::TestParamInfo<SyncMethod>& one) {
    static const char* const kNames[] = {"Mirror", "UpdateOrCreate", "Append", "UpdateOnly"};
    return kNames[std::size_t(one.param)];
}

} // namespace pathways::test
