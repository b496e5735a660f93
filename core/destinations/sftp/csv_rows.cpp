// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/csv_rows.h"

#include <algorithm>

namespace pathways {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

bool isPlainNumber(std::string_view value) {
    std::size_t i = value.starts_with('+') || value.starts_with('-') ? 1 : 0;
    if (i == value.size()) {
        return false;
    }
    bool point = false;
    for (; i < value.size(); ++i) {
        if (value[i] == '.' && !point) {
            point = true;
        } else if (!isDigit(value[i])) {
            return false;
        }
    }
    return true;
}

bool isFormula(std::string_view value) {
    static constexpr std::string_view kStarts = "=+-@\t\r\n";
    static constexpr std::string_view kFullWidth[] = {"＝", "＋", "－", "＠"};
    if (value.empty() || isPlainNumber(value)) {
        return false;
    }
    return kStarts.find(value.front()) != std::string_view::npos ||
           std::any_of(std::begin(kFullWidth), std::end(kFullWidth),
                       [value](std::string_view start) { return value.starts_with(start); });
}

} // namespace

void appendCell(QByteArray& out, std::string_view value, bool spreadsheetSafe) {
    const bool guarded = spreadsheetSafe && isFormula(value);
    const bool quoted = guarded || value.find_first_of(",\"\r\n") != std::string_view::npos;
    if (quoted) {
        out += '"';
    }
    if (guarded) {
        out += '\'';
    }
    for (const char c : value) {
        if (c == '"') {
            out += '"';
        }
        out += c;
    }
    if (quoted) {
        out += '"';
    }
}

CsvRows::CsvRows(const QByteArray& text, bool spreadsheetSafe)
    : m_text(text)
    , m_safe(spreadsheetSafe)
    , m_at(text.startsWith("\xef\xbb\xbf") ? 3 : 0) {}

bool CsvRows::next(std::vector<std::string>& row) {
    while (readRow(row)) {
        if (std::any_of(row.begin(), row.end(), [](const std::string& cell) { return !cell.empty(); })) {
            return true;
        }
    }
    return false;
}

void CsvRows::endCell(std::vector<std::string>& row, std::string& cell) {
    if (m_safe && cell.size() > 1 && cell.front() == '\'' && isFormula(std::string_view(cell).substr(1))) {
        cell.erase(0, 1);
    }
    row.push_back(std::move(cell));
    cell.clear();
}

bool CsvRows::readRow(std::vector<std::string>& row) {
    row.clear();
    std::string cell;
    bool quoted = false;
    bool wasQuoted = false;
    const qsizetype begin = m_at;
    for (; m_at < m_text.size(); ++m_at) {
        if (row.size() >= kMostCells || std::size_t(m_at - begin) > kMostRowBytes) {
            m_broken = true;
            return false;
        }
        const char c = m_text[m_at];
        if (quoted) {
            if (c != '"') {
                cell += c;
            } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
                cell += '"';
                ++m_at;
            } else {
                quoted = false;
            }
        } else if (c == '"' && cell.empty() && !wasQuoted) {
            quoted = wasQuoted = true;
        } else if (c == ',') {
            endCell(row, cell);
            wasQuoted = false;
        } else if (c == '\n') {
            ++m_at;
            endCell(row, cell);
            return true;
        } else if (c != '\r') {
            cell += c;
        }
    }
    if (quoted) {
        m_broken = true;
        return false;
    }
    if (m_at == begin) {
        return false;
    }
    endCell(row, cell);
    return true;
}

} // namespace pathways
