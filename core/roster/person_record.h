// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"
#include "core/model/finding.h"

#include <cstdint>
#include <type_traits>

namespace pathways {

/// What is kept of one person, 64 bytes: in a snapshot (what the destination last accepted) and, while planning, of
/// one row (what it would become). All digests are keyed with the workspace's key.
struct PersonRecord {
    PersonKey key;             ///< Who it is; records are sorted by it.
    PersonKey address;         ///< The strongest identifier that is sent; equal to key unless people have ids.
    std::uint64_t tag = 0;     ///< Of the row's raw bytes; 0: none.
    std::uint64_t payload = 0; ///< Of the normalised values.
    std::uint64_t where = 0;   ///< Snapshot: segment << 40 | Location of the identities. Row: Location of the values.
    std::uint32_t number = 0;  ///< Snapshot: day (days since 1970) of the last acceptance. Row: its number, from 1.
    Reason reason = Reason::None; ///< Snapshot: opted out. Row: why it may not be sent.
    std::uint16_t flags = 0;
};
static_assert(sizeof(PersonRecord) == 64 && std::is_trivially_copyable_v<PersonRecord>);

/// What records of a snapshot are sorted by.
[[nodiscard]] inline const PersonKey& sortedBy(const PersonRecord& record) {
    return record.key;
}

/// Snapshot: known to have been at the destination before this pathway came; never removed (promise P2).
inline constexpr std::uint16_t kWasThere = 1;
/// Row: cannot be sent, but shows that the person is still in the audience.
inline constexpr std::uint16_t kPresentOnly = 2;
/// Row: not to be sent and not to be kept (no consent, excluded).
inline constexpr std::uint16_t kDenied = 4;
/// Row: denied by a no that is the person's own. Of Reason::SaidNoElsewhere the upper bits say in which of the
/// other audiences (KnownNoes::audiences).
inline constexpr std::uint16_t kSaidNo = 16;
inline constexpr int kSaidNoWhere = 8; ///< Bits to the right of that number.
/// Row: whether they may be written to is not clear. It shows them in the audience, and holds their other rows as well.
inline constexpr std::uint16_t kHeld = 32;
/// Row: of every other reason the upper bits say, counted from 1, which permission column of the source decided.
inline constexpr int kDeciderShift = 8;
/// Delta of a snapshot: the line that its base has of them is no more.
inline constexpr std::uint16_t kGone = 8;

/// The index of the permission column that decided about a row; -1: none did.
[[nodiscard]] inline int deciderOf(const PersonRecord& record) {
    return record.reason == Reason::SaidNoElsewhere ? -1 : (record.flags >> kDeciderShift) - 1;
}

[[nodiscard]] inline bool isGone(const PersonRecord& record) {
    return (record.flags & kGone) != 0;
}

/// Whether somebody is to be sent again because membership expires after so many days (0: it does not). A day in the
/// future was written by a clock that was ahead, and says nothing.
[[nodiscard]] constexpr bool isDue(std::uint32_t day, int refreshDays, std::uint32_t today) {
    return refreshDays > 0 && (day > today || day + std::uint32_t(refreshDays) <= today);
}

} // namespace pathways
