// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/former_marks.h"
#include "core/plan/compare/place_moves.h"
#include "core/plan/compare/place_puts.h"
#include "core/plan/compare/place_removals.h"

#include <vector>

namespace pathways {

/// Compares the claims of a pathway with the memory of the place in one pass, key by key: who gets a key, and which
/// part decides about them (promises P1, P2, P9, P11).
class PlacePass final {
public:
    /// What a pass works with. All outlives it.
    struct Tools {
        const PlanInput& input;
        QByteArray personScope; ///< Of the ids by which people are told apart; empty: there are none.
        const RosterCheck& check;
        bool snapshotTells = false; ///< Whoever stands in the roster, has a line and no claim here is unchanged.
        ToldBy toldBy = ToldBy::Place;
        bool decided = true;       ///< Whoever no pathway wants is known to be gone.
        bool holdRemovals = false; ///< The memory cannot be trusted: nobody is removed.
        UnchangedRowIndex& seen;
        ChangeList& changes;
        LeftOutList& leftOut;
        RetagList& retags;
        PlanTally& tally;
    };
    PlacePass(const Tools& tools, EncryptedFileWriter& file);
    Q_DISABLE_COPY_MOVE(PlacePass) // Its parts refer to each other.

    [[nodiscard]] Result<void> start() { return m_roster.start(); }
    /// Claims must come in the order of the place.
    [[nodiscard]] Result<void> take(const PlaceClaim& claim);
    /// After the last claim.
    [[nodiscard]] Result<void> finish();

private:
    [[nodiscard]] Result<void> settleGroup();
    [[nodiscard]] Result<void> decideGroup(const PlaceView& here);
    [[nodiscard]] Result<void> settleReleases(const PlaceView& here, bool taken, bool shown);
    [[nodiscard]] Result<void> endVanished(const PlaceView& here);
    [[nodiscard]] Result<void> settleQuiet(const RosterRecord& record);
    [[nodiscard]] const PlaceClaim* winner(const PlaceView& here) const;
    void noteKept(const PlaceView& here) const;
    [[nodiscard]] bool standsByLine(const PlaceView& here) const;

    const PlanInput& m_input;
    const RosterCheck& m_check;
    const bool m_snapshotTells;
    const bool m_singleKey; ///< One key tells people apart there; else all their identifiers do together.
    RosterWalk m_roster;
    std::vector<PlaceClaim> m_group; ///< The claims of one key.
    PlaceKnowledge m_known;
    PlaceNotes m_notes;
    OptOutGate m_gate;
    PlaceWork m_work;
    PlacePuts m_puts;
    PlaceRemovals m_removals;
    PlaceMoves m_moves;
    FormerMarks m_former;
};

} // namespace pathways
