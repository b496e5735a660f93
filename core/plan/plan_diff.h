// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/address_claims.h"
#include "core/plan/change_list.h"
#include "core/plan/plan_fields.h"
#include "core/plan/plan_format.h"
#include "core/plan/plan_input.h"
#include "core/plan/unchanged_row_index.h"
#include "core/roster/record_sorter.h"
#include "core/roster/snapshot.h"

#include <map>
#include <unordered_set>

namespace pathways {

/// What merging the audience with the snapshot decided.
struct MergeResult {
    PlanCounts counts; ///< Without total.
    std::map<Reason, qint64> leftOut;
    qint64 wereThere = 0;       ///< Left in place though gone from the audience: others put them there.
    qint64 unsent = 0;          ///< On the list and in the audience, but their rows have errors.
    qint64 keptOut = 0;         ///< Gone from the audience, and opted out: not touched.
    qint64 foreignRemovals = 0; ///< Put there by others, removed by "match exactly".
    qint64 unremovable = 0;     ///< Not removed by it, as their keys cannot be told to the destination exactly.
    std::uint32_t batches = 0;
};

/// What a plan compares: the rows of a source with the snapshot of its pathway. All of it outlives the comparison.
struct PlanSides {
    const PlanInput& input;
    const PlanFields& fields;
    const Snapshot* snapshot;  ///< Null: none, or not to be trusted.
    bool holdRemovals = false; ///< There was a snapshot, but it cannot be trusted: nobody is removed.
    const UnchangedRowIndex& seen;
    RecordSorter& rows; ///< All but the unchanged.
    const AddressClaims& claims;
};

/// Merges the sorted rows with the snapshot in one pass, decides about each person, and writes the plan's lists.
class PlanDiff final {
public:
    /// lastRow: number of the source's last row.
    PlanDiff(const PlanSides& sides, std::uint32_t lastRow, EncryptedFileWriter& file);
    [[nodiscard]] Result<MergeResult> run(std::stop_token stop);

private:
    [[nodiscard]] Result<void> mergeAll(const std::stop_token& stop);
    [[nodiscard]] Result<void> writeLists();
    [[nodiscard]] Result<void> mergeRun(std::span<const PersonRecord> run, SnapshotWalk& walk);
    [[nodiscard]] Result<void> settleWithoutRow(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> settleGone(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> gone(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> settleGroup(std::span<const PersonRecord> rows, const PersonRecord* known,
                                           std::uint32_t index);
    [[nodiscard]] Result<void> leaveOutRepeats(std::span<const PersonRecord> rows, const PersonRecord* winner);
    [[nodiscard]] Result<void> settleWinner(const PersonRecord& winner, bool present, const PersonRecord* known,
                                            std::uint32_t index);
    [[nodiscard]] Result<void> decide(const PersonRecord& row, const PersonRecord* known);
    [[nodiscard]] Result<void> decideKnown(const PersonRecord& row, const PersonRecord& before, bool replaced,
                                           const MemberIndex::Member* there);
    [[nodiscard]] Result<void> unchanged(const PersonRecord& row, const PersonRecord& known);
    [[nodiscard]] Result<void> add(const PersonRecord& row);
    [[nodiscard]] Result<void> update(const PersonRecord& row, const ChangeList::Known& known, std::uint8_t flags);
    [[nodiscard]] Result<void> leaveOut(const PersonRecord& row, Reason reason);
    [[nodiscard]] Result<void> leaveOut(const plan_format::LeftOutEntry& entry);
    [[nodiscard]] Result<void> keepOut(const PersonRecord& known, Reason reason);
    [[nodiscard]] Result<void> rememberThere(const PersonRecord& row);
    [[nodiscard]] Result<void> removeForeign();
    [[nodiscard]] Result<void> noteSeen(std::uint32_t row);
    [[nodiscard]] Result<void> writeSeen();
    [[nodiscard]] const MemberIndex::Member* member(const PersonKey& address);
    [[nodiscard]] bool due(const PersonRecord& known) const;

    const PlanInput& m_input;
    const Snapshot* m_snapshot;
    bool m_holdRemovals;
    const UnchangedRowIndex& m_seen;
    RecordSorter& m_rows;
    const AddressClaims& m_claims;
    ChangeList m_changes;
    StreamWriter m_leftOut;
    StreamWriter m_seenStream;
    StreamWriter m_retags;
    StreamWriter m_keptOut;
    std::vector<std::uint32_t> m_seenBuffer;
    std::unordered_set<const MemberIndex::Member*> m_inAudience;
    std::uint32_t m_today;
    bool m_mayRemoveOthers; ///< A removal that leaves the person in place harms nobody.
    MergeResult m_result;
};

} // namespace pathways
