// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/engine_fixture.h"

namespace pathways::test {

/// Rows of the people with these numbers, from one up to before the other. suffix: of their names.
inline Engine::Rows people(int from, int to, const std::string& suffix = {}) {
    Engine::Rows rows;
    for (int i = from; i < to; ++i) {
        rows.push_back({"p" + std::to_string(i) + "@riverbank.org", "Name " + std::to_string(i) + suffix});
    }
    return rows;
}

inline Engine::Rows people(int count, const std::string& suffix = {}) {
    return people(0, count, suffix);
}

/// A push of these people that was stopped as soon as its first batch had arrived.
inline Push pushStopped(Engine& engine, const Engine::Rows& rows) {
    std::stop_source stop;
    engine.destination.onApplied = [&stop](const ChangeBatch&) { stop.request_stop(); };
    const Push stopped = must(engine.push(must(engine.plan(rows)), true, stop.get_token()));
    engine.destination.onApplied = nullptr;
    EXPECT_TRUE(stopped.resumable);
    return stopped;
}

} // namespace pathways::test
