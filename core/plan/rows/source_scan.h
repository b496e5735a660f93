// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/rules.h"
#include "core/plan/file/plan_format.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/input/plan_input.h"
#include "core/plan/rows/left_out_sorter.h"
#include "core/plan/rows/row_mapper.h"
#include "core/plan/rows/unchanged_row_index.h"
#include "core/plan/rows/unreadable_rows.h"
#include "core/roster/record_sorter.h"

#include <map>
#include <mutex>

namespace pathways {

/// What reading the source once found out.
struct ScanResult {
    qint64 total = 0;          ///< Rows of the audience.
    std::uint32_t lastRow = 0; ///< Number of the last row of the source.
    qint64 mapped = 0;         ///< Of these, normalised (not recognised by their raw bytes).
    std::map<Reason, qint64> leftOut;
    std::map<RowMapper::Drop, qint64> drops;
    std::vector<PersonKey> saidYes; ///< RowMapper::saidYes().
    std::vector<qint64> filled;     ///< Per field, over the mapped rows.
    std::uint64_t digest = 0;       ///< Of all rows that were read, with their numbers, under the row context.
};

/// Reads the source to its end on two threads: whoever is free takes the next batch and does everything with it, so
/// that reading, hashing, normalising and encrypting overlap and memory stays bounded.
class SourceScan final {
public:
    /// source: the rows of the input, from the first.
    SourceScan(const PlanInput& input, RowReader& source, const PlanFields& fields, const RowFilter& filter,
               const QByteArray& rowContext, UnchangedRowIndex& seen, RecordSorter& rows, LeftOutSorter& leftOut,
               UnreadableRows& unreadable, EncryptedFileWriter& file, PlanProgress& progress);
    [[nodiscard]] Result<ScanResult> run(std::stop_token stop);

private:
    struct Worker;
    [[nodiscard]] Result<bool> nextBatch(RowBatch& batch, const std::stop_token& stop);
    void work(Worker& worker, const std::stop_token& stop);
    [[nodiscard]] Result<void> takeAll(Worker& worker, const std::stop_token& stop);
    [[nodiscard]] Result<void> take(Worker& worker, const std::stop_token& stop);
    [[nodiscard]] Result<void> askForms(Worker& worker, const std::stop_token& stop);
    [[nodiscard]] Result<void> takeRow(Worker& worker, std::string_view row, std::uint32_t number, std::uint64_t tag);
    [[nodiscard]] Result<void> stopRow(Worker& worker, std::string_view row, std::uint32_t number);

    const PlanInput& m_input;
    RowReader& m_source;
    const PlanFields& m_fields;
    const RowFilter& m_filter;
    QByteArray m_rowContext;
    UnchangedRowIndex& m_seen;
    RecordSorter& m_rows;
    LeftOutSorter& m_leftOut;
    UnreadableRows& m_unreadable;
    EncryptedFileWriter& m_file;
    PlanProgress& m_progress;
    std::mutex m_mutex; ///< Guards the reader and the first error.
    bool m_atEnd = false;
    std::optional<Error> m_error;
};

} // namespace pathways
