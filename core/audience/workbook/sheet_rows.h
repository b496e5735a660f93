// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <memory>
#include <string>
#include <vector>

namespace pathways {

/// A row of a sheet, its cells as text.
struct SheetRow {
    std::vector<std::string> cells;
    bool hidden = false;  ///< By a filter or by hand.
    int uncalculated = 0; ///< Cells, since the row before, with a formula whose result is not stored; they are blank.

    /// Whether any cell has a value.
    [[nodiscard]] bool filled() const;
};

/// Fills a row cell by cell, within what is read safely.
class RowFiller final {
public:
    explicit RowFiller(SheetRow& row)
        : m_row(row) {
        m_row.uncalculated = 0;
    }
    /// Starts the row again, blank.
    void begin(bool hidden);
    /// Places beyond the most columns count only if they hold something.
    void put(std::size_t column, std::string text);
    /// The next cell has a formula without a result.
    void putUncalculated() { ++m_row.uncalculated; }
    /// A mistake of the file that ends its reading.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    SheetRow& m_row;
    std::size_t m_bytes = 0;
    std::optional<Error> m_error;
};

/// Reads the rows of one sheet, one after the other.
class SheetRows {
public:
    virtual ~SheetRows() = default;
    /// The next row with a value; false at the end. Errors of kind Source.
    [[nodiscard]] virtual Result<bool> next(SheetRow& row) = 0;
};

} // namespace pathways
