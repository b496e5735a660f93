// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/person_record.h"
#include "core/spool/external_sorter.h"

#include <cstring>
#include <limits>

namespace pathways {

/// By key, then by number. Keys are digests, so their first bytes are spread evenly.
struct ByKey {
    [[nodiscard]] static std::uint64_t rank(const PersonRecord& record) {
        std::uint64_t first = 0;
        std::memcpy(&first, record.key.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const PersonRecord& a, const PersonRecord& b) const {
        const int order = std::memcmp(a.key.bytes.data(), b.key.bytes.data(), a.key.bytes.size());
        return order != 0 ? order < 0 : a.number < b.number;
    }
};

/// The records of people, of a snapshot or of rows.
using RecordSorter = ExternalSorter<PersonRecord, ByKey>;
extern template class ExternalSorter<PersonRecord, ByKey>;

/// How many of them are kept in memory: 77 MB.
inline constexpr std::size_t kRecordsInMemory = 1'200'000;

} // namespace pathways
