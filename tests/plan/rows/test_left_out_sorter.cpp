// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/left_out_sorter.h"
#include "tests/support/must.h"
#include "tests/support/scratch.h"

#include <QTemporaryDir>

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace pathways::test {

TEST(LeftOutSorter, SortsByRowInMemoryAndByWayOfTheDisk) {
    const QTemporaryDir folder(fastScratch());
    std::vector<std::uint32_t> rows{1, 2, ByRow::kTogether, std::numeric_limits<std::uint32_t>::max()};
    for (std::uint32_t row = 3; row < 6'000'000; row += 113) {
        rows.push_back(row);
    }
    std::shuffle(rows.begin(), rows.end(), std::mt19937(1));
    for (const std::size_t inMemory : {std::size_t(1'000'000), std::size_t(100)}) {
        LeftOutSorter sorter(folder.path(), inMemory);
        LeftOutSorter::Input input(sorter);
        for (const std::uint32_t row : rows) {
            must(input.add({.row = row}));
        }
        must(input.flush());
        std::vector<std::uint32_t> sorted;
        std::size_t runs = 0;
        must(sorter.sorted([&](std::span<const plan_format::LeftOutEntry> run) -> Result<void> {
            ++runs;
            for (const auto& one : run) {
                sorted.push_back(one.row);
            }
            return {};
        }));
        EXPECT_EQ(sorted.size(), rows.size());
        EXPECT_TRUE(std::is_sorted(sorted.begin(), sorted.end()));
        EXPECT_EQ(runs > 10, inMemory < rows.size()) << runs;
    }
}

/// Ten million rows that are left out do not have to be in memory together.
TEST(LeftOutSorter, NoPartitionHasMoreThanTwoOfTenMillionRows) {
    const std::uint64_t share = ByRow::highest() / ScratchPartitions::kCount + 1;
    std::array<std::size_t, ScratchPartitions::kCount> people{};
    std::uint64_t last = 0;
    for (std::uint32_t row = 1; row <= 10'000'000; ++row) {
        const std::uint64_t rank = ByRow::spread(row);
        ASSERT_GE(rank, last);
        last = rank;
        ++people.at(rank / share);
    }
    EXPECT_LE(*std::max_element(people.begin(), people.end()), 2'000'000U);
    EXPECT_LE(ByRow::spread(std::numeric_limits<std::uint32_t>::max()), ByRow::highest());
}

} // namespace pathways::test
