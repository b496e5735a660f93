// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/spool/external_sorter.h"

#include <cstring>
#include <limits>

namespace pathways {

/// Somebody to be taken out of a place that knows identifiers only, before it is known which of theirs may go.
struct Leaver {
    PersonKey place;
    PersonKey person;                ///< Whose line of the snapshot ends; all zero: nobody's.
    std::uint64_t where = 0;         ///< Of their identifiers in the roster; 0: not there.
    std::uint64_t snapshotWhere = 0; ///< The same in the snapshot.
    std::uint32_t row = 0;           ///< Of those who stay with other identifiers; 0: they leave.
    bool leftover = false;           ///< No audience has them any more.
};

/// By place.
struct LeaverOrder {
    [[nodiscard]] static std::uint64_t rank(const Leaver& leaver) {
        std::uint64_t first = 0;
        std::memcpy(&first, leaver.place.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const Leaver& a, const Leaver& b) const { return a.place < b.place; }
};

/// Any number of them, in bounded memory.
using LeaverSorter = ExternalSorter<Leaver, LeaverOrder>;

} // namespace pathways
