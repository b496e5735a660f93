// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/part_reader.h"
#include "core/audience/workbook/sheet_rows.h"

namespace pathways {

/// The elements of an OpenDocument spreadsheet that are read, with their usual prefixes.
[[nodiscard]] std::span<const PartNamespace> openDocumentNamespaces();

/// Where the sheets are.
inline constexpr QStringView kOdsSheet = u"/office:document-content/office:body/office:spreadsheet/table:table";

/// Reads the rows of one sheet of an OpenDocument spreadsheet.
class OdsRows final : public SheetRows {
public:
    /// index: of the sheet among all of the document, hidden ones too, from 0.
    OdsRows(const QString& path, int index);
    [[nodiscard]] Result<bool> next(SheetRow& row) override;

private:
    [[nodiscard]] bool findSheet();
    void beginRow(RowFiller& row);
    void inRow(PartReader::Event event, QStringView within, RowFiller& row);
    [[nodiscard]] Result<bool> repeat(const SheetRow& row);
    void beginCell();
    void endCell(RowFiller& row);
    [[nodiscard]] std::string value() const;

    PartReader m_reader;
    int m_index = 0;
    SheetRow m_repeated;  ///< A row that stands several times.
    qint64 m_left = 0;    ///< How often it still does.
    qint64 m_repeats = 0; ///< Of all rows so far.
    bool m_found = false;
    bool m_ended = false;
    // The row and the cell that are read:
    qint64 m_rowRepeats = 1;
    std::size_t m_column = 0;
    qint64 m_cellRepeats = 1;
    bool m_failed = false; ///< The cell shows an error.
    bool m_formula = false;
    QString m_type;
    QString m_value; ///< As it is stored, for numbers, days and the like.
    QString m_text;  ///< As it is shown.
    bool m_anyText = false;
};

} // namespace pathways
