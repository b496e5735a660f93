// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/roster_record.h"
#include "core/spool/external_sorter.h"

#include <cstring>
#include <limits>

namespace pathways {

/// What happened to somebody at a place, in the order in which several of one push are applied.
enum class PlaceEvent : std::uint8_t {
    Loosened,   ///< Somebody who shares an identifier with them was taken out: they may be out too, until put in again.
    Missing,    ///< Read back before anything was sent, and not there.
    Ceded,      ///< Whoever of the audience had it moves on, and nobody was put to it yet.
    Wanted,     ///< In the audience, and nothing was put.
    Refused,    ///< In the audience, and the platform did not take them: they are not there by us.
    FoundThere, ///< In the audience, there, and left as they are.
    FoundOurs,  ///< The same, and it was a push of ours without an answer that put them there.
    NotWanted,  ///< Not in the audience any more; they stay as they are.
    HandedOver, ///< Not in the audience any more; another pathway wants them.
    Put,        ///< Accepted.
    PutAmongOthers,        ///< Accepted, and the plan knew that others had put them there.
    PutWasThere,           ///< Accepted, and they had been there before this push.
    PutUnknown,            ///< Sent; nobody knows whether it arrived.
    PutUnknownAmongOthers, ///< The same, and the plan knew that others had put them there.
    MovedAway,             ///< They were renamed to another key.
    OfOthers,              ///< Read back, and there by somebody else's doing.
    TakenOut,              ///< A removal was accepted.
    TakenOutInPart,        ///< The same, of identifiers; others were left for people who were then not put in.
    LeftInPlace, ///< The mark was taken off, and the pathway is to leave people in the place: so nobody takes them out.
    MarkTakenOff,   ///< The pathway's mark was taken off; the person stays.
    MoveUnknown,    ///< To be renamed to another key; nobody knows whether that arrived.
    TakeOutUnknown, ///< A removal was sent; nobody knows whether it arrived.
    WasGone,        ///< There was nobody to take out.
    OptedOut,       ///< The platform keeps them out.
    Undone,         ///< Put or taken out, as was said at first, and not taken over.
    UpdateUndone,   ///< The same of people who were there already.
    FormerOff,      ///< They have no mark any more that the pathway set before.
    FormerMoved     ///< Renamed to this key, perhaps with such a mark.
};

/// Whether what was said of them at first is taken back.
[[nodiscard]] constexpr bool undoes(PlaceEvent event) {
    return event == PlaceEvent::Undone || event == PlaceEvent::UpdateUndone;
}

/// One event of one person.
struct PlaceEffect {
    PersonKey place;
    std::uint64_t where = 0; ///< Of the identifiers that were put; 0: none.
    PlaceEvent event = PlaceEvent::Wanted;
    std::uint8_t reserved[7] = {};
};
static_assert(sizeof(PlaceEffect) == 32);

/// By place, then in the order in which they are applied.
struct ByPlaceThenEvent {
    [[nodiscard]] static std::uint64_t rank(const PlaceEffect& effect) {
        std::uint64_t first = 0;
        std::memcpy(&first, effect.place.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const PlaceEffect& a, const PlaceEffect& b) const {
        const int order = std::memcmp(a.place.bytes.data(), b.place.bytes.data(), a.place.bytes.size());
        return order != 0 ? order < 0 : a.event < b.event;
    }
};
using EffectSorter = ExternalSorter<PlaceEffect, ByPlaceThenEvent>;

/// Which push an effect belongs to.
struct EffectSource {
    std::uint64_t slot = 0;   ///< The bit of the pathway.
    std::uint64_t former = 0; ///< Those of marks that it set before.
    // What becomes of those.
    bool endsFormer = false;   ///< Everybody was compared and sent with the marks of now: nobody needs them any more.
    bool clearsFormer = false; ///< But for people from whom such a mark could not be taken off yet.
    bool keepsPeople = false;  ///< The pathway never removes: whom it put there stays, also without a mark.
    bool leavesPeople = false; ///< It takes off its mark and nothing else: whoever is left by it stays for good.
    std::uint32_t push = 0;    ///< Push::seq.
    std::uint16_t day = 0;     ///< Days since 1970.
};

/// The record before the first effect of a push: whom the pathway wants under a mark that it set before, it wants under
/// the one of now.
[[nodiscard]] RosterRecord withFormerWishes(RosterRecord record, const EffectSource& source);

/// The record after the last effect, without what nobody needs any more. before: as withFormerWishes() gave it.
[[nodiscard]] RosterRecord withoutFormer(RosterRecord record, const RosterRecord& before, const EffectSource& source);

/// The record as it is after the effect: the one place where the memory of a place changes. known:
/// something is known of them, from before this push or from an effect of it that came first.
[[nodiscard]] RosterRecord applyEffect(RosterRecord record, bool known, const PlaceEffect& effect,
                                       const EffectSource& source);

} // namespace pathways
