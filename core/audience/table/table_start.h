// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/table/table_finder.h"

#include <vector>

namespace pathways {

/// Where a table begins, as it was found or said for an earlier export.
struct TableStart {
    int linesAbove = 0; ///< Lines of a text, or filled rows of a sheet.
    bool hasHeader = true;
};

/// The same for the export of today, of which rows are the first ones (whole: all). If a row above the table, or its
/// header, names somebody this time, or a title stands where the header was, it is found again: nobody is skipped (rule
/// U14). Otherwise it is what it was.
[[nodiscard]] TableStart judgedAgain(const std::vector<SampleRow>& rows, TableStart known, bool whole);

} // namespace pathways
