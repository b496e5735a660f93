// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/drop_file.h"

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

std::vector<std::vector<std::string>> parseCells(const QByteArray& text, bool spreadsheetSafe) {
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> row;
    std::string cell;
    bool quoted = false;
    bool any = false;
    auto endCell = [&] {
        if (spreadsheetSafe && cell.size() > 1 && cell.front() == '\'' && isFormula(std::string_view(cell).substr(1))) {
            cell.erase(0, 1);
        }
        row.push_back(std::move(cell));
        cell.clear();
    };
    auto endRow = [&] {
        endCell();
        rows.push_back(std::move(row));
        row.clear();
        any = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c != '"') {
                cell += c;
            } else if (i + 1 < text.size() && text[i + 1] == '"') {
                cell += '"';
                ++i;
            } else {
                quoted = false;
            }
            continue;
        }
        if (c == '"' && cell.empty()) {
            quoted = true;
            any = true;
        } else if (c == ',') {
            endCell();
            any = true;
        } else if (c == '\n') {
            endRow();
        } else if (c != '\r') {
            cell += c;
            any = true;
        }
    }
    if (any || !cell.empty()) {
        endRow();
    }
    return rows;
}

DropFile::DropFile(QStringList columns, std::size_t key)
    : m_columns(std::move(columns))
    , m_key(key) {}

bool DropFile::load(const QByteArray& text, bool spreadsheetSafe) {
    const auto rows = parseCells(text.startsWith("\xef\xbb\xbf") ? text.sliced(3) : text, spreadsheetSafe);
    if (rows.empty()) {
        return true;
    }
    std::vector<std::size_t> place;
    bool hasKey = false;
    for (const std::string& name : rows.front()) {
        const QString column = QString::fromStdString(name);
        qsizetype at = m_columns.indexOf(column);
        if (at < 0) {
            at = m_columns.size();
            m_columns << column;
        }
        hasKey = hasKey || std::size_t(at) == m_key;
        place.push_back(std::size_t(at));
    }
    if (!hasKey) {
        return false;
    }
    for (std::size_t i = 1; i < rows.size(); ++i) {
        std::vector<std::string> row(std::size_t(m_columns.size()));
        for (std::size_t cell = 0; cell < std::min(rows[i].size(), place.size()); ++cell) {
            row[place[cell]] = rows[i][cell];
        }
        std::string key = row[m_key];
        m_rows.insert_or_assign(std::move(key), std::move(row));
    }
    return true;
}

bool DropFile::put(const std::vector<std::string>& values, const std::vector<bool>& clears) {
    auto [row, isNew] = m_rows.try_emplace(values[m_key]);
    row->second.resize(std::size_t(m_columns.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].empty() || clears[i]) {
            row->second[i] = values[i];
        }
    }
    return isNew;
}

bool DropFile::remove(const std::string& key) {
    return m_rows.erase(key) > 0;
}

void DropFile::rename(const std::string& before, const std::string& now) {
    if (before == now || m_rows.contains(now)) {
        return;
    }
    if (auto row = m_rows.extract(before)) {
        row.key() = now;
        row.mapped()[m_key] = now;
        m_rows.insert(std::move(row));
    }
}

QByteArray DropFile::text(bool spreadsheetSafe) const {
    QByteArray out;
    for (qsizetype i = 0; i < m_columns.size(); ++i) {
        out += i > 0 ? "," : "";
        appendCell(out, m_columns[i].toStdString(), spreadsheetSafe);
    }
    out += "\r\n";
    for (const auto& [key, row] : m_rows) {
        for (qsizetype i = 0; i < m_columns.size(); ++i) {
            out += i > 0 ? "," : "";
            appendCell(out, std::size_t(i) < row.size() ? std::string_view(row[std::size_t(i)]) : std::string_view(),
                       spreadsheetSafe);
        }
        out += "\r\n";
    }
    return out;
}

} // namespace pathways
