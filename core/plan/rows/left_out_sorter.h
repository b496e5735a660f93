// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/spool/external_sorter.h"

#include <algorithm>
#include <bit>
#include <cstdint>

namespace pathways {

/// By row. Numbers are spread as those of floating point are, as nobody knows ahead how many rows there will be: of
/// ten million, a partition has two at the most, and all of those that fit into memory are one.
struct ByRow {
    static constexpr std::uint32_t kTogether = std::uint32_t(1) << 19;
    [[nodiscard]] static constexpr std::uint64_t spread(std::uint32_t row) {
        return std::bit_cast<std::uint32_t>(float(std::max(row, kTogether))) -
               std::bit_cast<std::uint32_t>(float(kTogether));
    }
    [[nodiscard]] static constexpr std::uint64_t rank(const plan_format::LeftOutEntry& one) { return spread(one.row); }
    [[nodiscard]] static constexpr std::uint64_t highest() { return spread(~std::uint32_t(0)); }
    [[nodiscard]] bool operator()(const plan_format::LeftOutEntry& a, const plan_format::LeftOutEntry& b) const {
        return a.row != b.row ? a.row < b.row : a.reason < b.reason;
    }
};

/// The people of a plan who are left out, found in any order: by the threads that read the source, and by what compares
/// people by their keys. Whoever shows or keeps the first of them means the first of the file.
using LeftOutSorter = ExternalSorter<plan_format::LeftOutEntry, ByRow>;
inline constexpr std::size_t kLeftOutInMemory = ByRow::kTogether; ///< 8 MB.

/// Writes them into a plan by their rows. Errors: Storage.
[[nodiscard]] Result<void> writeLeftOut(LeftOutSorter& leftOut, EncryptedFileWriter& file);

} // namespace pathways
