// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/audience/table/row_width.h"
#include "core/audience/text/csv_scanner.h"
#include "core/audience/text/source_file.h"
#include "core/audience/text/text_decoder.h"
#include "core/model/audience.h"

#include <atomic>
#include <memory>

namespace pathways {

/// Reads a text file of separated values as its Dialect says, block by block, in memory that does not grow with the
/// file. Skips rows without any value (blank lines, only separators), the lines before the table, the header wherever
/// it is repeated, and the trailing rows unless one of those is a person. Where the table begins is judged again at
/// each reading. Delivers every other row, even a malformed one: split() says what is wrong with it. After split(),
/// cells.size() is always columns().size().
class CsvReader final : public RowReader {
public:
    [[nodiscard]] static Result<std::unique_ptr<CsvReader>> open(const QString& path, const Dialect& dialect);

    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    void split(std::string_view row, CellBuffer& out) const override;
    [[nodiscard]] std::uint64_t bytesRead() const override { return m_bytesRead.load(std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return m_file.size(); }
    [[nodiscard]] QDateTime dataFrom() const override { return m_file.changed(); }
    [[nodiscard]] QByteArray shapeDigest() const override;
    [[nodiscard]] Result<void> verifyUnchanged() const override { return m_file.verifyUnchanged(); }

private:
    CsvReader(SourceFile file, const Dialect& dialect);
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] Result<void> skipPreamble();
    [[nodiscard]] std::string_view ahead() const;
    void judgeBeginning();
    void takeWidth(QStringList header);
    [[nodiscard]] Result<void> fill();
    [[nodiscard]] Result<RowSpan> nextSpan();
    [[nodiscard]] bool hasValue(std::string_view row) const;
    void holdBackTrailingRows(RowBatch& batch);
    void deliverHeldPeople(RowBatch& batch);
    void makeRoom(std::size_t wanted);

    SourceFile m_file;
    Dialect m_dialect;
    TextDecoder m_decoder;
    CsvScanner m_scanner;
    QStringList m_columns;
    std::string m_header; ///< Its bytes, for files that repeat it; empty without one.
    RowWidth m_width;
    std::unique_ptr<char[]> m_buffer; ///< Text that is not consumed yet: [m_begin, m_end).
    std::size_t m_capacity = 0;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
    bool m_atEnd = false;
    std::string m_raw; ///< A block before it is decoded, and after; unused for UTF-8.
    std::string m_decoded;
    RowBatch m_held; ///< Rows that may turn out to be the trailing ones.
    std::uint64_t m_rows = 0;
    std::atomic<std::uint64_t> m_bytesRead = 0;
};

/// Column names from the cells of a header: trimmed, "Column 3" where blank, "Email (2)" where repeated (ignoring
/// case).
[[nodiscard]] QStringList columnNames(const QStringList& header);

} // namespace pathways
