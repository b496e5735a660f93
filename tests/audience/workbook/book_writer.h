// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/file_rows.h"
#include "tests/support/must.h"

#include <algorithm>
#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace pathways::test {

using Table = std::vector<std::vector<std::string>>;

inline const std::string kNamespaces =
    "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

inline const std::string kRelation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

/// A workbook of the parts given, packed as spreadsheets do.
class Book {
public:
    /// A part that is there already stays as it is.
    Book& part(const std::string& name, const std::string& content) {
        const bool there =
            std::any_of(m_parts.begin(), m_parts.end(), [&](const auto& one) { return one.first == name; });
        if (!there) {
            m_parts.emplace_back(name, content);
        }
        return *this;
    }
    /// Sheets named as given, the first one with these rows.
    Book& sheets(const std::vector<std::string>& names, const std::string& rows, const std::string& properties = {}) {
        std::string list;
        std::string links;
        for (std::size_t i = 0; i < names.size(); ++i) {
            const std::string n = std::to_string(i + 1);
            list += "<sheet name=\"" + names[i] + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"/>";
            links += "<Relationship Id=\"rId" + n + "\" Type=\"" + kRelation + "worksheet\" Target=\"worksheets/sheet" +
                     n + ".xml\"/>";
            part("xl/worksheets/sheet" + n + ".xml", "<worksheet " + kNamespaces + "><sheetData>" +
                                                         (i == 0 ? rows : std::string()) + "</sheetData></worksheet>");
        }
        part("xl/_rels/workbook.xml.rels",
             "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" + links +
                 "</Relationships>");
        return part("xl/workbook.xml",
                    "<workbook " + kNamespaces + ">" + properties + "<sheets>" + list + "</sheets></workbook>");
    }
    QString write(const QString& path) const {
        archive* zip = archive_write_new();
        archive_write_set_format_zip(zip);
        EXPECT_EQ(archive_write_open_filename(zip, path.toUtf8().constData()), ARCHIVE_OK);
        for (const auto& [name, content] : m_parts) {
            archive_entry* entry = archive_entry_new();
            archive_entry_set_pathname(entry, name.c_str());
            archive_entry_set_size(entry, la_int64_t(content.size()));
            archive_entry_set_filetype(entry, AE_IFREG);
            EXPECT_EQ(archive_write_header(zip, entry), ARCHIVE_OK);
            EXPECT_EQ(archive_write_data(zip, content.data(), content.size()), la_ssize_t(content.size()));
            archive_entry_free(entry);
        }
        archive_write_free(zip);
        return path;
    }

private:
    std::vector<std::pair<std::string, std::string>> m_parts;
};

inline std::string textCell(const std::string& address, const std::string& text) {
    return "<c r=\"" + address + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

/// All rows of a file; ends the test if they cannot be read.
inline Table rowsOf(const FileSource& file) {
    Table rows;
    const auto reader = must(openFileRows(file));
    RowBatch batch;
    CellBuffer cells;
    while (must(reader->next(batch, {}))) {
        for (std::size_t i = 0; i < batch.size(); ++i) {
            reader->split(batch.row(i), cells);
            rows.emplace_back(cells.cells.begin(), cells.cells.end());
        }
    }
    return rows;
}

} // namespace pathways::test
