// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/push_session.h"
#include "core/plan/input/address_key.h"
#include "core/plan/input/member_index.h"

#include <gtest/gtest.h>
#include <set>

namespace pathways::test {

namespace {

const QByteArray kKey(32, 'm');

RemoteMember member(const std::string& address) {
    RemoteMember found;
    found.identity = address;
    return found;
}

PersonKey keyOf(const std::string& address) {
    KeyedDigest digest(kKey);
    FieldSpec email;
    email.kind = FieldKind::Email;
    std::string scratch;
    return addressKey(digest, email, address, scratch);
}

} // namespace

TEST(MemberIndex, FindsEverybodyAndNobodyElse) {
    for (const int people : {0, 1, 2, 3, 17, 5'000}) {
        SCOPED_TRACE(people);
        MemberIndexBuilder builder(DestinationType{}, Pathway{}, kKey);
        for (int i = 0; i < people; ++i) {
            builder.add(member("p" + std::to_string(i) + "@riverbank.test"));
        }
        const auto index = builder.take();
        ASSERT_EQ(index->size(), std::size_t(people));
        std::set<std::uint32_t> numbers;
        for (int i = 0; i < people; ++i) {
            const std::string address = "p" + std::to_string(i) + "@riverbank.test";
            const MemberIndex::Member* const found = index->find(keyOf(address));
            ASSERT_NE(found, nullptr) << address;
            EXPECT_EQ(found->identity, address);
            EXPECT_LT(found->number, index->size());
            numbers.insert(found->number);
            EXPECT_EQ(index->find(keyOf("q" + std::to_string(i) + "@riverbank.test")), nullptr);
        }
        EXPECT_EQ(numbers.size(), std::size_t(people));
        PersonKey lowest;
        PersonKey highest;
        highest.bytes.fill(0xff);
        EXPECT_EQ(index->find(lowest), nullptr);
        EXPECT_EQ(index->find(highest), nullptr);
    }
}

TEST(MemberIndex, OfTwoTheLaterCounts) {
    MemberIndexBuilder builder(DestinationType{}, Pathway{}, kKey);
    builder.add(member("twice@riverbank.test"));
    builder.add(member("once@riverbank.test"));
    RemoteMember left = member("twice@riverbank.test");
    left.reachable = false;
    left.reason = Reason::Unsubscribed;
    builder.add(left);
    const auto index = builder.take();
    EXPECT_EQ(index->size(), 2U);
    const MemberIndex::Member* const found = index->find(keyOf("twice@riverbank.test"));
    ASSERT_NE(found, nullptr);
    EXPECT_FALSE(found->reachable);
    EXPECT_EQ(found->reason, Reason::Unsubscribed);
}

/// A value longer than a block of texts, and many short ones around it.
TEST(MemberIndex, LongValuesAreKeptWhole) {
    MemberIndexBuilder builder(DestinationType{}, Pathway{}, kKey);
    const std::string longest(300'000, 'x');
    builder.add(member("a@riverbank.test"));
    builder.add(member(longest));
    builder.add(member("b@riverbank.test"));
    const auto index = builder.take();
    const MemberIndex::Member* const found = index->find(keyOf(longest));
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->identity, longest);
    const MemberIndex::Member* const after = index->find(keyOf("b@riverbank.test"));
    ASSERT_NE(after, nullptr);
    EXPECT_EQ(after->identity, "b@riverbank.test");
}

} // namespace pathways::test
