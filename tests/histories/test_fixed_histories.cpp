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

TEST(FixedHistories, SomebodyIsRefusedInThePushAfterPeopleWereToldApartByIds) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0},
                           {Join, 1},
                           {Push, 0},
                           {Push, 1},
                           {BadValue, 1, 0},
                           {Unsubscribe, 0},
                           {OtherIds, 1},
                           {JoinBoth, 0, 0},
                           {Push, 1},
                           {Push, 1}}};
    expectKept(history);
}

TEST(FixedHistories, AnotherPathwayIsPushedWhileItIsNotKnownWhetherSomebodyArrived) {
    const History history{
        2,
        {kFirst, {.audience = 1, .personIds = false}, {.audience = 0, .personIds = false}},
        {{Join, 0}, {PushRequestLost, 2}, {PushAnswerLost, 0}, {ChangeAddress, 0, 0}, {Push, 2}, {Push, 1}, {Push, 0}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyOfWhomNoAnswerCameLeavesAfterTheirRowWasRefused) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 1}, {PushFull, 11, 2}, {Push, 0}, {BadValue, 1, 0}, {Push, 1}, {Leave, 1, 0}, {Push, 1}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyWhomWeTookOutIsToComeBackAndThatNeverArrives) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 1}, {Push, 1}, {Move, 1, 0}, {Push, 1}, {PushRequestLost, 0, 0}, {Push, 1}, {PushAfresh, 0}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyOfAPushThatNeverWroteTheFileLeaves) {
    const History history{1, {kFirst}, {{Join}, {PushStopped, 0, 1}, {Leave}, {PushAfresh}}, PlaceKind::File};
    expectKept(history);
}

TEST(FixedHistories, SomebodyOfAPushThatNeverWroteTheFileLeavesAndAnotherPathwayIsPushed) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 1}, {PushStopped, 1, 1}, {Leave, 1}, {Push, 0}, {Push, 1}, {Push, 1}},
                          PlaceKind::File};
    expectKept(history);
}

TEST(FixedHistories, ACutOffPushWasToTakeSomebodyOutOfAFileWhomAnotherPathwayThenPuts) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 1},
                           {Join, 1},
                           {Push, 1},
                           {JoinBoth, 1, 0},
                           {Leave, 1, 0},
                           {PushStopped, 1, 1},
                           {Push, 0},
                           {Join, 1},
                           {Push, 1}},
                          PlaceKind::File};
    expectKept(history);
}

TEST(FixedHistories, ACutOffPushWasToMoveSomebodyOfAFileWhomTheNextPushRefuses) {
    const History history{1,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Push},
                           {ChangeAddress, 0, 0},
                           {PushStopped, 0, 1},
                           {BadValue, 0, 0},
                           {PushAfresh},
                           {Leave, 0, 0},
                           {Push}},
                          PlaceKind::File};
    expectKept(history);
}

TEST(FixedHistories, SomebodyIsRefusedAtTheAddressThatAnotherHasLeftToThem) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Push}, {BadValue, 0, 0}, {Swap, 0, 0}, {PushAfresh}, {Leave, 0, 0}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, ThePlatformKeepsSomebodyAtTheAddressThatTheyHaveLeft) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0},
                           {Join, 0},
                           {Join, 1},
                           {Join, 1},
                           {JoinBoth, 1, 0},
                           {Push, 1},
                           {ChangeAddress, 0, 11},
                           {JoinBoth, 1, 0},
                           {Push, 0},
                           {PushRefused, 1, 10},
                           {Push, 1}}};
    expectKept(history);
}

// E2
TEST(FixedHistories, AKeyOfATableIsSpeltInAnotherWay) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 0}, {JoinBoth, 0}, {Push, 0}, {Push, 1}, {Respell, 0, 0}, {Push, 0}, {Leave, 1, 0}, {Push, 1}},
        PlaceKind::Table};
    expectKept(history);
}

// E4
TEST(FixedHistories, AByteOfTheMemoryIsDamagedAfterSomebodyLeft) {
    constexpr unsigned kRoster = 0;
    constexpr unsigned kSnapshot = 4;
    for (const unsigned file : {kRoster, kSnapshot}) {
        for (unsigned where = 0; where < 16; ++where) {
            const History history{1,
                                  {kFirst},
                                  {{Join},
                                   {Join},
                                   {Join},
                                   {Push},
                                   {Unsubscribe, 1},
                                   {Push},
                                   {Damage, file, where},
                                   {Join},
                                   {Push},
                                   {Leave},
                                   {Push},
                                   {Rename},
                                   {Push}},
                                  PlaceKind::ForgetfulList};
            expectKept(history);
        }
    }
}

// E5
TEST(FixedHistories, SomebodyGetsTheAddressOfSomebodyWhoWasTakenOut) {
    for (const PlaceKind place : {PlaceKind::List, PlaceKind::ForgetfulList, PlaceKind::Table, PlaceKind::File}) {
        const History history{2,
                              {kFirst},
                              {{Join, 0},
                               {Join, 0},
                               {JoinBoth, 0, 0},
                               {JoinBoth, 0, 1},
                               {Push},
                               {Leave, 0, 0},
                               {Push},
                               {Swap, 1, 0},
                               {Push},
                               {Push}},
                              place};
        expectKept(history);
    }
}

// E5
TEST(FixedHistories, TwoEntriesOfOneDonorAreMerged) {
    for (const PlaceKind place : {PlaceKind::List, PlaceKind::ForgetfulList, PlaceKind::Table, PlaceKind::File}) {
        const History history{
            1, {kFirst}, {{Join}, {Join}, {Push}, {Swap, 0, 0}, {Leave, 0, 0}, {Push}, {Push}, {Leave}, {Push}}, place};
        expectKept(history);
    }
}

// E6
TEST(FixedHistories, AnIdentifierOfSomebodyIsReplacedAtAnAdPlatform) {
    for (const PlaceKind place : {PlaceKind::Ads, PlaceKind::AdsOfPeople, PlaceKind::AdsOfHouseholds}) {
        for (const StepKind what : {ChangeAddress, NewPhone, NoPhone, Household}) {
            for (const bool ids : {false, true}) {
                const History history{1,
                                      {{.personIds = ids}},
                                      {{Join},
                                       {Join},
                                       {Join},
                                       {Push},
                                       {what, 0, 0},
                                       {Push},
                                       {Push},
                                       {Leave, 0, 1},
                                       {Push},
                                       {what, 0, 0},
                                       {Push}},
                                      place};
                expectKept(history);
            }
        }
    }
}

/// What two shared once, and one of them or both gave up, may lead to one account still.
TEST(FixedHistories, SomebodyGivesUpWhatTheySharedAtAnAdPlatformAndLeaves) {
    for (const PlaceKind place : {PlaceKind::Ads, PlaceKind::AdsOfPeople, PlaceKind::AdsOfHouseholds}) {
        for (const unsigned who : {1U, 2U}) { // The second has had the phone of the third.
            for (const bool both : {false, true}) {
                for (const StepKind then : {Leave, NewPhone, ChangeAddress}) {
                    const History history{1,
                                          {kFirst},
                                          {{Join},
                                           {Join},
                                           {Join},
                                           {Household, 0, 1},
                                           {Push},
                                           {NewPhone, 0, who},
                                           {Push},
                                           {both ? NewPhone : Rename, 0, 3 - who},
                                           {Push},
                                           {then, 0, who},
                                           {Push},
                                           {Push}},
                                          place};
                    expectKept(history);
                }
            }
        }
    }
}

// E7
TEST(FixedHistories, SomebodyLeavesAListThatForgetsThemAndGetsANewAddress) {
    const History history{1,
                          {kFirst},
                          {{Join}, {Join}, {Push}, {Unsubscribe, 0}, {Push}, {ChangeAddress, 0, 0}, {Push}, {Push}},
                          PlaceKind::ForgetfulList};
    expectKept(history);
}

// E9
TEST(FixedHistories, SomebodyWhomStaffTookOutHasAChangedRow) {
    const History history{
        1, {kFirst}, {{Join}, {Join}, {Push}, {TakenOutByStaff, 0}, {Rename, 0, 0}, {Push}, {Rename, 0, 0}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, SomebodyComesBackByThemselvesAndLeavesTheAudience) {
    for (const StepKind how : {Unsubscribe, Bounce, TakenOutByStaff}) {
        const History history{
            1, {kFirst}, {{Join}, {Join}, {Push}, {how, 0}, {Push}, {OthersAdd, 0, 0}, {Push}, {Leave, 0, 0}, {Push}}};
        expectKept(history);
    }
}

TEST(FixedHistories, SomebodyOfTwoAudiencesGetsANewAddress) {
    for (const SyncMethod method : {SyncMethod::Mirror, SyncMethod::UpdateOrCreate}) {
        const History history{
            2,
            {{.audience = 0, .method = method}, {.audience = 1, .method = SyncMethod::UpdateOrCreate}},
            {{Join, 0},
             {Join, 0},
             {JoinBoth, 0, 0},
             {Push, 0},
             {Push, 1},
             {ChangeAddress, 0, 0},
             {Push, 0},
             {Push, 1},
             {Push, 0}}};
        expectKept(history);
    }
}

// E11
TEST(FixedHistories, APushThatWasToTakeOutNobodyIsContinued) {
    const History history{
        1,
        {{.personIds = false}},
        {{Join}, {Join}, {Join}, {Push}, {Typo, 0, 1}, {Join}, {PushStopped, 0, 1}, {Push}, {Typo, 0, 1}, {Push}}};
    expectKept(history);
}

// E12
TEST(FixedHistories, AnotherMappingIsChosenAfterAPushThatWasStopped) {
    const History history{
        1, {kFirst}, {{Join}, {Join}, {Join}, {Join}, {PushStopped, 0, 1}, {OtherMapping}, {Leave}, {Push}, {Push}}};
    expectKept(history);
}

// E17
TEST(FixedHistories, SomebodyLeavesAfterTheirPathwayWasGivenAnotherTag) {
    const History history{
        1, {{.tag = "spring"}}, {{Join}, {Join}, {Push}, {OtherTag, 0, 1}, {Leave}, {Push}, {Leave}, {Push}}};
    expectKept(history);
}

// The pathway forgot with its tag at which address somebody had been, and so that they had left at it (P1).
TEST(FixedHistories, SomebodyLeavesAListAfterTheTagWasChangedAndGetsANewAddress) {
    const History history{1,
                          {{.tag = "spring"}},
                          {{Join}, {Join}, {Push}, {OtherTag, 0, 1}, {Unsubscribe, 0}, {ChangeAddress, 0, 0}, {Push}}};
    expectKept(history);
}

// E17, the old tag is taken off: of who stays, who leaves, who comes, and who leaves later.
TEST(FixedHistories, TheOldTagIsTakenOffEverybodyWhenAPathwayIsGivenAnother) {
    for (const bool tagOff : {false, true}) {
        const History history{
            1,
            {{.tag = "spring", .tagOff = tagOff}},
            {{Join}, {Join}, {Join}, {Push}, {OtherTag, 0, 4}, {Leave}, {Join}, {Push}, {Leave}, {Push}, {Push}}};
        expectKept(history);
    }
}

TEST(FixedHistories, TheOldTagStaysOnEverybodyWhenAPathwayIsGivenAnother) {
    const History history{
        1, {{.tag = "spring"}}, {{Join}, {Join}, {Join}, {Push}, {OtherTag, 0, 1}, {Leave}, {Join}, {Push}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, AnAddressChangesWhileTheOldTagIsTakenOff) {
    const History history{
        1, {{.tag = "spring"}}, {{Join}, {Join}, {Push}, {OtherTag, 0, 4}, {ChangeAddress}, {Push}, {Push}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, TheAnswerToTakingTheOldTagOffIsLost) {
    const History history{1,
                          {{.tag = "spring"}},
                          {{Join}, {Join}, {Push}, {OtherTag, 0, 4}, {PushAnswerLost, 0, 1}, {PushAfresh}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, ThePeopleOfAPathwayAreTakenOutAndAnotherKeepsItsOwn) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0},
                           {Join, 0},
                           {JoinBoth, 0, 0},
                           {Join, 1},
                           {Push, 0},
                           {Push, 1},
                           {TakeOut, 0},
                           {Push, 1},
                           {Bin, 0},
                           {Push, 0},
                           {Push, 1}}};
    expectKept(history);
}

// E18
TEST(FixedHistories, TheMemoryOfAPathwayIsLostAndSomebodyLeavesOneOfTwo) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join, 0}, {JoinBoth, 0, 0}, {Push, 0}, {Push, 1}, {Damage, 1}, {Leave, 0, 0}, {Push, 0}, {Push, 0}}};
    expectKept(history);
}

// S1-1
TEST(FixedHistories, TheClockIsSetBackBeforeANewPushTakesThePlaceOfOneWithoutAnAnswer) {
    const History history{
        1, {kFirst}, {{Join}, {Join}, {PushAnswerLost, 0, 0}, {SetClock, 0}, {Leave}, {PushAfresh}, {Push}}};
    expectKept(history);
}

/// One pathway knows by their id that they left; the other has only their address.
TEST(FixedHistories, SomebodyWhoLeftUnderAnotherAddressIsInTheOtherAudienceToo) {
    const History history{2,
                          {{.audience = 0, .personIds = true}, {.audience = 1, .personIds = true}},
                          {{Join, 1},
                           {Join, 0},
                           {Join, 1},
                           {Join, 0},
                           {Join, 1},
                           {Push, 1},
                           {Unsubscribe, 10},
                           {Leave, 1, 11},
                           {Swap, 1, 0},
                           {Push, 1},
                           {JoinBoth, 1, 5},
                           {Unsubscribe, 0},
                           {Push, 1},
                           {Push, 0}},
                          PlaceKind::ForgetfulList};
    expectKept(history);
}

// P15
TEST(FixedHistories, SomebodyMovesWhileNobodyIsRemovedBecauseABackupWasPutBack) {
    const History history{1,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Join},
                           {PushAfresh},
                           {ChangeAddress, 0, 0},
                           {BackUp},
                           {Restore},
                           {Push},
                           {ChangeAddress, 0, 0},
                           {Push},
                           {Push}}};
    expectKept(history);
}

// P15, where all identifiers together tell people apart
TEST(FixedHistories, SomebodyOfAnAdAudienceGetsAnotherPhoneWhileABackupIsPutBack) {
    const History history{1,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Join},
                           {PushAfresh},
                           {NewPhone, 0, 0},
                           {BackUp},
                           {Restore},
                           {Push},
                           {NewPhone, 0, 0},
                           {Push},
                           {Push}},
                          PlaceKind::Ads};
    expectKept(history);
}

// P15
TEST(FixedHistories, TheMemoryOfAPathwayIsLostAndSomebodyMovesTwice) {
    const History history{1,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Join},
                           {Push},
                           {Damage, 1},
                           {ChangeAddress, 0, 0},
                           {Push},
                           {ChangeAddress, 0, 0},
                           {Push},
                           {Push}}};
    expectKept(history);
}

// P15: their id is known, but not which address was theirs.
TEST(FixedHistories, TheMemoryOfAPathwayIsLostAndAnAddressIsDamaged) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {Join}, {Push}, {Damage, 1}, {Typo, 0, 0}, {Push}, {Push}, {Leave, 0, 1}, {Push}}};
    expectKept(history);
}

// E16: there are as many damaged rows as before.
TEST(FixedHistories, SomebodyWithADamagedAddressLeavesAndAnotherAddressIsDamaged) {
    const History history{1,
                          {{.personIds = false}},
                          {{Join}, {Join}, {Join}, {Typo, 0, 0}, {Push}, {Leave, 0, 0}, {Typo, 0, 0}, {Push}, {Push}}};
    expectKept(history);
}

// E16: another tag is another memory of the place.
TEST(FixedHistories, AnAddressIsDamagedWhileTheTagIsChanged) {
    const History history{1,
                          {{.personIds = false, .tag = "spring"}},
                          {{Join}, {Join}, {Push}, {Typo, 0, 0}, {OtherTag, 0, 1}, {Push}, {Push}}};
    expectKept(history);
}

// E16: a word for somebody is kept as long as they may be in a row that nobody can read.
TEST(FixedHistories, AnAddressIsDamagedAndItsOwnerLeavesTheOtherAudience) {
    const History history{2,
                          {kFirst, {.audience = 1, .personIds = false}},
                          {{Join, 0},
                           {Join, 1},
                           {JoinBoth, 0, 0},
                           {Push, 0},
                           {Push, 1},
                           {Typo, 0, 0},
                           {Push, 1},
                           {Leave, 0, 0},
                           {Push, 0}}};
    expectKept(history);
}

// E16: of a pathway that never removes, before it is known that it put them there.
TEST(FixedHistories, AnAddressIsDamagedBeforeItIsKnownThatItsOwnerArrived) {
    const History history{3,
                          {kFirst, kSecond, {.audience = 2, .method = SyncMethod::Append}},
                          {{Join, 5}, {PushAnswerLost, 14, 0}, {Push, 0}, {Typo, 5, 0}, {Push, 2}, {Push, 0}}};
    expectKept(history);
}

// E16, with ids: nothing of what another tag put there says whose it was.
TEST(FixedHistories, AnAddressOfSomebodyWithAnIdIsDamagedWhileTheTagIsChanged) {
    const History history{
        2,
        {{.audience = 0, .tag = "spring"}, kSecond},
        {{Join, 0}, {Join, 0}, {Push, 0}, {Move, 0, 0}, {OtherTag, 0, 1}, {Typo, 0, 0}, {Push, 0}, {Push, 0}}};
    expectKept(history);
}

/// A snapshot that a cut-off push has begun anew says nothing about whom it does not have.
TEST(FixedHistories, TheRosterIsLostAfterAPushThatBeganASnapshotWasCutOff) {
    const History history{2,
                          {kFirst, kSecond},
                          {{Join, 0, 0},
                           {Join, 0, 0},
                           {Join, 0, 0},
                           {Push, 0, 0},
                           {Damage, 4, 0},
                           {PushRequestLost, 0, 0},
                           {Damage, 0, 0},
                           {Push, 9, 0}}};
    expectKept(history);
}

/// They are gone from the file, so that whoever has their key by now gets it although their own row has a typo.
TEST(FixedHistories, SomebodyIsSweptOutOfAFileAfterASwapAndATypo) {
    const History history{2,
                          {{.audience = 0}, {.audience = 1, .personIds = false}},
                          {{Join, 0, 0},
                           {Join, 1, 0},
                           {Join, 0, 0},
                           {Join, 0, 0},
                           {PushAnswerLost, 0, 2},
                           {Swap, 0, 0},
                           {Typo, 0, 0},
                           {TakenOutByStaff, 0, 0},
                           {Push, 0, 0}},
                          PlaceKind::File};
    expectKept(history);
}

// A plan that knew that others had put somebody into a table forgets it where the answer of the push is lost.
TEST(FixedHistories, OthersHadPutSomebodyIntoATableAndTheAnswerOfOurUpdateIsLost) {
    const History history{
        1,
        {kFirst},
        {{Join}, {Join}, {OthersAdd, 0, 0}, {PushAnswerLost, 0, 0}, {PushAfresh}, {Leave, 0, 0}, {Push}},
        PlaceKind::Table};
    expectKept(history);
}

// With doubt taken back by the acknowledged repetition (see PlaceSession::remember), whom it put is ours.
TEST(FixedHistories, APushToATableIsContinuedAfterItsAnswerWasLostAndSomebodyLeaves) {
    const History history{
        1, {kFirst}, {{Join}, {Join}, {PushAnswerLost, 0, 0}, {Push}, {Leave, 0, 0}, {Push}}, PlaceKind::Table};
    expectKept(history);
}

// Between the stop of a push and its continuation somebody looks who left.
TEST(FixedHistories, APushIsContinuedAfterAnotherPathwayHasLookedWhoLeft) {
    const History history{3,
                          {kFirst, kSecond},
                          {{Join, 0},
                           {Join, 0},
                           {Join, 1},
                           {Join, 2},
                           {JoinBoth, 2, 0},
                           {Push, 0},
                           {Push, 1},
                           {Unsubscribe, 0},
                           {Push, 0},
                           {Push, 1},
                           {Leave, 0, 2},
                           {PushStopped, 0, 0},
                           {Push, 1},
                           {Push, 0},
                           {Push, 0},
                           {JoinBoth, 2, 0},
                           {Push, 0}}};
    expectKept(history);
}

// Append was sent to somebody whom others had put there, and the answer was lost.
TEST(FixedHistories, SomebodyOfOthersIsFoundThereByAPathwayThatAppendsAfterItsAnswerWasLost) {
    for (const StepKind again : {Push, PushAfresh}) {
        for (const PlaceKind place : {PlaceKind::List, PlaceKind::ForgetfulList, PlaceKind::Table}) {
            const History history{2,
                                  {{.audience = 0, .method = SyncMethod::Append}, kSecond},
                                  {{Join, 0},
                                   {Join, 0},
                                   {Join, 1},
                                   {OthersAdd, 0, 0},
                                   {PushAnswerLost, 0, 0},
                                   {again, 0},
                                   {Leave, 0, 0},
                                   {Push, 0},
                                   {Push, 1}},
                                  place};
            expectKept(history);
        }
    }
}

// All that was known of an ad audience is lost; one of its two pathways is pushed, and somebody leaves it.
TEST(FixedHistories, AllMemoryOfAnAdAudienceIsLostAndSomebodyLeavesOneOfTwoAudiences) {
    for (const PlaceKind place : {PlaceKind::Ads, PlaceKind::List, PlaceKind::Table}) {
        const History history{2,
                              {kFirst, kSecond},
                              {{Join, 0},
                               {Join, 0},
                               {JoinBoth, 0, 0},
                               {Join, 1},
                               {Push, 0},
                               {Push, 1},
                               {Damage, 3},
                               {Damage, 3},
                               {Damage, 1},
                               {Damage, 1},
                               {Push, 0},
                               {Leave, 0, 0},
                               {Push, 0}},
                              place};
        expectKept(history);
    }
}

// A mere stop.
TEST(FixedHistories, OthersHadPutSomebodyIntoAFileAndOurPushIsStopped) {
    const History history{1,
                          {kFirst},
                          {{Join}, {Join}, {OthersAdd, 0, 0}, {PushStopped, 0, 1}, {PushAfresh}, {Leave, 0, 0}, {Push}},
                          PlaceKind::File};
    expectKept(history);
}

// A removal arrived, its answer was lost, and others put them back before we wanted them again (P2).
TEST(FixedHistories, OthersPutSomebodyBackAfterARemovalWhoseAnswerWasLost) {
    const History history{2,
                          {kFirst},
                          {{Join},
                           {Join},
                           {Push},
                           {Move, 0, 0},
                           {PushAnswerLost, 0, 0},
                           {OthersAdd, 1, 0},
                           {Move, 1, 0},
                           {PushAfresh},
                           {Move, 0, 1},
                           {Push}}};
    expectKept(history);
}

// The list says which address left, and the pathway knew whose it was, until they left the audience for a while (P1).
TEST(FixedHistories, SomebodyWhoLeftIsOutOfTheAudienceForAWhileAndComesWithANewAddress) {
    for (const PlaceKind place : {PlaceKind::List, PlaceKind::ForgetfulList}) {
        for (const bool seen : {false, true}) {
            const History history{2,
                                  {kFirst},
                                  {{Join},
                                   {Join},
                                   {Push},
                                   {Unsubscribe, 0},
                                   {seen ? Push : Resort, 0, 0},
                                   {Move, 0, 0},
                                   {Push},
                                   {ChangeAddress, 1, 0},
                                   {Move, 1, 0},
                                   {Push}},
                                  place};
            expectKept(history);
        }
    }
}

// The answer to an update is lost, they leave, and another pathway is pushed before it is asked again: whom a pathway
// that never removes has put there stays (P11).
TEST(FixedHistories, SomebodyInDoubtLeavesAPathwayThatNeverRemoves) {
    const History history{3,
                          {{.audience = 0},
                           {.audience = 1, .method = SyncMethod::UpdateOrCreate},
                           {.audience = 2, .method = SyncMethod::Append}},
                          {{Join, 0, 0},
                           {Join, 4, 0},
                           {PushRefused, 0, 0},
                           {Push, 7, 0},
                           {BadValue, 4, 0},
                           {PushAnswerLost, 7, 0},
                           {Leave, 7, 0},
                           {PushRequestLost, 0, 0},
                           {Push, 7, 0},
                           {Push, 0, 0}}};
    expectKept(history);
}

// The same, of a pathway that never removes and does not want them any more (P1).
TEST(FixedHistories, SomebodyLeavesAListThatForgetsAndTheAudienceOfAPathwayThatNeverRemoves) {
    const History history{
        2,
        {{.audience = 0, .method = SyncMethod::UpdateOrCreate}},
        {{Join}, {Join}, {Push}, {Unsubscribe, 0}, {Move, 0, 0}, {Push}, {ChangeAddress, 1, 0}, {Move, 1, 0}, {Push}},
        PlaceKind::ForgetfulList};
    expectKept(history);
}

// A row that vanished was given to another, and its owner, whose row could not be read, still had a line for it (P11).
TEST(FixedHistories, SomebodyGetsTheRowThatVanishedOfSomebodyWithADamagedAddress) {
    for (const PlaceKind place : {PlaceKind::File, PlaceKind::Table}) {
        const History history{1,
                              {kFirst},
                              {{Join},
                               {Join},
                               {Join},
                               {Push},
                               {Swap, 0, 0},
                               {place == PlaceKind::Table ? BadValue : Typo, 0, 0},
                               {TakenOutByStaff, 0},
                               {Push},
                               {place == PlaceKind::Table ? BadValue : Respell, 0, 0},
                               {Push},
                               {Push}},
                              place};
        expectKept(history);
    }
}

TEST(FixedHistories, AnotherTagIsChosenAfterSomebodyMoved) {
    const History history{
        1, {{.tag = "spring"}}, {{Join}, {Join}, {Push}, {ChangeAddress, 0, 0}, {Push}, {OtherTag, 0, 0}, {Push}}};
    expectKept(history);
}

TEST(FixedHistories, ADeliveryWithoutAnAnswerIsRefusedWhenItComesAgain) {
    const History history{
        2,
        {kFirst, kSecond},
        {{Join}, {PushAnswerLost, 0, 0}, {PushRefused, 0, 0}, {PushAfresh, 15}, {Move, 0, 0}, {Push, 0}}};
    expectKept(history);
}

/// Two people of both audiences; the first says no in one of them once both have been pushed.
const Steps kSaysNoInOneOfTwo{{Join, 0, 0}, {Join, 0, 0},   {JoinBoth, 0, 0}, {JoinBoth, 0, 1}, {Push, 0},
                              {Push, 1},    {SaysNo, 0, 0}, {Push, 0},        {Push, 1}};

TEST(FixedHistories, SomebodyWhoSaysNoInOneAudienceOfAListIsNotKeptForTheOther) {
    expectKept({2, {kFirst, kSecond}, kSaysNoInOneOfTwo});
}

TEST(FixedHistories, SomebodyWhoSaidNoInOneAudienceIsNotAddedForTheOther) {
    expectKept(
        {2, {kFirst, kSecond}, {{Join, 0, 0}, {Join, 0, 0}, {SaysNo, 0, 0}, {Push, 0}, {JoinBoth, 0, 0}, {Push, 1}}});
}

/// Also one who is known there by other identifiers than the address alone.
TEST(FixedHistories, ANoInOneAudienceCountsAtATableAFileAndAnAdAudience) {
    for (const PlaceKind kind : {PlaceKind::Table, PlaceKind::File, PlaceKind::Ads, PlaceKind::ForgetfulList}) {
        expectKept({2, {kFirst, kSecond}, kSaysNoInOneOfTwo, kind});
        expectKept({2, {kFirst, {.audience = 1, .personIds = false}}, kSaysNoInOneOfTwo, kind});
    }
}

TEST(FixedHistories, ANoInOneAudienceCountsWhereTheOtherPathwayNeverRemoves) {
    expectKept({2, {kFirst, {.audience = 1, .method = SyncMethod::UpdateOrCreate}}, kSaysNoInOneOfTwo});
    expectKept({2,
                {kFirst, {.audience = 1, .method = SyncMethod::Append}},
                {{Join, 0, 0}, {SaysNo, 0, 0}, {Push, 0}, {JoinBoth, 0, 0}, {Push, 1}}});
}

TEST(FixedHistories, SomebodySaysYesAgainAndIsWrittenToByBothPathways) {
    Steps steps = kSaysNoInOneOfTwo;
    for (const Step& step : Steps{{SaysYes, 0, 0}, {Push, 0}, {Push, 1}, {Push, 0}}) {
        steps.push_back(step);
    }
    for (const PlaceKind kind : {PlaceKind::List, PlaceKind::Table, PlaceKind::File, PlaceKind::Ads}) {
        expectKept({2, {kFirst, kSecond}, steps, kind});
    }
}

/// Whoever is in no row of the audience any more has not said yes.
TEST(FixedHistories, ANoStandsWhenThePersonLeavesTheAudienceThatSaidIt) {
    expectKept({2,
                {kFirst, kSecond},
                {{Join, 0, 0}, {JoinBoth, 0, 0}, {SaysNo, 0, 0}, {Push, 0}, {Leave, 0, 0}, {Push, 0}, {Push, 1}}});
}

/// Each of two audiences said no: each has to say yes.
TEST(FixedHistories, TwoAudiencesSayNoAndBothSayYesAgain) {
    expectKept({2,
                {kFirst, kSecond},
                {{Join, 0, 0},
                 {JoinBoth, 0, 0},
                 {SaysNo, 0, 0},
                 {SaysNo, 1, 0},
                 {Push, 0},
                 {Push, 1},
                 {SaysYes, 0, 0},
                 {Push, 0},
                 {Push, 1},
                 {SaysYes, 1, 0},
                 {Push, 0},
                 {Push, 1},
                 {Push, 0},
                 {Push, 1}}});
}

/// Where all identifiers together are the key.
TEST(FixedHistories, SomebodyOfAnAdAudienceSaysYesAgainAndMovesToTheOther) {
    expectKept({2,
                {kFirst, {.audience = 1, .personIds = false}},
                {{Join, 0, 0},
                 {Join, 1, 0},
                 {SaysNo, 0, 0},
                 {Push, 0},
                 {SaysYes, 0, 0},
                 {Push, 0},
                 {Move, 0, 0},
                 {Push, 0},
                 {Push, 1}},
                PlaceKind::Ads});
}

} // namespace pathways::test
