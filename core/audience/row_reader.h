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

/// Some thousands of rows in one arena: no object per row or per cell. A row is its raw bytes as UTF-8 in whatever
/// form its reader writes them (for a CSV file: the line without its end); RowReader::split() takes it apart. Two
/// rows with equal raw bytes under equal reader settings are equal people, which is what lets an unchanged row be
/// recognised without being parsed.
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

/// Reads one source from its beginning to its end, once. next() is called from one thread; split() may be called from
/// several threads at a time, each with a buffer of its own.
class RowReader {
public:
    virtual ~RowReader() = default;
    /// Column names in order; unique, never empty ("Column 3" where the header has none).
    [[nodiscard]] virtual const QStringList& columns() const = 0;
    /// Fills the batch with the next rows (as many as are handy, about 1 MB); false at the end. The batch's memory is
    /// reused. An error names the row in words.
    [[nodiscard]] virtual Result<bool> next(RowBatch& batch, std::stop_token stop) = 0;
    virtual void split(std::string_view row, CellBuffer& out) const = 0;
    /// Bytes read so far and in all (0 when unknown), for progress.
    [[nodiscard]] virtual std::uint64_t bytesRead() const = 0;
    [[nodiscard]] virtual std::uint64_t bytesTotal() const = 0;
    /// How old the data is (the file's time of change), UTC.
    [[nodiscard]] virtual QDateTime dataFrom() const = 0;
    /// Changes when the source's settings or its set of columns change, so that raw rows are no longer comparable.
    [[nodiscard]] virtual QByteArray shapeDigest() const = 0;
    /// After the end: whether the source changed underneath while it was read. The rows must then not be trusted.
    [[nodiscard]] virtual Result<void> verifyUnchanged() const = 0;
};

} // namespace pathways
