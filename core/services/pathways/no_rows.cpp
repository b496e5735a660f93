// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/no_rows.h"

namespace pathways {

NoRows::NoRows(const Pathway& pathway) {
    for (const ColumnMapping& line : pathway.mapping) {
        if (!line.column.isEmpty() && !m_columns.contains(line.column)) {
            m_columns << line.column;
        }
    }
}

Result<bool> NoRows::next(RowBatch& batch, std::stop_token /*stop*/) {
    batch.clear();
    return false;
}

void NoRows::split(std::string_view /*row*/, CellBuffer& out) const {
    out.cells.clear();
}

} // namespace pathways
