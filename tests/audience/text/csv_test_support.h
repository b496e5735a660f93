// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/text/csv_reader.h"

#include <QFile>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

namespace pathways::test {

/// A folder that goes away with the test, and files in it.
class Files {
public:
    [[nodiscard]] QString write(std::string_view content, const QString& name = QStringLiteral("people.csv")) const {
        const QString path = m_folder.filePath(name);
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(content.data(), qint64(content.size())), qint64(content.size()));
        return path;
    }

private:
    QTemporaryDir m_folder;
};

struct ReadRow {
    std::uint64_t number = 0;
    std::string raw;
    std::vector<std::string> cells;
    bool malformed = false;
    bool badEncoding = false;
};

struct ReadFile {
    QStringList columns;
    std::vector<ReadRow> rows;
    std::optional<Error> error;
};

inline ReadFile readAll(const QString& path, const Dialect& dialect = {}) {
    ReadFile result;
    auto reader = CsvReader::open(path, dialect);
    if (!reader) {
        result.error = reader.error();
        return result;
    }
    result.columns = (*reader)->columns();
    RowBatch batch;
    CellBuffer cells;
    for (;;) {
        const auto more = (*reader)->next(batch, {});
        if (!more) {
            result.error = more.error();
            return result;
        }
        for (std::size_t i = 0; i < batch.size(); ++i) {
            (*reader)->split(batch.row(i), cells);
            ReadRow row{batch.firstRow + i, std::string(batch.row(i)), {}, cells.malformed, cells.badEncoding};
            row.cells.assign(cells.cells.begin(), cells.cells.end());
            result.rows.push_back(std::move(row));
        }
        if (!*more) {
            break;
        }
    }
    return result;
}

} // namespace pathways::test
