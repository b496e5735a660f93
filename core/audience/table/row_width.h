// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/audience/table/cell_shape.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// What becomes of a row with fewer or more cells than the table has columns. Only the file as a whole can say whether
/// cells that are missing at the end were left out because they are blank, and whether a blank one too many is how this
/// file ends its rows; where it does not say so, a separator is missing or too many, and the row is malformed. Judges
/// by the first rows of the file. fits() may be called from several threads.
class RowWidth final {
public:
    RowWidth() = default;
    /// columns: those with a name. headerCells: of the header as it stands, with the blank ones at its end. rows: the
    /// first ones below it.
    RowWidth(std::size_t columns, std::size_t headerCells, bool namesMissing,
             std::vector<std::vector<std::string>> rows);

    /// Brings a row of another width to that of the table; false if that cannot be done without guessing.
    [[nodiscard]] bool fits(std::vector<std::string_view>& cells) const;
    /// What decides about rows of the same bytes.
    [[nodiscard]] char habits() const;

private:
    enum class Short : std::uint8_t { Padded, PaddedIfAlike, Malformed };
    struct Columns {
        std::once_flag once;
        std::vector<std::vector<std::string>> rows;
        std::vector<CellShape> shapes; ///< Text where a column has no shape of its own.
    };
    [[nodiscard]] bool alike(const std::vector<std::string_view>& cells) const;

    std::size_t m_columns = 0;
    Short m_short = Short::Malformed;
    bool m_dropsBlank = false;
    std::shared_ptr<Columns> m_shapes;
};

} // namespace pathways
