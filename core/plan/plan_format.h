// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"
#include "core/roster/person_record.h"
#include "core/spool/stream_io.h"

#include <cstdint>

namespace pathways::plan_format {

inline constexpr int kVersion = 1;

// Streams of a sealed plan.
inline constexpr StreamId kValues = 1;   ///< PersonRecord, then packTexts() of the normalised values.
inline constexpr StreamId kNotes = 2;    ///< packTexts({identity, value, name}) of rows that were stopped.
inline constexpr StreamId kLeftOut = 3;  ///< LeftOutEntry.
inline constexpr StreamId kChanges = 4;  ///< ChangeEntry: additions and updates by row, then removals by key.
inline constexpr StreamId kPrevious = 5; ///< PersonKey in the snapshot, then packTexts() of the identifiers there.
inline constexpr StreamId kSeen = 6;     ///< std::uint32_t per person of the snapshot: row of the unchanged; 0: not.
inline constexpr StreamId kRetags = 7;   ///< TagUpdate, by key: unchanged people whose row is written differently now.
inline constexpr StreamId kKeptOut = 8;  ///< PersonRecord, by key: found to have opted out.
inline constexpr StreamId kBatches = 9;  ///< std::uint32_t: people of each batch; its top bit marks removals.

inline constexpr std::uint32_t kRemovalBatch = 0x80000000;

/// Entries of kSeen in each block but the last: a block's number tells whom its entries are about.
inline constexpr std::size_t kSeenPerBlock = kStreamBlock / sizeof(std::uint32_t);

// Flags of a change.
inline constexpr std::uint8_t kRefreshed = 1;
inline constexpr std::uint8_t kKnownThere = 2; ///< At the destination before this pathway came.
inline constexpr std::uint8_t kForeign = 4;    ///< A removal of somebody whom others put there.

/// One person to be added, updated or removed: an entry of kChanges.
struct ChangeEntry {
    Location values = kNowhere;
    Location previous = kNowhere;
    std::uint32_t row = 0;
    std::uint32_t size = 0; ///< Of the values, for cutting batches.
    ChangeKind kind = ChangeKind::Add;
    std::uint8_t flags = 0;
    std::uint16_t reserved = 0;
    std::uint32_t reserved2 = 0;
};
static_assert(sizeof(ChangeEntry) == 32);

enum class NameSource : std::uint8_t { Notes, Values, Snapshot, None };

/// One person who is not sent, and why: an entry of kLeftOut.
struct LeftOutEntry {
    std::uint32_t row = 0;
    Reason reason = Reason::None;
    NameSource source = NameSource::None;
    std::uint8_t field = 0xff; ///< Index in the plan's fields.
    std::uint64_t where = 0;   ///< Location, or the person's index in the snapshot.
};
static_assert(sizeof(LeftOutEntry) == 16);

/// A person whose row got another tag: an entry of kRetags.
struct TagUpdate {
    PersonKey key;
    std::uint64_t tag = 0;
};
static_assert(sizeof(TagUpdate) == 24);

} // namespace pathways::plan_format
