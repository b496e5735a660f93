// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/audience/text/csv_test_support.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace pathways {

using test::readAll;

TEST(CsvCorpora, csvSpectrumReadsAsItsJsonSays) {
    const QString root = test::shared(QStringLiteral("corpora/csv/csv-spectrum"));
    if (root.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    int compared = 0;
    for (const QFileInfo& info : QDir(root + QStringLiteral("/csvs")).entryInfoList({QStringLiteral("*.csv")})) {
        QFile json(root + QStringLiteral("/json/") + info.completeBaseName() + QStringLiteral(".json"));
        ASSERT_TRUE(json.open(QIODevice::ReadOnly));
        if (info.fileName() == QStringLiteral("location_coordinates.csv")) {
            // Its JSON is about another person: only the reading of the stray quotes can be checked.
            const auto odd = readAll(info.filePath());
            ASSERT_EQ(odd.rows.size(), 1U);
            EXPECT_FALSE(odd.rows[0].malformed);
            EXPECT_EQ(odd.rows[0].cells[3], "Stanislaus");
            continue;
        }
        const QJsonArray expected = QJsonDocument::fromJson(json.readAll()).array();
        const auto read = readAll(info.filePath());
        ASSERT_FALSE(read.error) << info.fileName().toStdString();
        ASSERT_EQ(qsizetype(read.rows.size()), expected.size()) << info.fileName().toStdString();
        for (std::size_t i = 0; i < read.rows.size(); ++i) {
            EXPECT_FALSE(read.rows[i].malformed);
            QJsonObject row;
            for (qsizetype c = 0; c < read.columns.size(); ++c) {
                row[read.columns[c]] = QString::fromStdString(read.rows[i].cells[std::size_t(c)]);
            }
            EXPECT_EQ(row, expected[qsizetype(i)].toObject()) << info.fileName().toStdString() << " row " << i + 1;
        }
        ++compared;
    }
    EXPECT_EQ(compared, 11);
}

/// Every row is delivered or, where the file as a whole cannot be read, a sentence says so; and all bytes that are
/// not line ends or blank rows are in some row (fault F56).
TEST(CsvCorpora, everyByteOfEveryFileIsAccountedFor) {
    const QString root = test::shared(QStringLiteral("corpora"));
    if (root.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    int files = 0;
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next();
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        ++files;
        for (const char separator : {',', ';', '\t'}) {
            for (const char quote : {'"', '\0'}) {
                Dialect dialect;
                dialect.separator = separator;
                dialect.quote = quote;
                dialect.hasHeader = false;
                const auto read = readAll(path, dialect);
                if (read.error) {
                    EXPECT_FALSE(read.error->what.isEmpty());
                    continue;
                }
                const auto significant = [&](auto& from) {
                    return std::count_if(from.begin(), from.end(), [&](char c) {
                        return c != '\n' && c != '\r' && c != separator && c != ' ' && c != '\t' && c != '\x1a';
                    });
                };
                std::ptrdiff_t delivered = bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0;
                for (const auto& row : read.rows) {
                    delivered += significant(row.raw);
                }
                EXPECT_EQ(delivered, significant(bytes)) << path.toStdString();
            }
        }
    }
    EXPECT_GT(files, 200);
}

} // namespace pathways
