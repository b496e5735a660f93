// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/address_claims.h"
#include "core/plan/plan_fields.h"
#include "core/plan/plan_format.h"
#include "core/plan/plan_input.h"
#include "core/plan/unchanged_row_index.h"
#include "core/roster/record_sorter.h"
#include "core/roster/snapshot.h"
#include "core/spool/row_sorter.h"

#include <map>
#include <unordered_set>

namespace pathways {

/// What merging the audience with the snapshot decided.
struct MergeResult {
    PlanCounts counts; ///< Without total.
    std::map<Reason, qint64> leftOut;
    qint64 wereThere = 0;       ///< Left in place though gone from the audience: others put them there.
    qint64 unsent = 0;          ///< In the audience and there, but with no row that could be sent this time.
    qint64 keptOut = 0;         ///< Gone from the audience, and left at their own wish: not touched.
    qint64 foreignRemovals = 0; ///< Put there by others, removed by "match exactly".
    std::uint32_t batches = 0;
};

/// Merges the sorted rows with the snapshot in one pass, decides about each person, and writes the plan's lists.
class PlanDiff final {
public:
    PlanDiff(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot, bool holdRemovals,
             const UnchangedRowIndex& seen, RecordSorter& rows, const AddressClaims& claims, EncryptedFileWriter& file);
    [[nodiscard]] Result<MergeResult> run(std::stop_token stop);

private:
    /// There may be millions of both before they can be put in the order of rows.
    struct Addition {
        std::uint64_t values; ///< size << 40 | Location, as in PersonRecord::where.
        std::uint32_t row;
    };
    struct Previous {
        PersonKey key; ///< In the snapshot; zero: not there.
        std::uint64_t where = 0;
        const MemberIndex::Member* member = nullptr;
    };
    struct Update {
        Previous previous;
        std::uint64_t values;
        std::uint32_t row;
        std::uint8_t flags; ///< Of the ChangeEntry.
    };

    [[nodiscard]] Result<void> mergeRun(const std::vector<PersonRecord>& run, SnapshotWalk& walk);
    [[nodiscard]] Result<void> settleWithoutRow(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> settleGone(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> gone(const PersonRecord& known, std::uint32_t index);
    [[nodiscard]] Result<void> settleGroup(const PersonRecord* first, const PersonRecord* last,
                                           const PersonRecord* known, std::uint32_t index);
    [[nodiscard]] Result<void> decide(const PersonRecord& row, const PersonRecord* known);
    [[nodiscard]] Result<void> unchanged(const PersonRecord& row, const PersonRecord& known);
    [[nodiscard]] Result<void> add(const PersonRecord& row);
    [[nodiscard]] Result<void> update(const PersonRecord& row, const Previous& previous, std::uint8_t flags);
    [[nodiscard]] Result<void> leaveOut(const PersonRecord& row, Reason reason);
    [[nodiscard]] Result<void> leaveOut(const plan_format::LeftOutEntry& entry);
    [[nodiscard]] Result<void> keepOut(const PersonRecord& known, Reason reason);
    [[nodiscard]] Result<void> rememberThere(const PersonRecord& row);
    [[nodiscard]] Result<void> remove(const PersonKey& key, std::uint64_t where);
    [[nodiscard]] Result<void> removeForeign();
    [[nodiscard]] Result<void> noteSeen(std::uint32_t row);
    [[nodiscard]] Result<void> writeChanges();
    [[nodiscard]] Result<void> writeChange(const plan_format::ChangeEntry& change);
    [[nodiscard]] Result<void> writeRemovals();
    [[nodiscard]] Result<void> writeBatches();
    [[nodiscard]] Result<Location> writePrevious(const Previous& previous);
    [[nodiscard]] const MemberIndex::Member* member(const PersonKey& address);
    [[nodiscard]] bool due(const PersonRecord& known) const;

    const PlanInput& m_input;
    const PlanFields& m_fields;
    const Snapshot* m_snapshot;
    bool m_holdRemovals;
    const UnchangedRowIndex& m_seen;
    RecordSorter& m_rows;
    const AddressClaims& m_claims;
    EncryptedFileWriter& m_file;
    StreamWriter m_leftOut;
    StreamWriter m_changes;
    StreamWriter m_previousStream;
    StreamWriter m_seenStream;
    StreamWriter m_retags;
    StreamWriter m_keptOut;
    std::unique_ptr<IdentityReader> m_identities;
    RowSorter<Addition> m_additions;
    RowSorter<Update> m_updates;
    std::vector<plan_format::ChangeEntry> m_removals;
    std::vector<std::uint32_t> m_seenBuffer;
    std::vector<std::uint32_t> m_cuts;
    std::uint32_t m_batchPeople = 0;
    std::uint64_t m_batchBytes = 0;
    std::unordered_set<const MemberIndex::Member*> m_inAudience;
    std::vector<std::string_view> m_texts;
    std::string m_scratch;
    std::uint32_t m_today;
    bool m_mayRemoveOthers;    ///< A removal that leaves the person in place harms nobody.
    std::uint32_t m_maxPeople; ///< Of one batch, as are the bytes.
    std::uint64_t m_maxBytes;
    std::size_t m_overhead; ///< Bytes of a person in a request, beside the values.
    MergeResult m_result;
};

} // namespace pathways
