// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/cell_format.h"
#include "core/audience/workbook/part_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Spreadsheet elements, of both editions of the standard, without a prefix. Some programs write no namespace at all.
[[nodiscard]] std::span<const PartNamespace> spreadsheetNamespaces();

/// A text of a cell: "_x000D_" stands for a character that XML cannot hold.
[[nodiscard]] QString unescapedText(QString text);

/// What the cells of all sheets of an XLSX workbook refer to: texts and formats.
class XlsxShared final {
public:
    [[nodiscard]] Result<void> readTexts(const QString& path, const QString& part);
    [[nodiscard]] Result<void> readFormats(const QString& path, const QString& part);

    [[nodiscard]] std::string_view text(std::size_t index) const;
    [[nodiscard]] const CellFormat& format(std::size_t style) const;

    bool from1904 = false; ///< Days are counted from 1904, as early Macs did.

private:
    std::string m_texts;
    std::vector<std::size_t> m_textEnds;
    std::vector<CellFormat> m_formats;
};

} // namespace pathways
