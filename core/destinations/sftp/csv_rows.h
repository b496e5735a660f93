// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Reads CSV text row by row (RFC 4180, UTF-8), in memory that what a server sends cannot drive up: a row is never
/// wider or longer than a table of people can be.
class CsvRows final {
public:
    /// text outlives the reading. spreadsheetSafe: the apostrophe of appendCell() is removed.
    CsvRows(const QByteArray& text, bool spreadsheetSafe);
    /// The next row that is not blank; false at the end, or where the text is no table.
    [[nodiscard]] bool next(std::vector<std::string>& row);
    /// Whether the text ended where a table can end.
    [[nodiscard]] bool wellFormed() const { return !m_broken; }

    static constexpr std::size_t kMostCells = 1'000;
    static constexpr std::size_t kMostRowBytes = 1024 * 1024;

private:
    [[nodiscard]] bool readRow(std::vector<std::string>& row);
    void endCell(std::vector<std::string>& row, std::string& cell);

    const QByteArray& m_text;
    bool m_safe;
    qsizetype m_at = 0;
    bool m_broken = false;
};

/// One cell, quoted where it has to be. With spreadsheetSafe a cell that a spreadsheet would treat as a formula gets an
/// apostrophe in front (OWASP CSV injection); plain numbers and phone numbers stay as they are.
void appendCell(QByteArray& out, std::string_view value, bool spreadsheetSafe);

} // namespace pathways
