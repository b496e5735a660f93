// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/sheet_rows.h"
#include "core/audience/workbook/xlsx_shared.h"

namespace pathways {

/// Reads the rows of one sheet of an XLSX workbook.
class XlsxRows final : public SheetRows {
public:
    XlsxRows(const QString& path, const QString& part, std::shared_ptr<const XlsxShared> shared);
    [[nodiscard]] Result<bool> next(SheetRow& row) override;

private:
    void beginCell();
    void endCell(RowFiller& row);
    [[nodiscard]] std::string value();
    [[nodiscard]] std::string_view sharedText();

    std::shared_ptr<const XlsxShared> m_shared;
    PartReader m_reader;
    // The cell that is read:
    std::size_t m_column = 0; ///< Where a cell without an address of its own stands.
    QString m_type;
    std::size_t m_style = 0;
    std::string m_raw;
    bool m_formula = false;
    bool m_result = false;    ///< A value stands in the cell, if only a blank one.
    QString m_inline;         ///< Text that stands in the cell itself.
    qint64 m_sharedBytes = 0; ///< Of the shared texts that all cells so far have asked for.
    bool m_tooMuchText = false;
    bool m_ended = false;
};

} // namespace pathways
