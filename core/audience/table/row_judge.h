// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace pathways {

/// A row among the last ones of a table: its cells as they stand, and whether a blank line stands above it.
struct EndRow {
    std::vector<std::string_view> cells;
    bool blankAbove = false;
};

/// What stands below the last person of a table (rule U14).
struct TableEnd {
    std::size_t people = 0;   ///< So many of the rows looked at are people; the others are totals and footers.
    bool secondTable = false; ///< Another table is among them.
};

/// Looks from the last row up for rows that are totals, footers or another table. A row that names somebody ends the
/// search: it and all above it are people. columns: how many the table has.
[[nodiscard]] TableEnd endOfTable(const std::vector<EndRow>& rows, std::size_t columns);

/// How many of the last rows of today's export are people, where as many were totals and footers in an earlier one, or
/// were said to be. A row is somebody if it is no footer, and names somebody or has most of its cells filled: an
/// address is not all that people are known by. All rows above it are people too.
[[nodiscard]] std::size_t peopleAmongLast(const std::vector<std::vector<std::string_view>>& rows, std::size_t columns);

} // namespace pathways
