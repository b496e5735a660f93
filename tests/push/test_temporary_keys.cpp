// SPDX-License-Identifier: GPL-3.0-or-later
// A session without the keychain has keys of its own for as long as it lasts: what is stored under the workspace's keys
// cannot be read in it, and must be there afterwards as it was.
#include "core/push/clean_up.h"
#include "core/roster/roster_adoption.h"
#include "tests/support/people_rows.h"

#include <QDir>

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

qint64 lost(Engine& engine) {
    qint64 people = 0;
    for (const PlaceLoss& loss : must(PlaceRepository(*engine.database, engine.keys).losses(engine.place))) {
        people += loss.people;
    }
    return people;
}

/// What the program does when it starts.
void start(Engine& engine) {
    must(adoptNewerRosters(*engine.workspace, *engine.database, engine.keys));
    settleAll(engine.settling());
    must(removeOrphans(*engine.workspace, *engine.database, engine.keys));
}

/// From its beginning to its end, another session without the keychain.
class WithoutKeychain {
public:
    explicit WithoutKeychain(Engine& engine)
        : m_engine(engine)
        , m_keys(engine.keys) {
        engine.keys = {QByteArray(32, 'n'), QByteArray(32, 'e'), true};
        start(engine);
    }
    WithoutKeychain(const WithoutKeychain&) = delete;
    WithoutKeychain& operator=(const WithoutKeychain&) = delete;
    ~WithoutKeychain() {
        m_engine.keys = m_keys;
        start(m_engine);
    }

private:
    Engine& m_engine;
    WorkspaceKeys m_keys;
};

void forgetWhoPutThem(Engine& engine) {
    engine.destination.onApplied = [&engine](const ChangeBatch&) {
        for (auto& [address, member] : engine.destination.members) {
            member.byOthers = true;
        }
    };
}

} // namespace

TEST(TemporaryKeys, APushAddsAndUpdatesAndTheMemoryStaysAsItWas) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.sync(people(0, 6));
    const Place before = must(PlaceRepository(*engine.database, engine.keys).find(engine.place));
    {
        const WithoutKeychain session(engine);
        for (int again = 0; again < 2; ++again) {
            const Push push = engine.sync(people(2, 9));
            EXPECT_EQ(push.status, PushStatus::Synced) << (push.problem ? push.problem->text().toStdString() : "");
            EXPECT_TRUE(engine.lastSummary.removalsHeldBack);
            EXPECT_EQ(push.counts.removed, 0);
        }
        EXPECT_EQ(there(engine), addresses(people(0, 9)));
    }
    EXPECT_EQ(must(PlaceRepository(*engine.database, engine.keys).find(engine.place)), before);
    EXPECT_GT(lost(engine), 0) << "whom it sent is not known any more, which is said";
    const Push push = engine.sync(people(2, 9));
    EXPECT_FALSE(engine.lastSummary.removalsHeldBack) << "no doubt stays behind";
    EXPECT_EQ(push.counts.removed, 2);
    EXPECT_EQ(there(engine), addresses(people(2, 9)));
}

TEST(TemporaryKeys, APushThatWasStoppedGoesOnInTheSameSession) {
    Engine engine;
    engine.sync(people(0, 2));
    const WithoutKeychain session(engine);
    std::stop_source stop;
    engine.type.limits.parallelBatches = 1;
    engine.destination.onApplied = [&stop](const ChangeBatch&) { stop.request_stop(); };
    const Push stopped = must(engine.push(must(engine.plan(people(0, 9))), true, stop.get_token()));
    ASSERT_TRUE(stopped.resumable);
    engine.destination.onApplied = nullptr;
    EXPECT_EQ(must(engine.resume(stopped.id)).status, PushStatus::Synced);
    EXPECT_EQ(there(engine), addresses(people(0, 9)));
    EXPECT_EQ(lost(engine), 9) << "once";
}

TEST(TemporaryKeys, WhatAnEarlierPushHasSentIsSettledWhenTheKeychainIsBack) {
    Engine engine;
    forgetWhoPutThem(engine);
    engine.type.limits.parallelBatches = 1;
    engine.destination.fault = [](int exchange) {
        if (exchange == 2) {
            Database::setFaultHook([](qint64) { return true; });
        }
        return exchange >= 2 ? FakeDestination::Fault::NotSent : FakeDestination::Fault::None;
    };
    static_cast<void>(engine.push(must(engine.plan(people(0, 12)))).has_value());
    Database::setFaultHook({});
    engine.destination.fault = nullptr;
    ASSERT_EQ(there(engine), addresses(people(0, 6)));
    {
        const WithoutKeychain session(engine);
        must(settlePlace(engine.settling(), engine.place));
        ASSERT_TRUE(engine.plan(people(0, 3)));
    }
    EXPECT_TRUE(must(Journal(*engine.database, engine.keys).unsettled()).isEmpty());
    EXPECT_EQ(lost(engine), 0);
    ASSERT_TRUE(engine.supersede());
    engine.sync(people(3, 5));
    EXPECT_EQ(there(engine), addresses(people(3, 5)));
}

TEST(TemporaryKeys, WhereAListForgetsWhoLeftNobodyIsSentWithoutTheirNames) {
    Engine engine;
    engine.type.absence = Absence::OwnWish;
    engine.sync(people(0, 4));
    engine.destination.members.erase("p1@riverbank.org");
    const auto members = engine.members();
    engine.sync(people(0, 5), &members);
    const WithoutKeychain session(engine);
    const auto refused = engine.plan(people(0, 5));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Keychain);
}

} // namespace pathways::test
