// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/audience/text/source_file.h"
#include "core/audience/workbook/workbook.h"
#include "core/model/audience.h"

#include <deque>

namespace pathways {

/// Reads one sheet of a workbook as a table of people. From the dialect it uses the header, the rows before the table
/// and those after it; it skips rows without any value, and a header that is
/// repeated; where the table begins and ends is judged again at each reading. Cells are text: dates as 2025-03-04,
/// numbers with all their digits. A row with a value beyond the table's columns is malformed, as it is in a text file.
class WorkbookReader final : public RowReader {
public:
    /// An empty sheet name stands for the first sheet.
    [[nodiscard]] static Result<std::unique_ptr<WorkbookReader>> open(const QString& path, const QString& sheet,
                                                                      const Dialect& dialect);
    /// The same of a workbook that is open already.
    [[nodiscard]] static Result<std::unique_ptr<WorkbookReader>> open(const Workbook& workbook, const QString& sheet,
                                                                      const Dialect& dialect);

    [[nodiscard]] const QStringList& columns() const override { return m_columns; }
    [[nodiscard]] Result<bool> next(RowBatch& batch, std::stop_token stop) override;
    void split(std::string_view row, CellBuffer& out) const override;
    [[nodiscard]] std::uint64_t bytesRead() const override { return 0; }
    [[nodiscard]] std::uint64_t bytesTotal() const override { return 0; }
    [[nodiscard]] QDateTime dataFrom() const override { return m_file.changed(); }
    [[nodiscard]] QByteArray shapeDigest() const override;
    [[nodiscard]] Result<void> verifyUnchanged() const override { return m_file.verifyUnchanged(); }

private:
    using Row = std::vector<std::string>;
    WorkbookReader(SourceFile file, std::unique_ptr<SheetRows> rows, QString sheet, const Dialect& dialect);
    [[nodiscard]] static Result<std::unique_ptr<WorkbookReader>>
    openSheet(SourceFile file, const Workbook& workbook, const QString& sheet, const Dialect& dialect);
    [[nodiscard]] Result<void> begin();
    void hold(Row row);
    void dropTrailing();
    [[nodiscard]] Result<bool> nextRow(Row& row);
    void deliver(const Row& row, RowBatch& batch);

    SourceFile m_file;
    std::unique_ptr<SheetRows> m_sheetRows;
    QString m_sheet;
    Dialect m_dialect;
    QStringList m_columns;
    Row m_header;           ///< Its cells, for sheets that repeat it; empty without one.
    std::deque<Row> m_held; ///< Rows read ahead: the first ones, and those that may come after the table.
    bool m_atEnd = false;
    std::uint64_t m_rows = 0;
};

} // namespace pathways
