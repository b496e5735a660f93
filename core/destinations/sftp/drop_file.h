// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// The file of people on the server: a header and one row per person, by the person's key. RFC 4180, UTF-8.
class DropFile final {
public:
    /// columns: names in the header; key: the column that identifies a person.
    DropFile(QStringList columns, std::size_t key);

    /// Reads an existing file. Its extra columns are kept for existing rows; false when the key column is missing,
    /// because the file is then somebody else's.
    [[nodiscard]] bool load(const QByteArray& text, bool spreadsheetSafe);
    /// Adds or updates; a blank keeps what is there unless its column clears. Returns whether the person was new.
    bool put(const std::vector<std::string>& values, const std::vector<bool>& clears);
    /// Whether the person was there.
    bool remove(const std::string& key);
    void rename(const std::string& before, const std::string& now);
    [[nodiscard]] bool contains(const std::string& key) const { return m_rows.contains(key); }
    [[nodiscard]] std::size_t size() const { return m_rows.size(); }
    [[nodiscard]] QByteArray text(bool spreadsheetSafe) const;
    template <typename F>
    void forEachKey(F&& visit) const {
        for (const auto& [key, row] : m_rows) {
            if (!visit(key)) {
                return;
            }
        }
    }

private:
    QStringList m_columns;
    std::size_t m_key;
    std::map<std::string, std::vector<std::string>> m_rows;
};

/// One cell, quoted where it has to be. With spreadsheetSafe a cell that a spreadsheet would treat as a formula gets an
/// apostrophe in front (OWASP CSV injection); plain numbers and phone numbers stay as they are.
void appendCell(QByteArray& out, std::string_view value, bool spreadsheetSafe);
/// Parses CSV text into rows of cells; with spreadsheetSafe the apostrophe of appendCell() is removed.
[[nodiscard]] std::vector<std::vector<std::string>> parseCells(const QByteArray& text, bool spreadsheetSafe);

} // namespace pathways
