// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <array>
#include <cstdlib>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using enum StepKind;

std::uint64_t number(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value != nullptr ? std::strtoull(value, nullptr, 10) : otherwise;
}

/// Plays histories of 40 steps with seeds from HISTORY_SEED on, HISTORY_COUNT of them; a failing one is shrunk, and the
/// next is played, up to HISTORY_FAILURES of them.
class RandomHistories : public ::testing::Test {
protected:
    struct Kind {
        PlaceKind place = PlaceKind::List;
        std::size_t audiences = 1;
        std::vector<PathwaySetup> pathways;
        std::vector<StepKind> steps;
    };
    void playMany(const Kind& kind) {
        const std::uint64_t first = number("HISTORY_SEED", 0);
        const std::uint64_t count = number("HISTORY_COUNT", kPerKind);
        std::uint64_t failures = number("HISTORY_FAILURES", 1);
        for (std::uint64_t seed = first; seed < first + count && failures > 0; ++seed) {
            const History history{kind.audiences, kind.pathways, draw(seed, 40, kind.steps), kind.place};
            const Played played = play(history);
            s_seen += played.seen;
            for (const Step& step : history.steps) {
                ++s_steps[std::size_t(step.kind)];
            }
            if (!played.broken.empty()) {
                ADD_FAILURE() << "seed " << seed << ": " << played.broken.front() << "\nshrunk:\n"
                              << describe(shrink(history));
                --failures;
            }
        }
    }
    /// A history without any of a kind has not tried it.
    static void TearDownTestSuite() {
        const auto* suite = ::testing::UnitTest::GetInstance()->current_test_suite();
        if (suite->test_to_run_count() < suite->total_test_count() - suite->disabled_test_count() ||
            std::getenv("HISTORY_COUNT") != nullptr) {
            return; // Only some of them were to be played.
        }
        constexpr int kFloor = 20;
        for (std::size_t i = 0; i < s_steps.size(); ++i) {
            const StepKind kind = StepKind(i);
            EXPECT_GE(s_steps[i], kFloor) << nameOf(kind);
        }
        EXPECT_GE(s_seen.puts, kFloor);
        EXPECT_GE(s_seen.renames, kFloor);
        EXPECT_GE(s_seen.removals, kFloor);
        EXPECT_GE(s_seen.marksOff, kFloor);
        EXPECT_GE(s_seen.lost, kFloor);
        EXPECT_GE(s_seen.refused, kFloor);
    }
    static constexpr std::uint64_t kPerKind = 25;

private:
    static inline Operations s_seen;
    static inline std::array<int, std::size_t(kCount)> s_steps{};
};

std::vector<StepKind> operator+(std::vector<StepKind> kinds, const std::vector<StepKind>& more) {
    kinds.insert(kinds.end(), more.begin(), more.end());
    return kinds;
}

const std::vector<StepKind> kPeople{Join,          Join, Leave,   Move, JoinBoth, Rename,
                                    ChangeAddress, Swap, Respell, Typo, Resort,   BadValue};
/// Without typos: a row with a damaged address has a phone there by which it is known, which the model does not know
/// of.
const std::vector<StepKind> kIdentifiers{Join,          Join,    Leave,     Move,     JoinBoth, Rename,
                                         ChangeAddress, Swap,    Respell,   Resort,   BadValue, OthersAdd,
                                         NewPhone,      NoPhone, Household, NewPhone, NoPhone,  Household};
const std::vector<StepKind> kAtThePlace{Unsubscribe, Bounce, TakenOutByStaff, OthersAdd};
const std::vector<StepKind> kPushes{
    Push,        Push,      Push, Push, Push, Push, Push, Push, PushStopped, PushAnswerLost, PushRequestLost,
    PushRefused, PushAfresh};
const std::vector<StepKind> kDisk{PushKilled, PushKilled, PushFull};
const std::vector<StepKind> kPathways{Bin,          Bin,          EmptyBin, EmptyBin, Remake,      Remake,     TakeOut,
                                      OtherMapping, OtherMapping, OtherIds, OtherIds, OtherMethod, OtherMethod};
const std::vector<StepKind> kRaces{PushRaced,      PushRaced,       PushRaced,  PushRaced,
                                   PushAnswerLost, PushRequestLost, PushAfresh, Move};
const std::vector<StepKind> kTime{SetClock, DayChange};
const std::vector<StepKind> kEverything = kPeople + kAtThePlace + kPushes;

/// Of a list: what came later than the others, so that their seeds mean what they meant.
const std::vector<StepKind> kLater{Merge, Merge, BackAgain, BackAgain, Unsubscribe, OtherZone};

const std::vector<StepKind> kNoes{JoinBoth, JoinBoth, JoinBoth, SaysNo, SaysNo, SaysNo, SaysYes, SaysYes};

} // namespace

TEST_F(RandomHistories, OneMirrorOfOneListKeepsItsPromises) {
    playMany({PlaceKind::List, 1, {{}}, kPeople + kAtThePlace + kPushes + kDisk});
}

TEST_F(RandomHistories, TwoMirrorsOfOneListKeepTheirPromises) {
    playMany({PlaceKind::List, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kDisk});
}

TEST_F(RandomHistories, PeopleWithAndWithoutIdsShareAList) {
    playMany({PlaceKind::List,
              2,
              {{.audience = 0}, {.audience = 1, .personIds = false}, {.audience = 0, .personIds = false}},
              kEverything + kTime});
}

TEST_F(RandomHistories, MirrorsShareAListWithPathwaysThatNeverRemove) {
    playMany({PlaceKind::List,
              3,
              {{.audience = 0},
               {.audience = 1, .method = SyncMethod::UpdateOrCreate},
               {.audience = 2, .method = SyncMethod::Append}},
              kEverything});
}

TEST_F(RandomHistories, MirrorsWithTagsShareAList) {
    playMany({PlaceKind::List,
              3,
              {{.audience = 0, .tag = "spring"},
               {.audience = 1, .tag = "gala", .tagOff = true},
               {.audience = 2, .tag = "spring", .tagOff = true}},
              kEverything + std::vector<StepKind>{OtherTag, Leave, Leave, Leave, Move, Move}});
}

TEST_F(RandomHistories, AMirrorIsGivenOneTagAfterTheOther) {
    playMany({PlaceKind::List,
              2,
              {{.audience = 0, .tag = "spring"}, {.audience = 1}},
              kEverything + kDisk + std::vector<StepKind>{OtherTag, OtherTag, OtherTag, TakeOut, Bin}});
}

TEST_F(RandomHistories, PathwaysOfAListComeAndGo) {
    playMany({PlaceKind::List, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kPathways});
}

TEST_F(RandomHistories, FilesOfAWorkspaceAreDamaged) {
    playMany({PlaceKind::List,
              2,
              {{.audience = 0}, {.audience = 1}},
              kEverything + kDisk + std::vector<StepKind>{Damage, Damage}});
}

TEST_F(RandomHistories, ABackupIsPutBack) {
    playMany({PlaceKind::List,
              2,
              {{.audience = 0}, {.audience = 1}},
              kEverything + std::vector<StepKind>{BackUp, BackUp, Restore, Restore}});
}

TEST_F(RandomHistories, AListThatForgetsWhoLeft) {
    playMany({PlaceKind::ForgetfulList, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kDisk});
}

TEST_F(RandomHistories, ATable) {
    playMany(
        {PlaceKind::Table, 2, {{.audience = 0}, {.audience = 1, .personIds = false}}, kEverything + kDisk + kTime});
}

TEST_F(RandomHistories, AFile) {
    playMany({PlaceKind::File, 1, {{}}, kEverything + kDisk});
}

TEST_F(RandomHistories, AFileOfTwoPathways) {
    playMany({PlaceKind::File, 2, {{.audience = 0}, {.audience = 1, .personIds = false}}, kEverything + kDisk});
}

TEST_F(RandomHistories, PeopleOfAListAreMergedAndComeBack) {
    playMany({PlaceKind::List,
              2,
              {{.audience = 0, .tag = "spring"}, {.audience = 1, .personIds = false}},
              kEverything + kLater + kDisk});
}

TEST_F(RandomHistories, PeopleOfAListThatForgetsAreMergedAndComeBack) {
    playMany({PlaceKind::ForgetfulList, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kLater});
}

TEST_F(RandomHistories, PeopleOfATableAreMerged) {
    playMany({PlaceKind::Table, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kLater + kTime});
}

TEST_F(RandomHistories, PeopleOfAnAdAudienceAreMerged) {
    playMany({PlaceKind::AdsOfPeople,
              2,
              {{.audience = 0}, {.audience = 1}},
              kIdentifiers + kPushes + std::vector<StepKind>{Merge, Merge, OtherZone}});
}

TEST_F(RandomHistories, PeopleOfAListSayNoInOneAudience) {
    playMany({PlaceKind::List, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kNoes + kDisk});
}

TEST_F(RandomHistories, PeopleOfAListThatForgetsSayNoInOneAudience) {
    playMany({PlaceKind::ForgetfulList, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kNoes});
}

TEST_F(RandomHistories, PeopleSayNoWherePathwaysNeverRemoveOrComeAndGo) {
    playMany({PlaceKind::List,
              3,
              {{.audience = 0, .tag = "spring"},
               {.audience = 1, .method = SyncMethod::UpdateOrCreate},
               {.audience = 2, .personIds = false}},
              kEverything + kNoes + kPathways});
}

TEST_F(RandomHistories, PeopleOfATableSayNoInOneAudience) {
    playMany({PlaceKind::Table, 2, {{.audience = 0}, {.audience = 1, .personIds = false}}, kEverything + kNoes});
}

TEST_F(RandomHistories, PeopleOfAFileSayNoInOneAudience) {
    playMany({PlaceKind::File, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kNoes + kDisk});
}

TEST_F(RandomHistories, PeopleOfAnAdAudienceSayNoInOneAudience) {
    playMany(
        {PlaceKind::Ads, 2, {{.audience = 0}, {.audience = 1, .personIds = false}}, kIdentifiers + kPushes + kNoes});
}

TEST_F(RandomHistories, AnAdAudience) {
    playMany({PlaceKind::Ads, 2, {{.audience = 0}, {.audience = 1}}, kIdentifiers + kPushes});
}

TEST_F(RandomHistories, AnAdAudienceOfPeople) {
    playMany({PlaceKind::AdsOfPeople, 2, {{.audience = 0}, {.audience = 1}}, kIdentifiers + kPushes});
}

TEST_F(RandomHistories, AnAdAudienceOfHouseholds) {
    playMany({PlaceKind::AdsOfHouseholds, 2, {{.audience = 0}, {.audience = 1}}, kIdentifiers + kPushes});
}

TEST_F(RandomHistories, PeopleLeaveAListBetweenThePlanAndConfirm) {
    playMany({PlaceKind::List, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kRaces});
}

TEST_F(RandomHistories, PeopleLeaveAForgetfulListBetweenThePlanAndConfirm) {
    playMany({PlaceKind::ForgetfulList, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kRaces});
}

TEST_F(RandomHistories, RowsAreDeletedBetweenThePlanAndConfirm) {
    playMany({PlaceKind::Table, 2, {{.audience = 0}, {.audience = 1}}, kEverything + kRaces});
}

} // namespace pathways::test
