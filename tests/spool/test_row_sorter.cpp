// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/row_sorter.h"
#include "tests/support/scratch.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace pathways::test {
namespace {

struct Item {
    std::uint32_t row;
    std::uint64_t value;
};

/// So many items in any order, with room for so many in memory.
void expectSorted(std::uint32_t count, std::size_t inMemory) {
    SCOPED_TRACE(std::to_string(count) + " items, " + std::to_string(inMemory) + " in memory");
    const QTemporaryDir folder(fastScratch());
    std::vector<std::uint32_t> rows(count);
    std::iota(rows.begin(), rows.end(), 1);
    std::shuffle(rows.begin(), rows.end(), std::mt19937(7)); // NOLINT: the same order each time.
    RowSorter<Item> sorter(folder.path(), inMemory);
    for (const std::uint32_t row : rows) {
        ASSERT_TRUE(sorter.add({row, std::uint64_t(row) * 3}));
    }
    ASSERT_TRUE(sorter.start());
    for (std::uint32_t row = 1; row <= count; ++row) {
        ASSERT_NE(sorter.current(), nullptr);
        ASSERT_EQ(sorter.current()->row, row);
        ASSERT_EQ(sorter.current()->value, std::uint64_t(row) * 3);
        ASSERT_TRUE(sorter.advance());
    }
    EXPECT_EQ(sorter.current(), nullptr);
}

TEST(RowSorter, SortsWhatFitsAndWhatDoesNot) {
    for (const std::uint32_t count : {0u, 1u, 99u, 100u, 101u, 1'000u, 30'000u}) {
        expectSorted(count, 100);
        expectSorted(count, 1'000'000);
    }
    expectSorted(120'000, 50'000); // Runs of several buffers, sorted on two threads.
}

TEST(RowSorter, AFullDiskIsAnError) {
    const QTemporaryDir folder(fastScratch());
    RowSorter<Item> sorter(folder.path(), 2);
    DiskFile::setFaultHook([](qint64) { return true; });
    ASSERT_TRUE(sorter.add({1, 1}));
    const auto added = sorter.add({2, 2});
    DiskFile::setFaultHook(nullptr);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::DiskFull);
}

} // namespace
} // namespace pathways::test
