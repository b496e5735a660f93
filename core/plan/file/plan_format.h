// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"
#include "core/roster/person_record.h"
#include "core/spool/stream_io.h"

#include <cstdint>

namespace pathways::plan_format {

inline constexpr int kVersion = 2;
/// Plans of before places: they know nobody by a key of the place. Read, to be gone on with or settled; never written.
inline constexpr int kVersionBeforePlaces = 1;

// Streams of a sealed plan.
inline constexpr StreamId kValues = 1;  ///< PersonRecord, then packTexts() of the normalised values.
inline constexpr StreamId kNotes = 2;   ///< packTexts({identity, value, name}) of rows that were stopped.
inline constexpr StreamId kLeftOut = 3; ///< LeftOutEntry, by row.
inline constexpr StreamId kChanges = 4; ///< ChangeEntry: additions and updates by row, marks to be taken off, removals.
inline constexpr StreamId kPrevious = 5; ///< KnownPerson, then packTexts() of the identifiers there.
inline constexpr StreamId kSeen = 6;     ///< std::uint32_t per person of the snapshot: row of the unchanged; 0: not.
inline constexpr StreamId kRetags = 7;   ///< TagUpdate, by key: unchanged people whose row is written differently now.
inline constexpr StreamId kKeptOut = 8;  ///< PersonRecord, by key: found to have opted out; before places only.
inline constexpr StreamId kBatches = 9;  ///< std::uint32_t: people of each batch; its top bit marks removals.
inline constexpr StreamId kPlaceNotes = 10; ///< PlaceNote: what is known of people without anything being sent.

inline constexpr StreamId kSharers = 11; ///< Sharer, in the order of the removals.
/// std::uint64_t, sorted: digests of the rows of which nobody can say whose they are.
inline constexpr StreamId kUnreadable = 12;

inline constexpr std::uint32_t kRemovalBatch = 0x80000000;

/// Entries of kSeen in each block but the last: a block's number tells whom its entries are about.
inline constexpr std::size_t kSeenPerBlock = kStreamBlock / sizeof(std::uint32_t);

// Flags of a change.
inline constexpr std::uint8_t kRefreshed = 1;
inline constexpr std::uint8_t kKnownThere = 2; ///< At the destination before this pathway came.
inline constexpr std::uint8_t kForeign = 4;    ///< A removal of somebody whom others put there.
inline constexpr std::uint8_t kMarkOnly = 8;   ///< A removal of this pathway's mark: the person stays.
inline constexpr std::uint8_t kRename = 16;    ///< An update that moves them from one key of the place to another.
inline constexpr std::uint8_t kArrives = 64;   ///< They had another key before: what is said of this one may be old.
inline constexpr std::uint8_t kStaysByChoice = 128; ///< With kMarkOnly: the pathway never takes anybody out.
inline constexpr std::uint8_t kOutByUs = 32; ///< This workspace had taken them out: they may come back by themselves.

// Further flags of a removal.
inline constexpr std::uint8_t kReplaced = 1;   ///< Nobody leaves: they stay with other identifiers.
inline constexpr std::uint8_t kForChanges = 2; ///< Identifiers were left alone for changes of this plan.
inline constexpr std::uint8_t kFormerOnly = 4; ///< With kMarkOnly: nothing but marks that the pathway set before.

/// One person to be added, updated or removed: an entry of kChanges.
struct ChangeEntry {
    Location values = kNowhere;
    Location previous = kNowhere;
    std::uint32_t row = 0;
    /// Of the values, for cutting batches. Removal: number of the first of its sharers; where one key tells people
    /// apart, which of PlanFacts::formerMarks are taken off as well, one bit each.
    std::uint32_t size = 0;
    ChangeKind kind = ChangeKind::Add;
    std::uint8_t flags = 0;
    std::uint8_t more = 0;    ///< Further flags, of a removal.
    std::uint8_t sharers = 0; ///< Removal: how many there are.
    /// Removal: 1 + the position of the change that has to be accepted before, or with kReplaced of the one that puts
    /// in what they have now; 0: none.
    std::uint32_t after = 0;
};
static_assert(sizeof(ChangeEntry) == 32);

/// Somebody who stays, and has an identifier in common with who is taken out: an entry of kSharers.
struct Sharer {
    PersonKey place;
    /// In kPrevious: what they are put in again by, right after the removal. kNowhere: a change of the plan does it.
    Location identifiers = kNowhere;
};
static_assert(sizeof(Sharer) == 24);

/// Whom a change is about, as the memories know them.
struct KnownPerson {
    PersonKey key;   ///< In the snapshot; all zero: not there.
    PersonKey place; ///< In the roster; all zero: not there.
};
static_assert(sizeof(KnownPerson) == 32);

/// What a plan found out about somebody of the place to whom nothing is sent. Stored in plans: only ever append.
enum class PlaceFact : std::uint8_t {
    Wanted,      ///< In the audience.
    NotWanted,   ///< Not in it any more; they stay as they are.
    HandedOver,  ///< Not in it any more, but another pathway wants them.
    OptedOut,    ///< Read back, and out at their own wish or by others: reason says which.
    OptOutEnded, ///< Read back, and subscribed again.
    Missing,     ///< Read back, and not there: what was not known of them is known now.
    OfOthers,    ///< Read back, and there by somebody else's doing.
    FoundThere,  ///< In the audience, read back, and left as they are.
    Ceded,       ///< Whoever had it here moves on; somebody else has a row for it.
    AllShared,   ///< Gone, and all that they were put in by is somebody's who stays: nothing was to be taken out.
    FoundOurs,   ///< As FoundThere, and by a push of ours whose answer was lost.
    FormerKept,  ///< They have a mark that the pathway set before, and nothing is to be done about it.
    SaidNo,      ///< A row says no for them; place is the digest of their address.
    SaidYes      ///< They had said no in this audience, and a row of it says yes.
};

/// One such fact.
struct PlaceNote {
    PersonKey place;
    PersonKey person; ///< Who it is for the pathway, whose line of the snapshot ends with it; all zero: nobody.
    Reason reason = Reason::None;
    PlaceFact fact = PlaceFact::Wanted;
    std::uint8_t more = 0; ///< Of AllShared: kForChanges.
    std::uint32_t reserved = 0;
};
static_assert(sizeof(PlaceNote) == 40);

enum class NameSource : std::uint8_t { Notes, Values, Snapshot, None };

/// One person who is not sent, and why: an entry of kLeftOut.
struct LeftOutEntry {
    std::uint32_t row = 0;
    Reason reason = Reason::None;
    NameSource source = NameSource::None;
    std::uint8_t field = 0xff; ///< Index in the plan's fields, and after them in its permission columns.
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
