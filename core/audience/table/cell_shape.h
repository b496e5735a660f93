// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pathways {

/// What a cell looks like, for telling the names of columns from the values under them.
enum class CellShape : std::uint8_t { Blank, Text, YesNo, Number, Date, Phone, Address };

/// The shape of a cell of UTF-8. An address is one or several email addresses and nothing else but a name beside it.
[[nodiscard]] CellShape shapeOf(std::string_view cell);

/// Whether two shapes may stand in one column: numbers and phones without marks look alike, and so do 1 and "yes".
[[nodiscard]] bool goTogether(CellShape a, CellShape b);

/// Whether a row holds an email address or a phone number of its own. Such a row is somebody, wherever it stands: it is
/// never a title, a header or a total. "Contact: office@riverbank.test" above a table is not, and neither is a row that
/// consists of known names of columns.
[[nodiscard]] bool namesAPerson(const std::vector<std::string_view>& cells);

} // namespace pathways
