// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/drop_file.h"

#include "core/destinations/sftp/csv_rows.h"

#include <algorithm>

namespace pathways {

DropFile::DropFile(QStringList columns, std::size_t key)
    : m_columns(std::move(columns))
    , m_key(key) {}

DropFile::Loaded DropFile::load(const QByteArray& text, bool spreadsheetSafe) {
    CsvRows rows(text, spreadsheetSafe);
    std::vector<std::string> cells;
    if (!rows.next(cells)) {
        return rows.wellFormed() ? Loaded::Whole : Loaded::NotATable;
    }
    std::vector<std::size_t> place;
    for (const std::string& name : cells) {
        // Of two columns of one name the second is another column.
        auto at = std::size_t(m_columns.indexOf(QString::fromStdString(name)));
        if (at >= std::size_t(m_columns.size()) || std::find(place.begin(), place.end(), at) != place.end()) {
            at = std::size_t(m_columns.size());
            m_columns << QString::fromStdString(name);
        }
        place.push_back(at);
    }
    if (std::find(place.begin(), place.end(), m_key) == place.end()) {
        return Loaded::NoKeyColumn;
    }
    while (rows.next(cells)) {
        std::vector<std::string> row(std::size_t(m_columns.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i < place.size()) {
                row[place[i]] = std::move(cells[i]);
            } else if (!cells[i].empty()) {
                return Loaded::NotATable;
            }
        }
        std::string key = row[m_key];
        if (key.empty() || !m_rows.try_emplace(std::move(key), std::move(row)).second) {
            return Loaded::KeyedOtherwise;
        }
        if (m_rows.size() > kMostRows) {
            return Loaded::TooLarge;
        }
    }
    return rows.wellFormed() ? Loaded::Whole : Loaded::NotATable;
}

std::vector<std::size_t> DropFile::places(const QStringList& columns) {
    std::vector<std::size_t> places;
    for (const QString& column : columns) {
        auto at = m_columns.indexOf(column);
        if (at < 0) {
            at = m_columns.size();
            m_columns << column;
        }
        places.push_back(std::size_t(at));
    }
    return places;
}

void DropFile::put(const std::string& key, const std::vector<std::string>& values,
                   const std::vector<std::size_t>& places, const std::vector<bool>& clears) {
    std::vector<std::string>& row = m_rows[key];
    row.resize(std::size_t(m_columns.size()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i].empty() || clears[i]) {
            row[places[i]] = values[i];
        }
    }
    row[m_key] = key;
}

void DropFile::remove(const std::string& key) {
    m_rows.erase(key);
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
        for (std::size_t i = 0; i < std::size_t(m_columns.size()); ++i) {
            out += i > 0 ? "," : "";
            appendCell(out, i < row.size() ? std::string_view(row[i]) : std::string_view(), spreadsheetSafe);
        }
        out += "\r\n";
    }
    return out;
}

} // namespace pathways
