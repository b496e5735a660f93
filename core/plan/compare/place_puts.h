// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_work.h"
#include "core/plan/compare/retag_list.h"

namespace pathways {

/// Decides about people with a row that could be sent: added, updated, left as they are, or left out. Errors: Storage.
class PlacePuts final {
public:
    /// All outlives it.
    PlacePuts(const PlaceWork& work, UnchangedRowIndex& seen, RetagList& retags);

    /// line: what was accepted of them here, or of somebody whose key they take over.
    [[nodiscard]] Result<void> decide(const PlaceClaim& row, const PlaceClaim* line, const PlaceView& here);
    /// Somebody of whom this pathway has nothing there. released: the line of somebody who is gone, whose place they
    /// take.
    [[nodiscard]] Result<void> decideNew(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here,
                                         std::uint8_t flags = 0);
    /// Somebody whose identifiers changed, where all of them together tell people apart: nobody is renamed there. What
    /// they have now is put in, and what they had before is taken out first, as far as nobody else has it (LeaverPass).
    /// released: the line of somebody who is gone and had just these; null: there is none.
    [[nodiscard]] Result<void> putMoved(const PlaceClaim& row, const PlaceClaim* released, const PlaceView& here);
    [[nodiscard]] Result<void> update(const PlaceClaim& row, const ChangeList::Known& known, std::uint8_t flags);
    [[nodiscard]] Result<void> leaveOut(const PlaceClaim& row, Reason reason);
    /// People put so far: to tell whether a decision put somebody.
    [[nodiscard]] qint64 count() const { return m_work.tally.counts.add + m_work.tally.counts.update; }

private:
    [[nodiscard]] Result<void> decideKnown(const PlaceClaim& row, const PlaceClaim& line, const PlaceView& here);
    [[nodiscard]] Result<void> unchanged(const PlaceClaim& row, const PlaceClaim& line);
    [[nodiscard]] Result<void> add(const PlaceClaim& row, const PlaceView& here, std::uint8_t flags);
    [[nodiscard]] bool due(const PlaceClaim& line) const;

    const PlaceWork& m_work;
    UnchangedRowIndex& m_seen;
    RetagList& m_retags;
    std::uint32_t m_today;
};

} // namespace pathways
