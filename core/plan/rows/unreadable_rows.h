// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/snapshot.h"
#include "core/spool/external_sorter.h"

#include <cstdint>
#include <limits>

namespace pathways {

/// Digests of rows, by their value.
struct RowDigestOrder {
    [[nodiscard]] static std::uint64_t rank(std::uint64_t digest) { return digest; }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(std::uint64_t a, std::uint64_t b) const { return a < b; }
};

/// The rows of which nobody can say whose they are, each by a digest of its bytes alone: the same under any mapping.
using UnreadableRows = ExternalSorter<std::uint64_t, RowDigestOrder>;

/// Writes them into a plan, and counts those that were not there yet when it was last decided about whoever was
/// missing: in them people may stand who seem to be gone (E16). before: what the pathway's last pushes left; null:
/// nothing is known of before, and all count. Errors: Storage.
[[nodiscard]] Result<qint64> writeUnreadable(UnreadableRows& rows, const Snapshot* before, EncryptedFileWriter& file);

} // namespace pathways
