// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever the sequence of pushes, methods, member states and faults: the promises hold. The seeds are fixed; a failing
// one is named in the message.
#include "tests/support/engine_fixture.h"

#include <random>

namespace pathways::test {
namespace {

using Status = FakeDestination::Status;
using Fault = FakeDestination::Fault;

/// An audience and a destination that change at random between pushes.
class World {
public:
    explicit World(unsigned seed, bool ids)
        : m_random(seed)
        , m_ids(ids) {
        if (ids) {
            engine.usePersonIds();
        }
        engine.type.limits.peoplePerBatch = 1 + pick(4);
        engine.destination.idempotent = pick(2) == 0;
        for (int i = 0; i < 4; ++i) { // People whom others put there.
            const std::string address = "other" + std::to_string(i) + "@elsewhere.org";
            engine.destination.members[address] = {Status::Subscribed, {address, "theirs"}, true};
        }
        // One of ours was there before us, too.
        engine.destination.members["p1@riverbank.org"] = {Status::Subscribed, {"p1@riverbank.org", "old"}, true};
    }

    void change() {
        for (int i = 0; i < 3; ++i) {
            switch (pick(6)) {
            case 0:
                m_present[pick(12)] = true;
                break;
            case 1:
                m_present.erase(pick(12));
                break;
            case 2:
                m_version[pick(12)]++;
                break;
            case 3:
                if (m_ids) {
                    m_moved[pick(12)]++;
                }
                break;
            case 4:
                leave(pick(12));
                break;
            default:
                m_extraRows = pick(3);
            }
        }
    }

    [[nodiscard]] std::string address(int person) {
        const int moved = m_moved[person];
        return "p" + std::to_string(person) + (moved > 0 ? "." + std::to_string(moved) : "") + "@riverbank.org";
    }

    Engine::Rows rows() {
        Engine::Rows rows;
        for (const auto& [person, there] : m_present) {
            add(rows, person);
        }
        for (int i = 0; i < m_extraRows && !m_present.empty(); ++i) {
            add(rows, m_present.begin()->first); // Repeats somebody.
        }
        if (pick(4) == 0) {
            rows.push_back(m_ids ? std::vector<std::string>{"99", "broken", "x"}
                                 : std::vector<std::string>{"broken", "x"});
        }
        return rows;
    }

    int pick(int below) { return int(m_random() % unsigned(below)); }
    /// Somebody leaves at their own wish.
    void leave(int person) {
        const auto found = engine.destination.members.find(address(person));
        if (found != engine.destination.members.end()) {
            found->second.status = pick(2) == 0 ? Status::Unsubscribed : Status::Cleaned;
        }
    }

    Engine engine;
    std::map<int, bool> m_present{{0, true}, {1, true}, {2, true}, {3, true}};

private:
    void add(Engine::Rows& rows, int person) {
        std::vector<std::string> row{
            address(person), m_version[person] % 4 == 3 ? std::string() : "v" + std::to_string(m_version[person])};
        if (m_ids) {
            row.insert(row.begin(), std::to_string(person));
        }
        rows.push_back(std::move(row));
    }
    std::mt19937 m_random;
    bool m_ids;
    std::map<int, int> m_version;
    std::map<int, int> m_moved;
    int m_extraRows = 0;
};

void checkPromises(World& world, const std::map<std::string, FakeDestination::Member>& before, const Push& push,
                   unsigned seed) {
    FakeDestination& destination = world.engine.destination;
    const PushCounts& c = push.counts;
    EXPECT_EQ(c.accepted + c.invalid + c.rejected + c.leftOut + c.unchanged, c.total) << "P6, seed " << seed;
    EXPECT_TRUE(world.engine.lastSummary.counts.addsUp()) << "P6, seed " << seed;
    EXPECT_EQ(destination.duplicates, 0) << "P3, seed " << seed;
    EXPECT_EQ(destination.removalsOfOthers, 0) << "P2, seed " << seed;
    EXPECT_EQ(destination.resubscribed, 0) << "P1, seed " << seed;
    EXPECT_EQ(destination.additionsAfterRemovals, 0) << "seed " << seed;
    for (const auto& [address, member] : before) {
        const auto now = destination.members.find(address);
        if (member.status != Status::Subscribed && now != destination.members.end()) {
            EXPECT_EQ(now->second.status, member.status) << "P1, seed " << seed;
        }
        if (address.starts_with("other")) {
            ASSERT_NE(now, destination.members.end()) << "P8, seed " << seed;
            EXPECT_EQ(now->second, member) << "P8, seed " << seed;
        }
        if (now != destination.members.end() && member.values.size() > 1 && now->second.values.size() > 1 &&
            !member.values[1].empty()) {
            EXPECT_FALSE(now->second.values[1].empty()) << "P7, seed " << seed;
        }
    }
}

void play(unsigned seed, bool ids, bool faults) {
    World world(seed, ids);
    for (int step = 0; step < 5; ++step) {
        world.change();
        const auto before = world.engine.destination.state();
        Pathway& pathway = world.engine.pathway;
        pathway.method = kSyncMethods[std::size_t(world.pick(4))];
        std::unique_ptr<MemberIndex> members;
        if (pathway.method == SyncMethod::UpdateOnly || world.pick(2) == 0) {
            members = std::make_unique<MemberIndex>(world.engine.members());
        }
        const int at = world.pick(4);
        const Fault kind = std::array{Fault::LostAnswer, Fault::LostRequest, Fault::NotSent,
                                      Fault::SignIn}[std::size_t(world.pick(4))];
        world.engine.destination.fault = [=, &world](int exchange) {
            static_cast<void>(world);
            return faults && exchange % 5 == at ? kind : Fault::None;
        };
        Push push = world.engine.sync(world.rows(), members.get());
        world.engine.destination.fault = nullptr;
        for (int tries = 0; push.resumable && tries < 3; ++tries) {
            auto resumed = world.engine.resume(push.id);
            ASSERT_TRUE(resumed) << resumed.error().text().toStdString() << ", seed " << seed;
            push = *resumed;
        }
        ASSERT_FALSE(push.resumable) << "seed " << seed;
        checkPromises(world, before, push, seed);
    }
    // At the end Mirror brings the list to what the audience says, but for people's own wishes.
    world.engine.pathway.method = SyncMethod::Mirror;
    const auto rows = world.rows();
    world.engine.sync(rows);
    auto settled = world.engine.plan(rows);
    ASSERT_TRUE(settled);
    const PlanCounts& counts = (*settled)->summary().counts;
    if (!ids) { // With ids, an address that was still held may need one more push.
        EXPECT_EQ(counts.add + counts.remove, 0) << "seed " << seed;
    }
}

TEST(PushProperties, PromisesHoldForPeopleKnownByTheirAddress) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        play(seed, false, false);
    }
}

TEST(PushProperties, PromisesHoldForPeopleWithIds) {
    for (unsigned seed = 101; seed <= 108; ++seed) {
        play(seed, true, false);
    }
}

TEST(PushProperties, PromisesHoldWithFaults) {
    for (unsigned seed = 201; seed <= 208; ++seed) {
        play(seed, seed % 2 == 0, true);
    }
}

} // namespace
} // namespace pathways::test
