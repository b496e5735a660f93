// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace pathways {

/// One row at the beginning of a file: its cells, and how many physical lines stand above it.
struct SampleRow {
    std::vector<std::string> cells;
    std::string text; ///< Its beginning, as it stands in the file.
    int linesBefore = 0;
    bool unclosed = false;  ///< A quote in it is never closed.
    bool loneQuote = false; ///< A quote in it closes nothing, or text follows a closing one.

    [[nodiscard]] std::size_t filled() const;
    [[nodiscard]] bool blank() const { return filled() == 0; }
    [[nodiscard]] std::vector<std::string_view> views() const { return {cells.begin(), cells.end()}; }
};

/// Where a table begins.
struct FoundTable {
    std::size_t first = 0; ///< The row that names the columns, or the first person where none does.
    bool hasHeader = true;
    std::size_t columns = 1; ///< As many as have a name: the width of the table is the header's, not the rows'.
    double score = 0;        ///< About 0 to 1, to compare ways of reading the same text.
    double margin = 1;       ///< How far the next best place for the header is behind.
};

/// Weighs every row near the beginning as the one that names the columns, and that there is none. A row that names
/// somebody is never above the table, nor its header. skip: so many rows are no part of it (rule U14).
[[nodiscard]] FoundTable findTable(const std::vector<SampleRow>& rows, std::size_t skip = 0);

} // namespace pathways
