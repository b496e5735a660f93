// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <cstdlib>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using enum StepKind;

std::uint64_t number(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

/// Plays histories of 40 steps with seeds from HISTORY_SEED on, HISTORY_COUNT of them; a failing one is shrunk.
ListPlace::Seen playMany(std::size_t audiences, const std::vector<PathwaySetup>& pathways,
                         const std::vector<StepKind>& kinds) {
    ListPlace::Seen seen;
    const std::uint64_t first = number("HISTORY_SEED", 0);
    const std::uint64_t count = number("HISTORY_COUNT", 100);
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const History history{audiences, pathways, draw(seed, 40, kinds)};
        const Played played = play(history);
        seen.puts += played.seen.puts;
        seen.renames += played.seen.renames;
        seen.archivings += played.seen.archivings;
        seen.tagsOff += played.seen.tagsOff;
        seen.lost += played.seen.lost;
        if (!played.broken.empty()) {
            ADD_FAILURE() << "seed " << seed << ": " << played.broken.front() << "\nshrunk:\n"
                          << describe(shrink(history));
            break;
        }
    }
    return seen;
}

const std::vector<StepKind> kEverything{Join,
                                        Join,
                                        Leave,
                                        Move,
                                        JoinBoth,
                                        Rename,
                                        ChangeAddress,
                                        Swap,
                                        Respell,
                                        Resort,
                                        Unsubscribe,
                                        Bounce,
                                        ArchivedByStaff,
                                        OthersAdd,
                                        Push,
                                        Push,
                                        Push,
                                        Push,
                                        Push,
                                        Push,
                                        Push,
                                        Push,
                                        PushStopped,
                                        PushAnswerLost,
                                        PushRequestLost,
                                        PushAfresh};

} // namespace

// One pathway, and everything that happened to it so far in tests: the beginning, and what must never break again.
TEST(RandomHistories, OneMirrorOfOneListKeepsItsPromises) {
    const auto seen = playMany(1, {{}},
                               {Join, Join, Leave, Rename, ChangeAddress, Respell, Resort, Unsubscribe, Push, Push,
                                Push, Push, PushStopped, PushAnswerLost, PushRequestLost, PushAfresh, PushAfresh});
    EXPECT_GT(seen.puts, 20);
    EXPECT_GT(seen.renames, 20);
    EXPECT_GT(seen.archivings, 20);
    EXPECT_GT(seen.lost, 20);
}

// Several pathways of every kind to one list.
TEST(RandomHistories, TwoMirrorsOfOneListKeepTheirPromises) {
    const auto seen = playMany(2, {{.audience = 0}, {.audience = 1}}, kEverything);
    EXPECT_GT(seen.puts, 20);
    EXPECT_GT(seen.archivings, 20);
}

TEST(RandomHistories, PeopleWithAndWithoutIdsShareAList) {
    playMany(2, {{.audience = 0}, {.audience = 1, .personIds = false}, {.audience = 0, .personIds = false}},
             kEverything);
}

TEST(RandomHistories, MirrorsShareAListWithPathwaysThatNeverRemove) {
    playMany(3,
             {{.audience = 0},
              {.audience = 1, .method = SyncMethod::UpdateOrCreate},
              {.audience = 2, .method = SyncMethod::Append}},
             kEverything);
}

TEST(RandomHistories, MirrorsWithTagsShareAList) {
    const auto seen = playMany(3,
                               {{.audience = 0, .tag = "spring"},
                                {.audience = 1, .tag = "gala", .tagOff = true},
                                {.audience = 2, .tag = "spring", .tagOff = true}},
                               kEverything);
    EXPECT_GT(seen.tagsOff, 20);
}

} // namespace pathways::test
