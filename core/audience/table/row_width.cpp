// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/row_width.h"

#include "core/base/value_parsing.h"

#include <algorithm>
#include <array>

namespace pathways {

namespace {

constexpr std::size_t kRowsShaped = 100;

template <typename Cell>
bool isBlank(const Cell& cell) {
    return trimmedValue(cell).empty();
}

CellShape shapeOfColumn(const std::vector<std::vector<std::string>>& rows, std::size_t column) {
    std::array<int, 7> counts{};
    int filled = 0;
    for (const auto& row : rows) {
        const CellShape shape = shapeOf(row[column]);
        if (shape != CellShape::Blank) {
            ++counts[std::size_t(shape)];
            ++filled;
        }
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return filled >= 2 && *most * 10 >= filled * 9 ? CellShape(most - counts.begin()) : CellShape::Text;
}

} // namespace

RowWidth::RowWidth(std::size_t columns, std::size_t headerCells, bool namesMissing,
                   std::vector<std::vector<std::string>> rows)
    : m_columns(columns)
    , m_shapes(std::make_shared<Columns>()) {
    std::size_t narrow = 0;
    std::size_t full = 0;
    std::size_t blankEnds = 0; // rows that write a blank last cell out
    std::size_t blankBeyond = 0;
    for (auto& row : rows) {
        if (row.size() < columns) {
            ++narrow;
        } else if (row.size() == columns) {
            ++full;
            blankEnds += isBlank(row.back()) ? 1 : 0;
            if (m_shapes->rows.size() < kRowsShaped) {
                m_shapes->rows.push_back(std::move(row));
            }
        } else if (std::all_of(row.begin() + std::ptrdiff_t(columns), row.end(), isBlank<std::string>)) {
            ++blankBeyond;
        }
    }
    m_dropsBlank = headerCells > columns || (blankBeyond > 0 && blankBeyond * 10 >= rows.size() * 9);
    if (full == 0 && namesMissing) {
        m_short = Short::Malformed; // A separator too many in the header, as it seems: every name may be misplaced.
    } else if (narrow >= 2 && narrow * 10 >= rows.size()) {
        m_short = Short::Padded;
    } else {
        m_short = blankEnds == 0 ? Short::PaddedIfAlike : Short::Malformed;
    }
}

bool RowWidth::fits(std::vector<std::string_view>& cells) const {
    if (cells.size() > m_columns) {
        const auto beyond = cells.begin() + std::ptrdiff_t(m_columns);
        if (!m_dropsBlank || !std::all_of(beyond, cells.end(), isBlank<std::string_view>)) {
            return false;
        }
    } else if (cells.size() < m_columns &&
               (m_short == Short::Malformed || (m_short == Short::PaddedIfAlike && !alike(cells)))) {
        return false;
    }
    cells.resize(m_columns);
    return true;
}

/// Whether the cells stand in their columns, and would not stand there better with a separator put in before one.
bool RowWidth::alike(const std::vector<std::string_view>& cells) const {
    std::call_once(m_shapes->once, [this] {
        for (std::size_t i = 0; i < m_columns; ++i) {
            m_shapes->shapes.push_back(shapeOfColumn(m_shapes->rows, i));
        }
        m_shapes->rows.clear();
    });
    const std::vector<CellShape>& columns = m_shapes->shapes;
    std::vector<CellShape> shapes;
    for (const std::string_view cell : cells) {
        shapes.push_back(shapeOf(cell));
    }
    const auto matches = [&](std::size_t from, std::size_t to, std::size_t shift) {
        int count = 0;
        for (std::size_t i = from; i < to; ++i) {
            const CellShape wanted = columns[std::min(i + shift, columns.size() - 1)];
            count +=
                shapes[i] != CellShape::Blank && wanted != CellShape::Text && goTogether(shapes[i], wanted) ? 1 : 0;
        }
        return count;
    };
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        if (shapes[i] != CellShape::Blank && columns[i] != CellShape::Text && !goTogether(shapes[i], columns[i])) {
            return false;
        }
    }
    const int now = matches(0, shapes.size(), 0);
    for (std::size_t at = 0; at < shapes.size(); ++at) {
        if (matches(0, at, 0) + matches(at, shapes.size(), 1) > now) {
            return false;
        }
    }
    return true;
}

char RowWidth::habits() const {
    return char(int(m_short) * 2 + (m_dropsBlank ? 1 : 0));
}

} // namespace pathways
