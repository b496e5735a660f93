// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"

#include <cstddef>
#include <string_view>

namespace pathways {

/// Splits one row by the rules of CsvScanner. Cells without doubled quotes are views into the row; the others go to
/// out.scratch, which grows at most once per row. Sets out.malformed for an unclosed quote and changes no other flag.
void splitCells(std::string_view row, char separator, char quote, CellBuffer& out);

/// Number of cells splitCells() would find.
[[nodiscard]] std::size_t countCells(std::string_view row, char separator, char quote);

} // namespace pathways
