// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/left_out_list.h"
#include "core/plan/compare/no_list.h"
#include "core/plan/compare/place_claim.h"
#include "core/plan/compare/plan_tally.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/rows/unchanged_row_index.h"
#include "core/roster/record_sorter.h"
#include "core/roster/snapshot.h"

#include <span>
#include <stop_token>

namespace pathways {

/// Compares the sorted rows with the pathway's snapshot in one pass, person by person: which row counts, who is as
/// before, who is gone. What that means at the place is decided by PlacePass, which takes the claims made here.
class AudiencePass final {
public:
    /// snapshot may be null. All outlives the pass. fields: how many the plan has; permission columns are named after
    /// them.
    AudiencePass(const Snapshot* snapshot, UnchangedRowIndex& seen, RecordSorter& rows, LeftOutList& leftOut,
                 NoList& noes, PlanTally& tally, std::size_t fields);
    /// Claims come in the order of the people, not of the place.
    [[nodiscard]] Result<void> run(const ClaimSink& claims, const std::stop_token& stop);

private:
    [[nodiscard]] Result<void> take(std::span<const PersonRecord> run, SnapshotWalk& walk);
    [[nodiscard]] Result<void> settleWithoutRow(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> settleGroup(std::span<const PersonRecord> rows, const PersonRecord* known,
                                           std::uint32_t index);
    [[nodiscard]] Result<void> settleWinner(const PersonRecord& winner, bool present, const PersonRecord* known,
                                            std::uint32_t index);
    [[nodiscard]] Result<void> showPresent(std::span<const PersonRecord> rows, const PersonRecord* known);
    [[nodiscard]] Result<void> release(const PersonRecord& known, std::uint32_t index, std::uint32_t row,
                                       bool saidNo = false);
    [[nodiscard]] Result<void> leaveOutRepeats(std::span<const PersonRecord> rows, const PersonRecord* winner);

    const Snapshot* m_snapshot;
    UnchangedRowIndex& m_seen;
    RecordSorter& m_rows;
    LeftOutList& m_leftOut;
    NoList& m_noes;
    PlanTally& m_tally;
    std::size_t m_fields;
    const ClaimSink* m_claims = nullptr;
};

} // namespace pathways
