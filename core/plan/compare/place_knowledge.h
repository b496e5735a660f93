// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/change_list.h"
#include "core/plan/compare/roster_check.h"

#include <optional>

namespace pathways {

/// What is known of one key of the place.
struct PlaceView {
    PersonKey place;
    std::optional<RosterRecord> record;
    std::optional<OptOutKind> out;
    const MemberIndex::Member* member = nullptr;
    bool saidNo = false; ///< In another audience of the place.
};

/// Puts together what is known of the keys of a place, its memory, its opt-outs and what was read back, and says what
/// that means. It decides nothing.
class PlaceKnowledge final {
public:
    /// The input outlives it.
    explicit PlaceKnowledge(const PlanInput& input)
        : m_input(input)
        , m_optOuts(input.place.optOuts)
        , m_returns(input.place.returns) {}
    /// Keys must be asked for in order. record: of the roster; null: it has none.
    [[nodiscard]] PlaceView view(const PersonKey& place, const RosterRecord* record);

    [[nodiscard]] bool isThere(const PlaceView& here) const;
    /// Whoever stood there, and is not among those who were read.
    [[nodiscard]] bool isMissing(const PlaceView& here) const;
    /// Nobody knows whether the push that is remembered arrived. Where the place can be read, the time of joining tells
    /// whether it was ours; in doubt it was not (promise P2).
    [[nodiscard]] bool perhapsOfOthers(const PlaceView& here) const;
    /// Whether whoever has this key left at their own wish: then they are not written to at another one either.
    [[nodiscard]] bool leftAt(const PlaceView& here) const;
    /// Flags of a change: others put them there, so none of their identities is removed (promise P2).
    [[nodiscard]] std::uint8_t knownThere(const PlaceView& here) const;

private:
    const PlanInput& m_input;
    OptOutWalk m_optOuts;
    ReturnWalk m_returns;
};

/// By what the destination knows them. line: what the snapshot has of them; null: nothing.
[[nodiscard]] ChangeList::Known knownOf(const PlaceClaim* line, const PlaceView& here);

} // namespace pathways
