// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/first_rows.h"

namespace pathways {

FirstRows::FirstRows(std::unique_ptr<RowReader> inner, RowFilter filter, qint64 people)
    : m_inner(std::move(inner))
    , m_filter(std::move(filter))
    , m_left(people) {}

Result<bool> FirstRows::next(RowBatch& batch, std::stop_token stop) {
    batch.clear();
    RowBatch read;
    CellBuffer cells;
    while (m_left > 0 && batch.size() == 0) {
        Result<bool> more = m_inner->next(read, stop);
        if (!more || !*more) {
            return more;
        }
        batch.firstRow = read.firstRow;
        for (std::size_t i = 0; i < read.size() && m_left > 0; ++i) {
            m_inner->split(read.row(i), cells);
            const bool taken = m_filter.matches(cells.cells);
            // The rows in between stay, so that the numbers of rows are those of the file.
            batch.arena.append(read.row(i));
            batch.ends.push_back(std::uint32_t(batch.arena.size()));
            m_left -= taken ? 1 : 0;
        }
    }
    return batch.size() > 0;
}

} // namespace pathways
