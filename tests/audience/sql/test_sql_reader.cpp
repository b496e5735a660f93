// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/sql/sql_reader.h"
#include "tests/support/must.h"

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <thread>

namespace pathways {

namespace {

class SqlReaderTest : public ::testing::Test {
protected:
    void SetUp() override {
        m_server.driver = QStringLiteral("QSQLITE");
        m_server.database = m_folder.filePath(QStringLiteral("donors.db"));
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("make"));
            database.setDatabaseName(m_server.database);
            ASSERT_TRUE(database.open());
            QSqlQuery query(database);
            ASSERT_TRUE(query.exec(QStringLiteral("CREATE TABLE donors (email TEXT, name TEXT, total REAL)")));
            ASSERT_TRUE(query.exec(
                QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) "
                               "INSERT INTO donors SELECT 'p' || i || '@riverbank.test', CASE i WHEN 2 THEN NULL ELSE "
                               "'Zoë' END, i FROM n")));
        }
        QSqlDatabase::removeDatabase(QStringLiteral("make"));
    }
    QTemporaryDir m_folder;
    QueryServer m_server;
    Secret m_secret;
};

} // namespace

TEST_F(SqlReaderTest, everyRowArrivesOnceFromAnyThread) {
    auto reader =
        SqlReader::open(m_server, m_secret, QStringLiteral("SELECT email, name, total FROM donors ORDER BY total;"));
    ASSERT_TRUE(reader) << reader.error().text().toStdString();
    EXPECT_EQ((*reader)->columns(),
              (QStringList{QStringLiteral("email"), QStringLiteral("name"), QStringLiteral("total")}));
    std::uint64_t rows = 0;
    std::string second;
    std::jthread([&] {
        RowBatch batch;
        CellBuffer cells;
        for (;;) {
            const auto more = (*reader)->next(batch, {});
            ASSERT_TRUE(more);
            if (!*more) {
                break;
            }
            EXPECT_EQ(batch.firstRow, rows + 1);
            for (std::size_t i = 0; i < batch.size(); ++i) {
                (*reader)->split(batch.row(i), cells);
                ASSERT_EQ(cells.cells.size(), 3U);
                if (rows + i == 1) {
                    second = std::string(cells.cells[0]) + '|' + std::string(cells.cells[1]) + '|' +
                             std::string(cells.cells[2]);
                }
            }
            rows += batch.size();
        }
    }).join();
    EXPECT_EQ(rows, 50'000U);
    EXPECT_EQ(second, "p2@riverbank.test||2");
}

TEST_F(SqlReaderTest, theSourceIsNeverChanged) {
    EXPECT_EQ(test::failureOf(SqlReader::open(m_server, m_secret, QStringLiteral("DELETE FROM donors"))).kind,
              ErrorKind::Input);
    auto reader = SqlReader::open(m_server, m_secret, QStringLiteral("SELECT 1; DELETE FROM donors"));
    EXPECT_FALSE(reader);
}

TEST_F(SqlReaderTest, aMissingTableIsASentence) {
    auto reader = SqlReader::open(m_server, m_secret, QStringLiteral("SELECT * FROM nowhere"));
    ASSERT_FALSE(reader);
    EXPECT_EQ(reader.error().kind, ErrorKind::Source);
    EXPECT_FALSE(reader.error().remedy.isEmpty());
}

} // namespace pathways
