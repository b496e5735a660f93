// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/workbook.h"

#include <algorithm>

namespace pathways {

void Workbook::addSheet(const QString& name, const QString& part, int index) {
    constexpr std::size_t kMostSheets = 10'000;
    if (m_sheets.size() < kMostSheets) {
        m_sheets.push_back({name, part, index});
    }
}

QStringList Workbook::sheets() const {
    QStringList names;
    for (const Sheet& sheet : m_sheets) {
        names << sheet.name;
    }
    return names;
}

std::unique_ptr<SheetRows> Workbook::rows(const QString& sheet) const {
    const auto found = std::find_if(m_sheets.begin(), m_sheets.end(),
                                    [&sheet](const Sheet& one) { return sheet.isEmpty() || one.name == sheet; });
    return found == m_sheets.end() ? nullptr : rowsOf(*found);
}

} // namespace pathways
