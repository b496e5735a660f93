// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_work.h"

#include <set>
#include <vector>

namespace pathways {

/// What says whose row it was that put somebody there.
enum class ToldBy {
    Place,  ///< The key of the place: it is what tells people apart.
    Line,   ///< Their line of the snapshot.
    Nothing ///< Lines are by another key than people are told apart by now.
};

/// Decides about people whom the audience has no more, and about those whom it never had: the one place where a
/// plan decides that somebody goes (promises P2 and P11). Of two addresses of one person a session may take out the old
/// one by itself, once the new one is accepted. Errors: Storage.
class PlaceRemovals final {
public:
    /// The work outlives it. hold: the memory cannot be trusted, so nobody is removed. toldBy: whose row it was
    /// that put somebody there. decided: whoever no pathway wants is known to be gone.
    PlaceRemovals(const PlaceWork& work, bool hold, ToldBy toldBy, bool decided);

    /// Somebody whom the audience has no more. line: what the snapshot has of them; null: nothing. after: the row whose
    /// addition has to be accepted before, or where all identifiers together tell people apart, that has the others.
    [[nodiscard]] Result<void> end(const PlaceClaim* line, const PlaceView& here, std::uint32_t after = 0);
    /// What earlier pushes left of somebody who is not in this audience. wanted: a pathway wants them.
    [[nodiscard]] Result<void> removeRemains(const PlaceView& here, bool wanted);
    /// They were read back, and are not one of the others.
    void account(const MemberIndex::Member* member);
    /// "Make the list match exactly": everybody there whom no pathway wants. Those who opted out stay as they are.
    [[nodiscard]] Result<void> removeForeign();
    /// Of those taken out, whoever had a mark that the pathway set before: it goes with them.
    [[nodiscard]] const std::set<PersonKey>& goneWithMarks() const { return m_goneWithMarks; }

private:
    [[nodiscard]] Result<void> handOver(const PlaceClaim* line, const PlaceView& here, std::uint32_t after);
    [[nodiscard]] Result<void> takeMarkOff(const PlaceClaim* line, const PlaceView& here, std::uint32_t after);
    [[nodiscard]] Result<void> takeOut(const PlaceClaim* line, const PlaceView& here, std::uint8_t flags,
                                       std::uint32_t after = 0, bool leftover = false);
    [[nodiscard]] Result<void> removeLeftover(const PlaceView& here);
    [[nodiscard]] bool isUnknown(const PlaceClaim* line) const;
    [[nodiscard]] bool isStaying(const PlaceView& here) const;
    [[nodiscard]] bool mayBeInARow(const PlaceClaim* line, const RosterRecord& record) const;
    [[nodiscard]] Result<void> leaveUndecided();
    [[nodiscard]] bool mayRemove() const { return removes(m_work.input.pathway.method) && !m_hold; }

    const PlaceWork& m_work;
    const PlaceSlots& m_slots;
    const bool m_hold;
    const ToldBy m_toldBy;
    const bool m_decided;
    const bool m_keepsPerson;      ///< Removing means taking off this pathway's mark.
    const bool m_singleKey;        ///< One key tells people apart there; else all their identifiers do together.
    std::vector<bool> m_accounted; ///< By MemberIndex::Member::number.
    std::set<PersonKey> m_goneWithMarks;
};

} // namespace pathways
