// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"

#include <cstring>

namespace pathways {

/// Appends a cell, preceded by its length in four bytes: for readers of sources that have no text form of a row.
inline void packCell(std::string_view cell, std::string& arena) {
    const auto size = std::uint32_t(cell.size());
    char prefix[sizeof size];
    std::memcpy(prefix, &size, sizeof size);
    arena.append(prefix, sizeof size).append(cell);
}

inline void splitPackedCells(std::string_view row, CellBuffer& out) {
    out.cells.clear();
    out.malformed = false;
    out.badEncoding = false;
    while (row.size() >= sizeof(std::uint32_t)) {
        std::uint32_t size = 0;
        std::memcpy(&size, row.data(), sizeof size);
        row.remove_prefix(sizeof size);
        out.cells.push_back(row.substr(0, size));
        row.remove_prefix(std::min<std::size_t>(size, row.size()));
    }
}

} // namespace pathways
