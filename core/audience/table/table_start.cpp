// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/table_start.h"

#include "core/audience/table/cell_shape.h"

#include <algorithm>

namespace pathways {

namespace {

bool isDoubtful(const std::vector<SampleRow>& rows, TableStart known, bool whole) {
    std::size_t at = 0;
    for (; at < rows.size() && (rows[at].linesBefore < known.linesAbove || rows[at].blank()); ++at) {
        if (namesAPerson(rows[at].views())) {
            return true;
        }
    }
    if (at >= rows.size()) {
        return known.linesAbove > 0 && whole;
    }
    if (!known.hasHeader) {
        return false;
    }
    std::size_t most = 0;
    for (std::size_t i = at + 1; i < std::min(rows.size(), at + 4); ++i) {
        most = std::max(most, rows[i].filled());
    }
    return namesAPerson(rows[at].views()) || (rows[at].filled() == 1 && most > 1);
}

} // namespace

TableStart judgedAgain(const std::vector<SampleRow>& rows, TableStart known, bool whole) {
    if (rows.empty() || !isDoubtful(rows, known, whole)) {
        return known;
    }
    const bool announced = rows.front().text.starts_with("sep=") || rows.front().text.starts_with("SEP=");
    const FoundTable table = findTable(rows, announced ? 1 : 0);
    return table.first < rows.size() ? TableStart{rows[table.first].linesBefore, table.hasHeader} : known;
}

} // namespace pathways
