// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <map>
#include <string>
#include <vector>

namespace pathways {

/// The file of people on the server: a header and one row per person, by the person's key. Columns go by their names.
class DropFile final {
public:
    /// columns: names in the header; key: the column that identifies a person.
    DropFile(QStringList columns, std::size_t key);

    enum class Loaded {
        Whole,
        NoKeyColumn,    ///< The file is somebody else's.
        KeyedOtherwise, ///< Rows without a key or with the same one: another column tells its people apart.
        NotATable,      ///< Cut off, or rows wider than its header.
        TooLarge
    };
    /// Reads an existing file, whose further columns are kept. Anything but Whole: nothing may be written in its place.
    [[nodiscard]] Loaded load(const QByteArray& text, bool spreadsheetSafe);
    /// Where columns of these names stand; added where there are none.
    [[nodiscard]] std::vector<std::size_t> places(const QStringList& columns);
    /// Adds or updates; a blank keeps what is there unless its column clears. places: of the values.
    void put(const std::string& key, const std::vector<std::string>& values, const std::vector<std::size_t>& places,
             const std::vector<bool>& clears);
    void remove(const std::string& key);
    void rename(const std::string& before, const std::string& now);
    [[nodiscard]] QByteArray text(bool spreadsheetSafe) const;
    template <typename F>
    void forEachKey(F&& visit) const {
        for (const auto& [key, row] : m_rows) {
            visit(key);
        }
    }

private:
    static constexpr std::size_t kMostRows = 5'000'000;

    QStringList m_columns;
    std::size_t m_key;
    std::map<std::string, std::vector<std::string>> m_rows;
};

} // namespace pathways
