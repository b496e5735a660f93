// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using enum StepKind;

const PathwaySetup kFirst{.audience = 0};
const PathwaySetup kSecond{.audience = 1};

std::string firstBroken(const History& history) {
    const Played played = play(history);
    if (played.broken.empty()) {
        ADD_FAILURE() << "every promise was kept:\n" << describe(history);
        return {};
    }
    return played.broken.front();
}

} // namespace

// Histories that break a promise today. Each is written down with the promise that it breaks, so that its mend turns
// the test red here, and it moves to the kept ones below.

TEST(HistoriesNotKeptYet, SomebodyLeavesOneAudienceOfAListAndStaysInTheOther) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 0}, {Join, 0}, {JoinBoth, 0, 0}, {Join, 1}, {Push, 0}, {Push, 1}, {Leave, 0, 0}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("wanted by another pathway"));
}

TEST(HistoriesNotKeptYet, SomebodyMovesFromOneAudienceOfAListToTheOther) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0}, {Join, 0}, {Join, 1}, {Push, 0}, {Push, 1}, {Move, 0, 0}, {Push, 1}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("wanted by another pathway"));
}

TEST(HistoriesNotKeptYet, AnAddressBouncesAndTheOwnerGetsANewOne) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Push, 0}, {Bounce, 0}, {Rename, 0, 0}, {Push, 0}, {ChangeAddress, 0, 0}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("is not on the list"));
}

TEST(HistoriesNotKeptYet, TwoPeopleSwapTheirAddresses) {
    const History history{1, {kFirst}, {{Join}, {Join}, {Push, 0}, {Swap, 0, 0}, {Push, 0}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("values"));
}

TEST(HistoriesNotKeptYet, AnAddressIsDamagedInTheFile) {
    const History history{1, {{.personIds = false}}, {{Join}, {Join}, {Push, 0}, {Typo, 0, 0}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("is not on the list"));
}

TEST(HistoriesNotKeptYet, SomebodyWhomOthersPutThereChangesTheirAddressAndLeaves) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {OthersAdd, 0, 0}, {Push, 0}, {ChangeAddress, 0, 0}, {Push, 0}, {Leave, 0, 0}, {Push, 0}}};
    EXPECT_THAT(firstBroken(history), HasSubstr("no pathway wants them"));
}

// Histories that broke a promise once, and never may again.

TEST(HistoriesKept, ANewPushTakesThePlaceOfOneWhoseAnswerWasLost) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Join}, {Join}, {PushAnswerLost, 0, 0}, {Leave, 0, 0}, {PushAfresh, 0}, {Push, 0}}};
    EXPECT_THAT(play(history).broken, IsEmpty()) << describe(history);
}

TEST(HistoriesKept, ANewPushTakesThePlaceOfOneThatNeverArrived) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Join}, {Join}, {PushRequestLost, 0, 0}, {Leave, 0, 0}, {PushAfresh, 0}, {Push, 0}}};
    EXPECT_THAT(play(history).broken, IsEmpty()) << describe(history);
}

} // namespace pathways::test
