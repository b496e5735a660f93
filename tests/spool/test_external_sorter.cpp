// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/external_sorter.h"
#include "tests/support/scratch.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <random>
#include <thread>

namespace pathways::test {
namespace {

/// By the first number, which several may share, then by the second.
struct ByNumbers {
    std::uint64_t last = 0;
    [[nodiscard]] std::uint64_t highest() const { return last; }
    template <typename T>
    [[nodiscard]] static std::uint64_t rank(const T& item) {
        return item.first;
    }
    template <typename T>
    [[nodiscard]] bool operator()(const T& a, const T& b) const {
        return a.first != b.first ? a.first < b.first : a.second < b.second;
    }
};

/// Sorted as it is.
struct Small {
    std::uint32_t first;
    std::uint32_t second;
};
/// Sorted by handles, and moved once.
struct Large {
    std::uint32_t first;
    std::uint32_t second;
    std::uint64_t content[5];
};

template <typename T>
T made(std::uint32_t first, std::uint32_t second) {
    T item{};
    item.first = first;
    item.second = second;
    if constexpr (sizeof(T) > sizeof(Small)) {
        item.content[4] = std::uint64_t(first) << 32 | second;
    }
    return item;
}

template <typename T>
void expectWhole(const T& item) {
    if constexpr (sizeof(T) > sizeof(Small)) {
        ASSERT_EQ(item.content[4], std::uint64_t(item.first) << 32 | item.second);
    }
}

/// 0, 0, 1, 1, 2, 2 ... in any order.
template <typename T>
std::vector<T> shuffledPairs(std::uint32_t count) {
    std::vector<T> items;
    for (std::uint32_t i = 0; i < count; ++i) {
        items.push_back(made<T>(i / 2, i % 2));
    }
    std::shuffle(items.begin(), items.end(), std::mt19937(7)); // NOLINT: the same order each time.
    return items;
}

template <typename T>
using Sorter = ExternalSorter<T, ByNumbers>;

/// Two threads add, each its half.
template <typename T>
void addAll(Sorter<T>& sorter, const std::vector<T>& items) {
    const auto addPart = [&](std::size_t first, std::size_t last) {
        typename Sorter<T>::Input input(sorter);
        for (std::size_t i = first; i < last; ++i) {
            ASSERT_TRUE(input.add(items[i]));
        }
        ASSERT_TRUE(input.flush());
    };
    const std::jthread other([&] { addPart(0, items.size() / 2); });
    addPart(items.size() / 2, items.size());
}

template <typename T>
void expectPairsInOrder(Sorter<T>& sorter, std::uint32_t count) {
    ASSERT_TRUE(sorter.start());
    for (std::uint32_t i = 0; i < count; ++i) {
        ASSERT_NE(sorter.current(), nullptr);
        ASSERT_EQ(sorter.current()->first, i / 2);
        ASSERT_EQ(sorter.current()->second, i % 2);
        expectWhole(*sorter.current());
        ASSERT_TRUE(sorter.advance());
    }
    EXPECT_EQ(sorter.current(), nullptr);
}

/// So many items, with room for so many in memory; the order believes that the highest rank is the one given.
template <typename T>
void expectSorted(std::uint32_t count, std::size_t inMemory, std::uint64_t highest, std::uint64_t expected = 0) {
    SCOPED_TRACE(std::to_string(count) + " items, " + std::to_string(inMemory) + " in memory, up to " +
                 std::to_string(highest));
    const QTemporaryDir folder(fastScratch());
    Sorter<T> sorter(folder.path(), inMemory, ByNumbers{highest}, expected);
    addAll(sorter, shuffledPairs<T>(count));
    expectPairsInOrder(sorter, count);
    expectPairsInOrder(sorter, count); // Reading may be repeated.
}

template <typename T>
class SorterOf : public testing::Test {};
using Items = testing::Types<Small, Large>;
TYPED_TEST_SUITE(SorterOf, Items);

TYPED_TEST(SorterOf, SortsWhatFitsAndWhatDoesNot) {
    for (const std::uint32_t count : {0u, 1u, 2u, 99u, 100u, 101u, 1'000u, 30'000u}) {
        expectSorted<TypeParam>(count, 100, count / 2);
        expectSorted<TypeParam>(count, 1'000'000, count / 2);
    }
    expectSorted<TypeParam>(300'000, 50'000, 150'000);    // More than a buffer in each partition.
    expectSorted<TypeParam>(300'000, 1'000'000, 150'000); // Sorted on two threads.
}

TYPED_TEST(SorterOf, SortsWithTheHelpOfAPool) {
    WarmPool pool(1);
    ASSERT_TRUE(pool.warmUp());
    const QTemporaryDir folder(fastScratch());
    Sorter<TypeParam> sorter(folder.path(), 1'000'000, ByNumbers{150'000});
    sorter.sortOn(pool.threads());
    addAll(sorter, shuffledPairs<TypeParam>(300'000));
    expectPairsInOrder(sorter, 300'000);
}

TYPED_TEST(SorterOf, IsRightWithWrongExpectations) {
    expectSorted<TypeParam>(30'000, 100, 10); // Nearly all in the last partition.
    expectSorted<TypeParam>(30'000, 100, std::numeric_limits<std::uint64_t>::max()); // All in the first.
    expectSorted<TypeParam>(30'000, 1'000'000, 15'000, 2'000'000);                   // Expected to be too many.
    expectSorted<TypeParam>(0, 100, 15'000, 2'000'000);
}

TYPED_TEST(SorterOf, NeverSpreadsEqualRanksOverTwoRuns) {
    const QTemporaryDir folder(fastScratch());
    Sorter<TypeParam> sorter(folder.path(), 100, ByNumbers{15'000});
    addAll(sorter, shuffledPairs<TypeParam>(30'000));
    std::uint32_t next = 0;
    int runs = 0;
    ASSERT_TRUE(sorter.sorted([&](std::span<const TypeParam> run) -> Result<void> {
        ++runs;
        EXPECT_EQ(run.size() % 2, 0u);
        for (const TypeParam& item : run) {
            EXPECT_EQ(item.first, next / 2);
            ++next;
        }
        return {};
    }));
    EXPECT_EQ(next, 30'000u);
    EXPECT_GT(runs, 10); // One partition at a time is in memory.
}

TEST(ExternalSorter, EndsWithTheErrorOfItsSink) {
    const QTemporaryDir folder(fastScratch());
    Sorter<Small> sorter(folder.path(), 100, ByNumbers{15'000});
    addAll(sorter, shuffledPairs<Small>(30'000));
    int runs = 0;
    const auto done = sorter.sorted([&](std::span<const Small>) -> Result<void> {
        ++runs;
        return fail(ErrorKind::Canceled, QStringLiteral("Enough."), {}, {});
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::Canceled);
    EXPECT_EQ(runs, 1);
}

TEST(ExternalSorter, AFullDiskIsAnError) {
    const QTemporaryDir folder(fastScratch());
    Sorter<Small> sorter(folder.path(), 2, ByNumbers{10'000});
    Sorter<Small>::Input input(sorter);
    for (std::uint32_t i = 0; i < 3; ++i) {
        ASSERT_TRUE(input.add({i, 0}));
    }
    ASSERT_TRUE(input.flush());
    DiskFile::setFaultHook([](qint64) { return true; });
    const auto started = sorter.start();
    DiskFile::setFaultHook(nullptr);
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().kind, ErrorKind::DiskFull);
}

TEST(ExternalSorter, AFullDiskIsAnErrorWhileAdding) {
    const QTemporaryDir folder(fastScratch());
    Sorter<Small> sorter(folder.path(), 2, ByNumbers{100});
    Sorter<Small>::Input input(sorter);
    DiskFile::setFaultHook([](qint64) { return true; });
    Result<void> added;
    for (std::uint32_t i = 0; i < 20'000 && added; ++i) {
        added = input.add({0, i}); // All in one partition, whose buffer is full soon.
    }
    DiskFile::setFaultHook(nullptr);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::DiskFull);
}

} // namespace
} // namespace pathways::test
