// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/change_list.h"
#include "core/plan/compare/left_out_list.h"
#include "core/plan/compare/place_claim.h"
#include "core/plan/compare/retag_list.h"
#include "core/plan/compare/roster_check.h"

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace pathways {

/// What is known of one key of the place.
struct PlaceView {
    PersonKey place;
    std::optional<RosterRecord> record;
    std::optional<OptOutKind> out;
    const MemberIndex::Member* member = nullptr;
};

/// Compares the claims of a pathway with the memory of the place in one pass, key by key, and decides about each: the
/// one place where a removal, an addition or an update comes from (promises P1, P2, P9, P11).
class PlacePass final {
public:
    /// What a pass works with. All outlives it.
    struct Tools {
        const PlanInput& input;
        QByteArray personScope;     ///< Of the ids by which people are told apart; empty: there are none.
        bool snapshotTells = false; ///< Whoever stands in the roster and has no claim here is unchanged; else gone.
        bool holdRemovals = false;  ///< The memory cannot be trusted: nobody is removed.
        bool exclusive = true;      ///< One key, one person.
        UnchangedRowIndex& seen;
        ChangeList& changes;
        LeftOutList& leftOut;
        RetagList& retags;
        PlanTally& tally;
    };
    PlacePass(const Tools& tools, EncryptedFileWriter& file);

    [[nodiscard]] Result<void> start() { return m_roster.start(); }
    /// Claims must come in the order of the place.
    [[nodiscard]] Result<void> take(const PlaceClaim& claim);
    /// After the last claim.
    [[nodiscard]] Result<void> finish();

private:
    /// Somebody who moves to a key of the place.
    struct Move {
        PlaceClaim want;
        PlaceView to;
        std::optional<PlaceClaim> released; ///< The line of whoever had that key.
    };
    /// The key they leave.
    struct Departure {
        PlaceClaim line;
        PlaceView from;
        bool taken = false; ///< Somebody else has a row for it.
        bool shown = false; ///< A row that cannot be sent shows that somebody still has it.
        bool ends = false;  ///< Who leaves it gets another: it goes, unless somebody else is put to it.
    };

    [[nodiscard]] Result<void> settleGroup();
    [[nodiscard]] Result<void> decideGroup(const PlaceView& here);
    [[nodiscard]] Result<void> decideSeveral(const PlaceView& here);
    [[nodiscard]] Result<void> settleReleases(const PlaceView& here, bool taken, bool shown);
    [[nodiscard]] Result<void> noteWhatWasRead(const PlaceView& here);
    [[nodiscard]] Result<void> settleQuiet(const RosterRecord& record);
    [[nodiscard]] PlaceView view(const PersonKey& place, const RosterRecord* record);
    [[nodiscard]] const PlaceClaim* winner(const PlaceView& here) const;

    [[nodiscard]] Result<void> decide(const PlaceClaim& row, const PlaceClaim* line, const PlaceView& here);
    [[nodiscard]] Result<void> decideKnown(const PlaceClaim& row, const PlaceClaim& line, const PlaceView& here);
    [[nodiscard]] Result<void> decideNew(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here,
                                         std::uint8_t flags = 0);
    [[nodiscard]] Result<Reason> whyOut(const PlaceView& here, const PersonKey& person, bool arrives = false);
    [[nodiscard]] Result<void> end(const PlaceClaim* line, const PlaceView& here, std::uint32_t after = 0);
    [[nodiscard]] Result<void> handOver(const PlaceClaim* line, const PlaceView& here, std::uint32_t after);
    [[nodiscard]] Result<void> takeMarkOff(const PlaceClaim* line, const PlaceView& here, std::uint32_t after);
    [[nodiscard]] Result<void> takeOut(const PlaceClaim* line, const PlaceView& here, std::uint8_t flags,
                                       std::uint32_t after = 0);
    [[nodiscard]] Result<void> removeLeftover(const PlaceView& here);
    [[nodiscard]] Result<void> settleMoves();
    [[nodiscard]] Result<void> settleMove(const Move& move, Departure* departure);
    [[nodiscard]] bool leftAt(const PlaceView& here) const;
    [[nodiscard]] std::uint8_t knownThere(const PlaceView& here) const;
    [[nodiscard]] bool perhapsOfOthers(const PlaceView& here) const;
    [[nodiscard]] bool mayRename(const Move& move, const Departure& departure) const;
    [[nodiscard]] Result<void> removeForeign();

    [[nodiscard]] Result<void> unchanged(const PlaceClaim& row, const PlaceClaim& line);
    [[nodiscard]] Result<void> add(const PlaceClaim& row, const PlaceView& here, std::uint8_t flags);
    [[nodiscard]] Result<void> update(const PlaceClaim& row, const ChangeList::Known& known, std::uint8_t flags);
    [[nodiscard]] Result<void> leaveOut(const PlaceClaim& row, Reason reason) {
        return m_leftOut.add(row.row, row.values, reason);
    }
    [[nodiscard]] qint64 puts() const { return m_tally.counts.add + m_tally.counts.update; }
    void noteTaken(const PlaceClaim* released);
    /// Whoever stood there, and is not among those who were read.
    [[nodiscard]] bool isMissing(const PlaceView& here) const;
    [[nodiscard]] Result<void> noteMissing(const PlaceView& here);
    [[nodiscard]] Result<void> noteWanted(const PlaceView& here);
    [[nodiscard]] Result<void> note(const PersonKey& place, plan_format::PlaceFact fact, Reason reason = Reason::None,
                                    const PersonKey& person = {});
    [[nodiscard]] Result<void> endLine(const PlaceClaim* line, const PlaceView& here, plan_format::PlaceFact fact);
    [[nodiscard]] Result<void> write(const plan_format::PlaceNote& note);
    [[nodiscard]] ChangeList::Known knownOf(const PlaceClaim* line, const PlaceView& here) const;
    [[nodiscard]] bool isThere(const PlaceView& here) const;
    [[nodiscard]] bool due(const PlaceClaim& line) const;
    [[nodiscard]] bool mayRemove() const { return removes(m_input.pathway.method) && !m_holdRemovals; }

    const PlanInput& m_input;
    const bool m_snapshotTells;
    const bool m_holdRemovals;
    const bool m_exclusive;
    UnchangedRowIndex& m_seen;
    ChangeList& m_changes;
    LeftOutList& m_leftOut;
    RetagList& m_retags;
    PlanTally& m_tally;
    QByteArray m_personScope;
    KeyedDigest m_digest;
    StreamWriter m_notes;
    RosterWalk m_roster;
    OptOutWalk m_optOuts;
    const PlaceSlots& m_slots;
    std::uint32_t m_today;
    bool m_keepsPerson; ///< Removing means taking off this pathway's mark.
    bool m_singleKey;   ///< One key tells people apart there; else several identifiers may lead to one account.
    std::vector<PlaceClaim> m_group; ///< The claims of one key.
    std::vector<Move> m_moves;
    std::unordered_map<std::uint32_t, Departure> m_departures; ///< By the row that moved.
    std::unordered_set<std::uint32_t> m_taken; ///< Rows of departures whose key somebody else was put to.
    std::unordered_set<const MemberIndex::Member*> m_accounted; ///< Read back, and not one of others to be removed.
};

} // namespace pathways
