// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/histories/steps.h"

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

using enum StepKind;

const PathwaySetup kFirst{.audience = 0};
const PathwaySetup kSecond{.audience = 1};

void expectKept(const History& history) {
    const Played played = play(history);
    EXPECT_TRUE(played.broken.empty()) << (played.broken.empty() ? std::string() : played.broken.front()) << "\n"
                                       << describe(history);
}

} // namespace

// Each broke a promise once.

TEST(FixedHistories, SomebodyLeavesOneAudienceOfAListAndStaysInTheOther) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 0}, {Join, 0}, {JoinBoth, 0, 0}, {Join, 1}, {Push, 0}, {Push, 1}, {Leave, 0, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyMovesFromOneAudienceOfAListToTheOther) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0}, {Join, 0}, {Join, 1}, {Push, 0}, {Push, 1}, {Move, 0, 0}, {Push, 1}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, ANewPushTakesThePlaceOfOneWhoseAnswerWasLost) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Join}, {Join}, {PushAnswerLost, 0, 0}, {Leave, 0, 0}, {PushAfresh, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, ANewPushTakesThePlaceOfOneThatNeverArrived) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Join}, {Join}, {PushRequestLost, 0, 0}, {Leave, 0, 0}, {PushAfresh, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, AnAddressBouncesAndTheOwnerGetsANewOne) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Push, 0}, {Bounce, 0}, {Rename, 0, 0}, {Push, 0}, {ChangeAddress, 0, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, TwoPeopleSwapTheirAddresses) {
    const History history{1, {kFirst}, {{Join}, {Join}, {Push, 0}, {Swap, 0, 0}, {Push, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, AnAddressIsDamagedInTheFile) {
    const History history{1, {{.personIds = false}}, {{Join}, {Join}, {Push, 0}, {Typo, 0, 0}, {Push, 0}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyWhoseRenameArrivedTwiceLeavesAndChangesTheirAddressAgain) {
    const History history{1,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Join},
                           {Join},
                           {Join},
                           {Join},
                           {PushAfresh, 0},
                           {Join},
                           {ChangeAddress, 0, 5},
                           {Leave, 0, 0},
                           {PushAnswerLost, 0, 0},
                           {Leave, 0, 0},
                           {Push, 0},
                           {Push, 0},
                           {ChangeAddress, 0, 8},
                           {Unsubscribe, 0, 0},
                           {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyWhomOthersPutThereChangesTheirAddressAndLeaves) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {OthersAdd, 0, 0}, {Push, 0}, {ChangeAddress, 0, 0}, {Push, 0}, {Leave, 0, 0}, {Push, 0}}};
    expectKept(history);
}

// The model was wrong: what a push has left stays until the pathway is pushed again.
TEST(FixedHistories, SomebodyStaysAtTheirOldAddressUntilTheirPathwayIsPushedAgain) {
    const History history{2,
                          {kFirst, {.audience = 1, .personIds = false}, {.audience = 0, .personIds = false}},
                          {{Join, 0},
                           {Join, 0},
                           {Join, 1},
                           {Join, 0},
                           {Join, 1},
                           {Push, 0},
                           {Bounce, 1},
                           {ChangeAddress, 0, 0},
                           {Swap, 0, 0},
                           {Push, 2},
                           {Push, 0},
                           {ChangeAddress, 0, 0},
                           {Push, 1}}};
    expectKept(history);
}

} // namespace pathways::test
