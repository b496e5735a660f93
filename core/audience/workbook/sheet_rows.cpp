// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/sheet_rows.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kMostColumns = 5000;
constexpr std::size_t kLongestRow = 16 * 1024 * 1024; // as in a text file

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Workbook)
};

} // namespace

bool SheetRow::filled() const {
    return std::any_of(cells.begin(), cells.end(), [](const std::string& cell) { return !cell.empty(); });
}

void RowFiller::begin(bool hidden) {
    m_row.cells.clear();
    m_row.hidden = hidden;
    m_bytes = 0;
}

void RowFiller::put(std::size_t column, std::string text) {
    if (text.empty() || m_error) {
        return;
    }
    if (column >= kMostColumns) {
        m_error = Error{ErrorKind::Source,
                        Texts::tr("A row of the sheet has more than %L1 columns.").arg(kMostColumns),
                        Texts::tr("It is probably not a table of people."),
                        Texts::tr("Choose another sheet or file."),
                        {}};
        return;
    }
    m_bytes += text.size();
    if (m_bytes > kLongestRow) {
        m_error = Error{ErrorKind::Source,
                        Texts::tr("A row of the sheet is longer than 16 MB."),
                        Texts::tr("It is probably not a table of people."),
                        Texts::tr("Choose another sheet or file."),
                        {}};
        return;
    }
    if (m_row.cells.size() <= column) {
        m_row.cells.resize(column + 1);
    }
    m_row.cells[column] = std::move(text);
}

} // namespace pathways
