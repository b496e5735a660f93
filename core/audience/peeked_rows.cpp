// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/peeked_rows.h"

#include <algorithm>

namespace pathways {

namespace {
constexpr std::size_t kLookedAt = 1000;
}

Result<QList<QStringList>> PeekedRows::peek(std::stop_token stop) {
    const auto more = m_inner.next(m_first, std::move(stop));
    if (!more) {
        return fail(more.error());
    }
    m_kept = true;
    m_atEnd = !*more;
    QList<QStringList> rows;
    CellBuffer cells;
    for (std::size_t i = 0; i < std::min(m_first.size(), kLookedAt); ++i) {
        split(m_first.row(i), cells);
        if (cells.malformed || cells.badEncoding) {
            continue;
        }
        QStringList row;
        for (const std::string_view cell : cells.cells) {
            row << QString::fromUtf8(cell.data(), qsizetype(cell.size()));
        }
        rows << row;
    }
    return rows;
}

Result<bool> PeekedRows::next(RowBatch& batch, std::stop_token stop) {
    if (!m_kept) {
        return m_inner.next(batch, std::move(stop));
    }
    m_kept = false;
    std::swap(batch, m_first);
    m_first = {};
    return !m_atEnd;
}

} // namespace pathways
