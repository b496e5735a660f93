// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pathways {

/// What is wrong with the quotes of a row.
enum class QuoteFault : std::uint8_t {
    None,
    Unclosed, ///< A quoted cell never ends.
    Lone,     ///< A quote closes nothing, or text follows a closing quote: read as it stands, and worth a word.
    Stray     ///< A separator stands where a quote too many or too few leaves open whether it is text.
};

/// Splits one row by the rules of CsvScanner. Cells without doubled quotes are views into the row; the others go to
/// out.scratch, which grows at most once per row. Changes no flag of out.
QuoteFault splitCells(std::string_view row, char separator, char quote, CellBuffer& out);

/// The quote that opens the cell beginning at p; null if the cell is not quoted. Blanks may stand before the quote, and
/// so may the equals sign with which spreadsheets keep numbers as they are (="00123").
[[nodiscard]] inline const char* openingQuote(const char* p, const char* end, char quote) {
    if (p < end && *p == quote) {
        return quote == 0 ? nullptr : p;
    }
    if (quote == 0 || p == end || (*p != ' ' && *p != '=')) {
        return nullptr;
    }
    while (p < end && *p == ' ') {
        ++p;
    }
    if (p < end && *p == '=') {
        ++p;
    }
    return p < end && *p == quote ? p : nullptr;
}

/// Number of cells splitCells() would find.
[[nodiscard]] std::size_t countCells(std::string_view row, char separator, char quote);

} // namespace pathways
