// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"

#include <cstdint>
#include <type_traits>

namespace pathways {

/// What is known of somebody at a place. Stored: only ever append.
enum class PlaceState : std::uint8_t {
    There,
    PerhapsIn,  ///< Sent, and the answer was lost.
    PerhapsOut, ///< A removal was sent, and its answer was lost.
    Out,        ///< Taken out by a push of this workspace.
    Absent,     ///< Not there, and nobody's wish: never arrived, or lost by accident.
    PerhapsBack ///< Taken out by a push of this workspace, sent again, and the answer was lost.
};

/// Sent, and nobody knows whether it arrived.
[[nodiscard]] constexpr bool isPerhapsIn(PlaceState state) {
    return state == PlaceState::PerhapsIn || state == PlaceState::PerhapsBack;
}

/// Nobody knows whether they are there.
[[nodiscard]] constexpr bool isInDoubt(PlaceState state) {
    return isPerhapsIn(state) || state == PlaceState::PerhapsOut;
}

/// They are there, or may be.
[[nodiscard]] constexpr bool mayBeThere(PlaceState state) {
    return state == PlaceState::There || isInDoubt(state);
}

/// Taken out by a push of this workspace, as far as they are out: so they may come back by themselves (promise P1).
[[nodiscard]] constexpr bool isOutByUs(PlaceState state) {
    return state == PlaceState::Out || state == PlaceState::PerhapsOut || state == PlaceState::PerhapsBack;
}

/// Who put somebody at a place. Stored: only ever append.
enum class Origin : std::uint8_t {
    Us,     ///< A push of this workspace: Mirror may take them out (promise P2).
    Others, ///< They were there, and no record said Us.
    Unknown ///< Found after a memory was lost.
};

/// What is kept of one person as the place knows them, 48 bytes. Bits of wants and has are slots: pathways that lead to
/// the place, each with its mark.
struct RosterRecord {
    PersonKey place;         ///< Digest of what the place tells people apart by; records are sorted by it.
    std::uint64_t wants = 0; ///< Slots in whose audience they were at the last push.
    std::uint64_t has = 0;   ///< Slots that put them there, mark and all.
    std::uint64_t where = 0; ///< Of their identifiers: segment << 40 | Location; 0: none are kept.
    std::uint32_t push = 0;  ///< Push::seq that last touched them.
    std::uint16_t day = 0;   ///< Of that push, days since 1970.
    PlaceState state = PlaceState::There;
    Origin origin = Origin::Us;
};
static_assert(sizeof(RosterRecord) == 48 && std::is_trivially_copyable_v<RosterRecord>);

/// What records of a roster are sorted by.
[[nodiscard]] inline const PersonKey& sortedBy(const RosterRecord& record) {
    return record.place;
}
/// Nobody is ever taken out of a roster by a delta of it.
[[nodiscard]] constexpr bool isGone(const RosterRecord&) {
    return false;
}

[[nodiscard]] constexpr std::uint64_t slotBit(int slot) {
    return std::uint64_t(1) << slot;
}

} // namespace pathways
