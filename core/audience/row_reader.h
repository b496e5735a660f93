// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QDateTime>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Some thousands of rows in one arena, without an object per row or cell. A row is UTF-8 in a form that its reader
/// chooses (for a CSV file: the line without its end); RowReader::split() splits it into cells. Rows with equal bytes
/// and equal reader settings are equal people, so that an unchanged row is recognised without being parsed.
struct RowBatch {
    std::uint64_t firstRow = 0; ///< Number of the first row here, counted from 1 as people count data rows.
    std::string arena;
    std::vector<std::uint32_t> ends; ///< End of each row in the arena; a row starts where the one before ended.

    [[nodiscard]] std::size_t size() const { return ends.size(); }
    [[nodiscard]] std::string_view row(std::size_t i) const {
        const std::uint32_t begin = i == 0 ? 0 : ends[i - 1];
        return std::string_view(arena).substr(begin, ends[i] - begin);
    }
    void clear() {
        arena.clear();
        ends.clear();
    }
};

/// The cells of one row. Views point into the row or into the buffer's own scratch; valid until the next split().
struct CellBuffer {
    std::vector<std::string_view> cells;
    std::string scratch;
    bool malformed = false; ///< Too many or too few cells, unclosed quote, or bytes that are not text.
    bool badEncoding = false;
};

/// Reads a source once from beginning to end. next() is called from one thread; split() from several threads at a time,
/// each with its own buffer.
class RowReader {
public:
    virtual ~RowReader() = default;
    /// Column names in order; unique, never empty ("Column 3" where the header has none).
    [[nodiscard]] virtual const QStringList& columns() const = 0;
    /// Fills the batch with the next rows (about 1 MB); false at the end. The batch's memory is reused. An error names
    /// the row in words.
    [[nodiscard]] virtual Result<bool> next(RowBatch& batch, std::stop_token stop) = 0;
    virtual void split(std::string_view row, CellBuffer& out) const = 0;
    /// Bytes read so far and in all (0 when unknown), for progress.
    [[nodiscard]] virtual std::uint64_t bytesRead() const = 0;
    [[nodiscard]] virtual std::uint64_t bytesTotal() const = 0;
    /// The time of the data (of the file's last change), UTC.
    [[nodiscard]] virtual QDateTime dataFrom() const = 0;
    /// Changes when the source's settings or its set of columns change, so that raw rows are no longer comparable.
    [[nodiscard]] virtual QByteArray shapeDigest() const = 0;
    /// After the end: an error if the source changed while it was read, so that the rows cannot be trusted.
    [[nodiscard]] virtual Result<void> verifyUnchanged() const = 0;
};

} // namespace pathways
