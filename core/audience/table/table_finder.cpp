// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/table_finder.h"

#include "core/audience/table/cell_shape.h"
#include "core/audience/table/header_words.h"
#include "core/base/value_parsing.h"

#include <QRegularExpression>
#include <QSet>
#include <QString>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

namespace pathways {

namespace {

constexpr std::size_t kMostAbove = 30;    // Filled rows that may stand above the names of the columns.
constexpr std::size_t kRowsWeighed = 200; // Enough to know how wide rows are ...
constexpr std::size_t kRowsShaped = 60;   // ... and what stands in the columns, which costs more.
constexpr std::size_t kShapes = 6 + 1;

QString toText(const std::string& cell) {
    return QString::fromUtf8(cell.data(), qsizetype(std::min<std::size_t>(cell.size(), 300)));
}

bool isBlank(const std::string& cell) {
    return trimmedValue(cell).empty();
}

/// "2024" may well be the name of a column.
bool isYear(const std::string& cell) {
    static const QRegularExpression year(QStringLiteral("^\\s*(19|20)\\d\\d\\s*$"));
    return year.match(toText(cell)).hasMatch();
}

bool looksLikeData(const std::string& cell) {
    const CellShape shape = shapeOf(cell);
    return shape != CellShape::Blank && shape != CellShape::Text && shape != CellShape::YesNo && !isYear(cell);
}

class Weigher {
public:
    Weigher(const std::vector<SampleRow>& rows, std::size_t skip)
        : m_rows(rows) {
        for (std::size_t i = skip; i < rows.size(); ++i) {
            if (!rows[i].blank()) {
                m_filled.push_back(i);
            }
        }
        const std::size_t shaped = std::min(m_filled.size(), kRowsShaped + kMostAbove);
        for (std::size_t i = 0; i < shaped; ++i) {
            std::vector<CellShape> shapes;
            for (const std::string& cell : rows[m_filled[i]].cells) {
                shapes.push_back(shapeOf(cell));
            }
            m_shapes.push_back(std::move(shapes));
        }
    }

    FoundTable run() {
        if (m_filled.empty()) {
            return {};
        }
        const std::size_t people = firstPerson();
        FoundTable best;
        double second = 0;
        const auto take = [&](std::size_t at, bool hasHeader) {
            FoundTable table = weigh(at, hasHeader);
            if (best.columns == 0 || table.score > best.score + 1e-6) {
                second = best.columns == 0 ? 0 : best.score;
                best = table;
            } else {
                second = std::max(second, table.score);
            }
        };
        best.columns = 0;
        for (std::size_t at = 0; at < std::min({people, m_filled.size(), kMostAbove}); ++at) {
            take(at, true);
        }
        take(withoutHeader(people), false);
        best.margin = best.score - second;
        return best;
    }

private:
    [[nodiscard]] const SampleRow& row(std::size_t at) const { return m_rows[m_filled[at]]; }

    [[nodiscard]] std::size_t firstPerson() const {
        const std::size_t last = std::min(m_filled.size(), kMostAbove + 1);
        for (std::size_t at = 0; at < last; ++at) {
            if (namesAPerson(row(at).views())) {
                return at;
            }
        }
        return m_filled.size();
    }

    /// As many cells as most rows have from there on; of two widths as common the larger one.
    [[nodiscard]] std::size_t commonWidth(std::size_t from) const {
        std::map<std::size_t, int> counts;
        for (std::size_t at = from; at < std::min(m_filled.size(), from + kRowsWeighed); ++at) {
            ++counts[row(at).cells.size()];
        }
        const auto most = std::max_element(counts.begin(), counts.end(),
                                           [](const auto& a, const auto& b) { return a.second <= b.second; });
        return most == counts.end() ? 1 : most->first;
    }

    /// The first row of a table that has no names: the first person, and those above who have no address.
    [[nodiscard]] std::size_t withoutHeader(std::size_t people) const {
        const std::size_t width = commonWidth(people == m_filled.size() ? 0 : people);
        std::size_t first = people == m_filled.size() ? 0 : people;
        if (people == m_filled.size()) {
            while (first + 1 < m_filled.size() && width > 1 && row(first).filled() < 2) {
                ++first;
            }
            return first;
        }
        while (first > 0 && row(first - 1).cells.size() == width && row(first - 1).filled() >= 2) {
            --first;
        }
        return first;
    }

    [[nodiscard]] std::size_t widthOf(std::size_t header) const {
        std::size_t width = row(header).cells.size();
        std::size_t filled = 1;
        for (std::size_t at = header + 1; at < m_filled.size(); ++at) {
            const auto& cells = row(at).cells;
            for (std::size_t i = cells.size(); i > filled; --i) {
                if (!isBlank(cells[i - 1])) {
                    filled = i;
                }
            }
        }
        while (width > 1 && width > filled && isBlank(row(header).cells[width - 1])) {
            --width;
        }
        return width;
    }

    [[nodiscard]] double head(std::size_t at, std::size_t width) const {
        QSet<QString> distinct;
        int filled = 0;
        int brief = 0;
        int known = 0;
        int data = 0;
        bool address = false;
        for (std::size_t i = 0; i < std::min(width, row(at).cells.size()); ++i) {
            const std::string& cell = row(at).cells[i];
            if (isBlank(cell)) {
                continue;
            }
            const QString text = toText(cell);
            ++filled;
            distinct.insert(text.simplified().toCaseFolded());
            brief += text.size() <= 60 ? 1 : 0;
            known += isHeaderWord(text) ? 1 : 0;
            data += looksLikeData(cell) ? 1 : 0;
            address = address || shapeOf(cell) == CellShape::Address;
        }
        if (filled == 0) {
            return 0;
        }
        const double all = filled;
        // Two known names make a header, however little the rows below fit it.
        const double certain = known >= 2 && known * 2 >= filled ? 0.5 : 0;
        return certain + 0.35 * all / double(width) + 0.20 * double(distinct.size()) / all + 0.10 * brief / all +
               0.35 * std::min(1.0, known / 2.0) - 0.5 * data / all - (address && known < 2 ? 1.0 : 0.0);
    }

    [[nodiscard]] double fit(std::size_t from, std::size_t width) const {
        double sum = 0;
        std::size_t count = 0;
        for (std::size_t at = from; at < std::min(m_filled.size(), from + kRowsWeighed); ++at, ++count) {
            const auto& cells = row(at).cells;
            if (cells.size() == width) {
                sum += 1;
            } else if (cells.size() < width) {
                sum += row(at).filled() > 1 ? 0.9 : 0.15;
            } else {
                const bool blank = std::all_of(cells.begin() + std::ptrdiff_t(width), cells.end(), isBlank);
                sum += blank ? 0.9 : 0;
            }
        }
        return count == 0 ? 0.5 : sum / double(count);
    }

    /// How alike the cells of each column are, whether addresses stand in one column, and whether the header differs.
    struct Content {
        double types = 0;
        double mail = 0;
        double contrast = 0;
    };
    [[nodiscard]] Content content(std::size_t from, std::size_t width, std::optional<std::size_t> header) const {
        Content result;
        double weights = 0;
        int addresses = 0;
        int inOneColumn = 0;
        int typed = 0;
        int unlike = 0;
        const std::size_t last = std::min({m_shapes.size(), from + kRowsShaped});
        for (std::size_t column = 0; column < width; ++column) {
            std::array<int, kShapes> counts{};
            int filled = 0;
            for (std::size_t at = from; at < last; ++at) {
                if (column < m_shapes[at].size() && m_shapes[at][column] != CellShape::Blank) {
                    ++counts[std::size_t(m_shapes[at][column])];
                    ++filled;
                }
            }
            const auto most = std::max_element(counts.begin(), counts.end());
            const auto shape = CellShape(most - counts.begin());
            addresses += counts[std::size_t(CellShape::Address)];
            inOneColumn = std::max(inOneColumn, counts[std::size_t(CellShape::Address)]);
            if (filled == 0) {
                continue;
            }
            const double weight = shape == CellShape::Text ? 0.35 : 1.0;
            result.types += weight * *most / filled;
            weights += 1;
            if (shape != CellShape::Text && *most * 10 >= filled * 8) {
                ++typed;
                const std::size_t at = header.value_or(from);
                const auto& top = m_shapes[std::min(at, m_shapes.size() - 1)];
                const bool same = column < top.size() && goTogether(top[column], shape) &&
                                  !(header && isYear(row(*header).cells[column]));
                unlike += same != header.has_value() ? 1 : 0;
            }
        }
        result.types = weights == 0 ? 0.35 : result.types / weights;
        result.mail = addresses > 0 ? double(inOneColumn) / addresses : hasAddressInText(from, last) ? 0.0 : 1.0;
        result.contrast = typed == 0 ? 0 : double(unlike) / typed;
        return result;
    }

    [[nodiscard]] bool hasAddressInText(std::size_t from, std::size_t last) const {
        for (std::size_t at = from; at < last; ++at) {
            for (const std::string& cell : row(at).cells) {
                if (cell.find('@') != std::string::npos) {
                    return true;
                }
            }
        }
        return false;
    }

    /// Rows above the table that are as full as its header were hardly meant as titles.
    [[nodiscard]] double skipped(std::size_t at, std::size_t width) const {
        int full = 0;
        for (std::size_t i = 0; i < at; ++i) {
            full += width > 1 && row(i).filled() * 2 > width ? 1 : 0;
        }
        return std::min(0.3, 0.02 * full);
    }

    [[nodiscard]] FoundTable weigh(std::size_t at, bool hasHeader) const {
        FoundTable table;
        table.first = m_filled[at];
        table.hasHeader = hasHeader;
        table.columns = hasHeader ? widthOf(at) : commonWidth(at);
        const std::size_t from = hasHeader ? at + 1 : at;
        const Content inside = content(from, table.columns, hasHeader ? std::optional(at) : std::nullopt);
        constexpr double kNoHeader = 0.35;
        table.score = 0.30 * (hasHeader ? head(at, table.columns) : kNoHeader) + 0.25 * fit(from, table.columns) +
                      0.20 * inside.types + 0.10 * inside.mail + 0.10 * inside.contrast +
                      0.05 * std::min(1.0, std::log2(double(table.columns)) / 3) - skipped(at, table.columns);
        return table;
    }

    const std::vector<SampleRow>& m_rows;
    std::vector<std::size_t> m_filled; ///< The rows that are not blank.
    std::vector<std::vector<CellShape>> m_shapes;
};

} // namespace

std::size_t SampleRow::filled() const {
    return std::size_t(
        std::count_if(cells.begin(), cells.end(), [](const std::string& cell) { return !isBlank(cell); }));
}

FoundTable findTable(const std::vector<SampleRow>& rows, std::size_t skip) {
    return Weigher(rows, skip).run();
}

} // namespace pathways
