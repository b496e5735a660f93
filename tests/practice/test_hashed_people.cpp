// SPDX-License-Identifier: GPL-3.0-or-later
// Whom an identifier leads to at a simulated ad platform: tests of the program are only worth what this can tell apart.
#include "core/practice/hashed_people.h"

#include <gtest/gtest.h>

namespace pathways::practice {
namespace {

HashedKey key(std::uint8_t number, std::uint8_t rest = 1) {
    HashedKey made;
    made.kind = 1;
    made.digest.fill(number);
    made.digest[8] = rest;
    return made;
}

const HashedKey kEmail = key(1);
const HashedKey kOther = key(2);
const HashedKey kPhone = key(3);

TEST(HashedPeople, WhatCameInOneRowLeadsToOneAccount) {
    HashedPeople people;
    people.add(std::array{kEmail, kPhone}, 1);
    EXPECT_EQ(people.size(), 1);
    EXPECT_TRUE(people.remove(std::array{kPhone}));
    EXPECT_EQ(people.find(kEmail), nullptr);
}

TEST(HashedPeople, ASharedIdentifierKeepsLeadingToWhoHadItFirst) {
    HashedPeople people;
    people.add(std::array{kEmail, kPhone}, 1);
    people.add(std::array{kOther, kPhone}, 2);
    EXPECT_EQ(people.size(), 2);
    EXPECT_TRUE(people.remove(std::array{kEmail}));
    EXPECT_NE(people.find(kOther), nullptr);
    EXPECT_EQ(people.find(kPhone), nullptr) << "it led to the account that was taken out";
    EXPECT_FALSE(people.reaches(kPhone));
    people.add(std::array{kOther, kPhone}, 3);
    EXPECT_NE(people.find(kPhone), nullptr);
    EXPECT_TRUE(people.reaches(kEmail)) << "the same account, though nobody puts it in by this";
    EXPECT_EQ(people.find(kEmail), nullptr);
}

TEST(HashedPeople, AHouseholdSharesOneAccount) {
    HashedPeople people;
    people.setRule(AccountRule::Household);
    people.add(std::array{kEmail, kPhone}, 1);
    people.add(std::array{kOther, kPhone}, 2);
    EXPECT_EQ(people.size(), 1);
    EXPECT_TRUE(people.remove(std::array{kEmail}));
    EXPECT_EQ(people.find(kOther), nullptr) << "who stays is out as well, until they are put in again";
}

TEST(HashedPeople, EachIdentifierMayLeadToAnAccountOfItsOwn) {
    HashedPeople people;
    people.setRule(AccountRule::Identifier);
    people.add(std::array{kEmail, kPhone}, 1);
    EXPECT_EQ(people.size(), 2);
    EXPECT_TRUE(people.remove(std::array{kEmail}));
    EXPECT_NE(people.find(kPhone), nullptr) << "who was taken out by one of two is still there";
    EXPECT_TRUE(people.remove(std::array{kEmail, kPhone}));
    EXPECT_EQ(people.size(), 0);
}

TEST(HashedPeople, SomeIdentifiersLeadNowhere) {
    HashedPeople people;
    people.setRule(AccountRule::Some);
    people.add(std::array{key(1, 3), kPhone}, 1);
    EXPECT_EQ(people.size(), 1);
    EXPECT_FALSE(people.remove(std::array{key(1, 3)}));
    EXPECT_NE(people.find(kPhone), nullptr);
}

TEST(HashedPeople, ARemovalByWhatWasNotUploadedDoesNothing) {
    HashedPeople people;
    people.add(std::array{kEmail, kPhone}, 1);
    people.remove(std::array{kEmail});
    people.add(std::array{kEmail}, 2);
    EXPECT_FALSE(people.remove(std::array{kPhone}));
    EXPECT_NE(people.find(kEmail), nullptr);
}

} // namespace
} // namespace pathways::practice
