// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/table/row_judge.h"

#include "core/audience/column_content.h"
#include "core/audience/table/cell_shape.h"
#include "core/audience/table/header_words.h"
#include "core/base/value_parsing.h"

#include <QRegularExpression>
#include <QString>

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kLongestLabel = 300;

QString toText(std::string_view cell) {
    const std::string_view text = trimmedValue(cell);
    return QString::fromUtf8(text.data(), qsizetype(std::min(text.size(), kLongestLabel)));
}

struct Filled {
    std::size_t count = 0;
    std::size_t first = 0; ///< Where the first one stands.
};

Filled filledOf(const std::vector<std::string_view>& cells) {
    Filled filled;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (!trimmedValue(cells[i]).empty()) {
            filled.first = filled.count == 0 ? i : filled.first;
            ++filled.count;
        }
    }
    return filled;
}

/// "1 234 567" is a sum here, though it could be a phone number elsewhere.
bool isAmount(std::string_view cell) {
    const QString text = toText(cell);
    return !text.isEmpty() && !text.startsWith(u'+') && looksLikeNumber(text);
}

bool isTotalWord(const QString& text) {
    static const QRegularExpression words(
        QStringLiteral(
            "^((grand |sub ?-?)?totals?|sum|gesamt(summe)?|zwischensumme|summe|total général|sous-total|somme|"
            "totale|subtotale|totaal|suma|razem|average|mean|durchschnitt|moyenne|promedio|media)\\b[^@]*$"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return words.match(text).hasMatch();
}

/// What reports say below their last row.
bool isFooterText(const QString& text) {
    static const QRegularExpression words(
        QStringLiteral(
            "^((end of (report|file|list))\\b|(generated|printed|exported|prepared|created)( (by|on|at|from))?\\b|"
            "confidential\\b|©|\\(c\\) |copyright\\b|"
            "(count|record count|records?|rows?|report( name)?|page|source|filters?|as of)\\s*([:#]|\\d|of\\b)|"
            "\\d[\\d.,]*\\s+(rows?|records?|people|contacts?|donors?|donations?|gifts?|entries|results?|"
            "zeilen|datensätze|lignes|filas|righe|rijen|wierszy)\\b)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return words.match(text).hasMatch();
}

/// "D-1007", "4711": what may say who somebody is where everything else is blank.
bool mayBeAnId(std::string_view cell) {
    const std::string_view text = trimmedValue(cell);
    return text.size() <= 40 && text.find(' ') == std::string_view::npos &&
           std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "Total,,,100": a label and nothing but numbers behind it.
bool isTotal(const std::vector<std::string_view>& cells, const Filled& filled) {
    return filled.count > 1 && isTotalWord(toText(cells[filled.first])) &&
           std::all_of(cells.begin() + std::ptrdiff_t(filled.first) + 1, cells.end(),
                       [](std::string_view cell) { return trimmedValue(cell).empty() || isAmount(cell); });
}

bool isFooter(const EndRow& row, std::size_t columns) {
    const Filled filled = filledOf(row.cells);
    if (filled.count == 0) {
        return true;
    }
    if (isTotal(row.cells, filled)) {
        return true;
    }
    if (namesAPerson(row.cells)) {
        return false;
    }
    const std::string_view cell = row.cells[filled.first];
    const QString text = toText(cell);
    if (columns < 2) {
        return isFooterText(text);
    }
    if (filled.count * 2 <= columns && (isFooterText(text) || isTotalWord(text))) {
        return true;
    }
    if (filled.count > 1 || (filled.first == 0 && mayBeAnId(cell))) {
        return false;
    }
    // One cell alone. In a row that is as wide as the others it may still be somebody of whom little is known.
    const bool alone = row.cells.size() == 1;
    const bool sentence = text.count(u' ') >= 2;
    return alone || row.blankAbove || sentence || (filled.first > 0 && isAmount(cell));
}

/// Behind a blank line, with names of its own, narrower than the table, and nobody in it.
bool isSecondTable(const std::vector<EndRow>& rows, std::size_t from, std::size_t columns) {
    if (from + 1 >= rows.size() || !rows[from].blankAbove) {
        return false;
    }
    const auto& header = rows[from].cells;
    const Filled names = filledOf(header);
    if (names.count < 2 || names.count >= columns) {
        return false;
    }
    for (std::size_t i = from; i < rows.size(); ++i) {
        if (namesAPerson(rows[i].cells) || filledOf(rows[i].cells).count > names.count) {
            return false;
        }
    }
    return std::all_of(header.begin(), header.end(),
                       [](std::string_view cell) {
                           const CellShape shape = shapeOf(cell);
                           return shape == CellShape::Blank || shape == CellShape::Text;
                       }) &&
           std::any_of(header.begin(), header.end(), [](std::string_view cell) { return isHeaderWord(toText(cell)); });
}

} // namespace

TableEnd endOfTable(const std::vector<EndRow>& rows, std::size_t columns) {
    TableEnd end{rows.size(), false};
    for (std::size_t i = rows.size(); i-- > 0;) {
        if (isSecondTable(rows, i, columns)) {
            end = {i, true};
        }
    }
    while (end.people > 0 && isFooter(rows[end.people - 1], columns)) {
        --end.people;
    }
    return end;
}

std::size_t peopleAmongLast(const std::vector<std::vector<std::string_view>>& rows, std::size_t columns) {
    std::vector<EndRow> ends;
    for (const auto& row : rows) {
        ends.push_back({row, true}); // Blank lines above them are not known any more; there may have been one.
    }
    const auto isSomebody = [columns](const std::vector<std::string_view>& row) {
        const Filled filled = filledOf(row);
        return namesAPerson(row) ||
               (columns < 2 ? filled.count > 0 && mayBeAnId(row[filled.first]) : filled.count * 2 > columns);
    };
    std::size_t people = endOfTable(ends, columns).people;
    while (people > 0 && !isSomebody(rows[people - 1])) {
        --people;
    }
    return people;
}

} // namespace pathways
