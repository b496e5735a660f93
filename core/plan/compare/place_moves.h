// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_puts.h"
#include "core/plan/compare/place_removals.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pathways {

/// People known by an id of their own who changed their address (promise P9). Where the old address is theirs alone and
/// the new one is free, the platform renames them. Otherwise the new one is put, and the old one goes only after that
/// was accepted, if nobody else has it now: so that chains, swaps and merges end with everybody there.
class PlaceMoves final {
public:
    /// All outlives it.
    PlaceMoves(const PlaceWork& work, PlacePuts& puts, PlaceRemovals& removals);

    /// Somebody who moves to a key of the place. released: the line of whoever had that key; null: nobody had.
    void arrive(const PlaceClaim& want, const PlaceView& to, const PlaceClaim* released);
    /// The key they leave. taken: somebody else has a row for it. shown: a row that cannot be sent shows that somebody
    /// still has it.
    void leave(const PlaceClaim& line, const PlaceView& from, bool taken, bool shown);
    /// Whoever had this key and moves on leaves it to somebody else. released: null: nobody had it.
    void noteTaken(const PlaceClaim* released);
    /// After the last key. Errors: Storage.
    [[nodiscard]] Result<void> settle();

private:
    struct Move {
        PlaceClaim want;
        PlaceView to;
        std::optional<PlaceClaim> released;
        [[nodiscard]] const PlaceClaim* releasedLine() const { return released ? &*released : nullptr; }
    };
    struct Departure {
        PlaceClaim line;
        PlaceView from;
        bool taken = false;
        bool shown = false;
        bool ends = false; ///< Who leaves it gets another: it goes, unless somebody else is put to it.
        bool left = false; ///< They said no at the new one: it goes by itself.
    };
    [[nodiscard]] Result<void> settleMove(const Move& move, Departure* departure);
    [[nodiscard]] bool mayRename(const Move& move, const Departure& departure) const;
    [[nodiscard]] bool isSeenThere(const PlaceView& from) const;
    [[nodiscard]] bool isFree(const PlaceView& to) const;

    const PlaceWork& m_work;
    PlacePuts& m_puts;
    PlaceRemovals& m_removals;
    std::vector<Move> m_moves;
    std::unordered_map<std::uint32_t, Departure> m_departures; ///< By the row that moved.
    std::unordered_set<std::uint32_t> m_taken; ///< Rows of departures whose key somebody else was put to.
};

} // namespace pathways
