// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/rows/unchanged_row_index.h"
#include "core/roster/person_record.h"
#include "core/spool/external_sorter.h"

#include <cstring>
#include <functional>
#include <limits>

namespace pathways {

enum class ClaimKind : std::uint8_t {
    Want,    ///< A row that may be sent.
    Present, ///< A row that cannot be sent, but shows that they are still in the audience.
    Release  ///< A line of the snapshot that ends here: they are gone, or moved to another address.
};

/// What a pathway has to say about one key of a place, found by comparing its rows with its snapshot.
struct PlaceClaim {
    PersonKey place;
    PersonKey person;               ///< Who it is for the pathway: PersonRecord::key.
    PersonKey before;               ///< Want, Present: the key they have in the snapshot; all zero: they are not in it.
    std::uint64_t values = 0;       ///< Want: PersonRecord::where of the row.
    std::uint64_t payload = 0;      ///< Want: of the row.
    std::uint64_t tag = 0;          ///< Want: of the row.
    std::uint64_t knownWhere = 0;   ///< Of their identifiers in the snapshot.
    std::uint64_t knownPayload = 0; ///< What the destination accepted last.
    std::uint64_t knownTag = 0;
    std::uint32_t knownDay = 0; ///< When it did.
    std::uint32_t row = 0;      ///< Of the source. Release: of the row that moved away; 0: they are gone.
    std::uint32_t index = UnchangedRowIndex::kNone; ///< In the snapshot.
    ClaimKind kind = ClaimKind::Want;
    bool saidNo = false;   ///< Release: they said no themselves, which counts for all pathways of the place.
    bool wasThere = false; ///< The snapshot says that others had put them there.
};

/// By place, then by row.
struct ByPlace {
    [[nodiscard]] static std::uint64_t rank(const PlaceClaim& claim) {
        std::uint64_t first = 0;
        std::memcpy(&first, claim.place.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const PlaceClaim& a, const PlaceClaim& b) const {
        const int order = std::memcmp(a.place.bytes.data(), b.place.bytes.data(), a.place.bytes.size());
        return order != 0 ? order < 0 : a.row < b.row;
    }
};

using ClaimSorter = ExternalSorter<PlaceClaim, ByPlace>;
using ClaimSink = std::function<Result<void>(const PlaceClaim&)>;

} // namespace pathways
