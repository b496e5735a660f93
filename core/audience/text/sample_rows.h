// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/table/table_finder.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace pathways {

/// The first rows of decoded text. atEnd: the text ends where the file ends; otherwise the cut-off last row is left
/// out. columns: how many a row may have, for telling long notes from quotes that are never closed; 0: not known yet.
[[nodiscard]] std::vector<SampleRow> sampleRows(std::string_view text, char separator, char quote, bool atEnd,
                                                std::size_t most, std::size_t columns = 0);

} // namespace pathways
