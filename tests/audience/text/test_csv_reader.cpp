// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/audience/text/csv_test_support.h"
#include "tests/support/must.h"

#include <QFileInfo>

#include <gmock/gmock.h>
#include <sys/stat.h>

namespace pathways {

using test::Files;
using test::readAll;
using ::testing::ElementsAre;

namespace {
const std::string kHeader = "id,email,name\n";
} // namespace

TEST(CsvReader, readsRowsAndCells) {
    const Files files;
    const auto read =
        readAll(files.write(kHeader + "1,ann@example.org,Ann\r\n2,\"bob@example.org\",\"Bob \"\"B\"\" Lee\"\n"));
    ASSERT_FALSE(read.error);
    EXPECT_EQ(read.columns, QStringList({QStringLiteral("id"), QStringLiteral("email"), QStringLiteral("name")}));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_THAT(read.rows[0].cells, ElementsAre("1", "ann@example.org", "Ann"));
    EXPECT_EQ(read.rows[0].raw, "1,ann@example.org,Ann");
    EXPECT_THAT(read.rows[1].cells, ElementsAre("2", "bob@example.org", "Bob \"B\" Lee"));
    EXPECT_EQ(read.rows[1].number, 2U);
    EXPECT_FALSE(read.rows[1].malformed);
}

TEST(CsvReader, lineEndsOfEveryKindAndNoneAtTheEnd) {
    const Files files;
    for (const std::string end : {"\n", "\r", "\r\n"}) {
        const auto read = readAll(files.write("a,b" + end + "1,2" + end + end + "3,\"x" + end + "y\"" + end + "5,6"));
        ASSERT_EQ(read.rows.size(), 3U);
        EXPECT_THAT(read.rows[0].cells, ElementsAre("1", "2"));
        EXPECT_THAT(read.rows[1].cells, ElementsAre("3", "x" + end + "y"));
        EXPECT_THAT(read.rows[2].cells, ElementsAre("5", "6"));
    }
}

TEST(CsvReader, quotesWithinACellAreText) {
    const Files files;
    const auto read = readAll(files.write("a,b\nRobert \"Bob\" Smith,6' 2\"\n\"x\"y,\"\"\n"));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_THAT(read.rows[0].cells, ElementsAre("Robert \"Bob\" Smith", "6' 2\""));
    EXPECT_THAT(read.rows[1].cells, ElementsAre("xy", ""));
    EXPECT_FALSE(read.rows[0].malformed || read.rows[1].malformed);
}

TEST(CsvReader, tooManyAndTooFewCellsAreReportedAndReadingGoesOn) {
    const Files files;
    const auto read = readAll(
        files.write(kHeader + "1,a@example.org\n2,b@example.org,Bob,x,y\n3,c@example.org,C,,\n4,d@example.org,D\n"));
    ASSERT_EQ(read.rows.size(), 4U);
    EXPECT_FALSE(read.rows[0].malformed) << "a blank end may be left off";
    EXPECT_TRUE(read.rows[1].malformed);
    EXPECT_TRUE(read.rows[2].malformed) << "separators at the end that the other rows do not have";
    EXPECT_FALSE(read.rows[3].malformed);
    EXPECT_EQ(read.rows[0].cells.size(), 3U);
    EXPECT_THAT(read.rows[1].cells, ElementsAre("2", "b@example.org", "Bob", "x", "y"))
        << "whose row it is may stand in what is too much";
    EXPECT_EQ(read.rows[2].cells.size(), 5U);
}

TEST(CsvReader, rowsWithoutAnyValueAreNotPeople) {
    const Files files;
    EXPECT_EQ(readAll(files.write("a,b\n\n,\n1,2\n , \n,,,,\n\x1a")).rows.size(), 1U);
}

TEST(CsvReader, anUnclosedQuoteCostsOneRowOnly) {
    const Files files;
    std::string text = kHeader + "1,\"ann@example.org,Ann\n";
    for (int i = 2; i < 200; ++i) {
        text += std::to_string(i) + ",b@example.org,Bob\n";
    }
    const auto plain = readAll(files.write(text));
    ASSERT_EQ(plain.rows.size(), 199U);
    EXPECT_TRUE(plain.rows[0].malformed);
    EXPECT_FALSE(plain.rows[1].malformed);
    // Another quoted cell further down would close it, but not where a cell ends.
    const auto later = readAll(files.write(text + "200,\"c@example.org\",\"Cy\"\n"));
    ASSERT_EQ(later.rows.size(), 200U);
    EXPECT_TRUE(later.rows[0].malformed);
    EXPECT_THAT(later.rows[199].cells, ElementsAre("200", "c@example.org", "Cy"));
}

TEST(CsvReader, aLongNoteWithManyLinesIsStillOneCell) {
    const Files files;
    std::string note;
    for (int i = 0; i < 60; ++i) {
        note += "line\n";
    }
    const auto read = readAll(files.write(kHeader + "1,a@example.org,\"" + note + "\"\n2,b@example.org,Bob\n"));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_EQ(read.rows[0].cells[2], note);
    EXPECT_FALSE(read.rows[0].malformed);
}

TEST(CsvReader, encodingsAreReadAndBadBytesAreReportedNotReplaced) {
    const Files files;
    const auto utf8 = readAll(files.write("\xEF\xBB\xBFname,city\nZo\xC3\xAB,Z\xC3\xBCrich\nJos\xE9,x\n"));
    EXPECT_EQ(utf8.columns.first(), QStringLiteral("name"));
    EXPECT_EQ(utf8.rows[0].cells[0], "Zo\xC3\xAB");
    EXPECT_FALSE(utf8.rows[0].badEncoding);
    EXPECT_TRUE(utf8.rows[1].badEncoding);
    EXPECT_TRUE(utf8.rows[1].malformed);
    EXPECT_EQ(utf8.rows[1].cells[0], "Jos\xE9");

    Dialect western;
    western.encoding = TextEncoding::Windows1252;
    const auto windows = readAll(files.write("name\nZo\xEB \x93Z\x94 \x80\nx\x81\n"), western);
    EXPECT_EQ(windows.rows[0].cells[0], "Zo\xC3\xAB \xE2\x80\x9CZ\xE2\x80\x9D \xE2\x82\xAC");
    EXPECT_TRUE(windows.rows[1].badEncoding) << "0x81 means nothing in Windows-1252";

    const QString text = QStringLiteral("name,city\nZoë,\U0001F600\n");
    Dialect wide;
    wide.encoding = TextEncoding::Utf16LE;
    std::string bytes("\xFF\xFE", 2);
    bytes.append(reinterpret_cast<const char*>(text.utf16()), std::size_t(text.size()) * 2);
    const auto little = readAll(files.write(bytes), wide);
    EXPECT_THAT(little.rows[0].cells, ElementsAre("Zo\xC3\xAB", "\xF0\x9F\x98\x80"));
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        std::swap(bytes[i], bytes[i + 1]);
    }
    wide.encoding = TextEncoding::Utf16BE;
    EXPECT_EQ(readAll(files.write(bytes), wide).rows[0].cells, little.rows[0].cells);
    EXPECT_TRUE(readAll(files.write(bytes.substr(0, bytes.size() - 1)), wide).rows[0].badEncoding);
}

TEST(CsvReader, nulBytesAreBytes) {
    const Files files;
    const auto read = readAll(files.write(std::string("a,b\n1\0,\"2\0\n\"\n", 13)));
    ASSERT_EQ(read.rows.size(), 1U);
    EXPECT_EQ(read.rows[0].cells[0], std::string("1\0", 2));
    EXPECT_EQ(read.rows[0].cells[1], std::string("2\0\n", 3));
}

TEST(CsvReader, preambleAndTotalsAreLeftOutAcrossBatches) {
    const Files files;
    Dialect dialect;
    dialect.preambleLines = 3;
    dialect.trailingRows = 2;
    std::string text = "Donors of \"March\nPrinted today\r\n\n" + kHeader;
    const std::string filler(400, 'x');
    for (int i = 1; i <= 10'000; ++i) {
        text += std::to_string(i) + ",a@example.org," + filler + "\n";
    }
    const auto read = readAll(files.write(text + "\n,Total,10000\nEnd of report\n\n"), dialect);
    ASSERT_FALSE(read.error);
    EXPECT_EQ(read.columns.size(), 3);
    ASSERT_EQ(read.rows.size(), 10'000U);
    for (std::size_t i = 0; i < read.rows.size(); ++i) {
        ASSERT_EQ(read.rows[i].number, i + 1);
        ASSERT_EQ(read.rows[i].cells[0], std::to_string(i + 1));
    }
}

TEST(CsvReader, trailingRowsThatArePeopleAreDelivered) {
    const Files files;
    Dialect dialect;
    dialect.trailingRows = 2;
    EXPECT_EQ(readAll(files.write(kHeader + "1,a@example.org,A\n2,b@example.org,B\n"), dialect).rows.size(), 2U);
    EXPECT_EQ(readAll(files.write(kHeader + "1,a@example.org,A\n2,b@example.org,B\n,Total,2\n"), dialect).rows.size(),
              2U);
    EXPECT_EQ(readAll(files.write(kHeader + "1,a@example.org,A\n,Total,2\nEnd\n"), dialect).rows.size(), 1U);
    EXPECT_EQ(readAll(files.write(kHeader + "1,a@example.org,A\n2,,B\n3,c@example.org,C\n"), dialect).rows.size(), 3U);
}

TEST(CsvReader, withoutAHeaderColumnsAreNumbered) {
    const Files files;
    Dialect dialect;
    dialect.hasHeader = false;
    const auto read = readAll(files.write("1,a@example.org\n2,b@example.org\n"), dialect);
    EXPECT_EQ(read.columns, QStringList({QStringLiteral("Column 1"), QStringLiteral("Column 2")}));
    EXPECT_EQ(read.rows.size(), 2U);
}

TEST(CsvReader, columnNamesAreUniqueAndNeverEmpty) {
    const Files files;
    EXPECT_EQ(readAll(files.write("email,Email,,email ,\xC2\xA0\n1,2,3,4,5\n")).columns,
              QStringList({QStringLiteral("email"), QStringLiteral("Email (2)"), QStringLiteral("Column 3"),
                           QStringLiteral("email (3)"), QStringLiteral("Column 5")}));
}

TEST(CsvReader, problemsAreSentences) {
    const Files files;
    for (const QString& path : {QStringLiteral("/nowhere/people.csv"), QStringLiteral("/"), files.write(""),
                                files.write("\n\n\n"), files.write(std::string(17 * 1024 * 1024, 'x'))}) {
        const auto read = readAll(path);
        ASSERT_TRUE(read.error || read.rows.empty()) << path.toStdString();
        if (read.error) {
            EXPECT_FALSE(read.error->what.isEmpty() || read.error->meaning.isEmpty() || read.error->remedy.isEmpty());
            EXPECT_EQ(read.error->kind, ErrorKind::Source);
        }
    }
    EXPECT_TRUE(readAll(files.write(std::string(17 * 1024 * 1024, 'x'))).error);
}

TEST(CsvReader, noticesThatTheFileChanged) {
    const Files files;
    const QString path = files.write(kHeader + "1,a@example.org,A\n");
    auto reader = CsvReader::open(path, {});
    ASSERT_TRUE(reader);
    EXPECT_TRUE((*reader)->verifyUnchanged());
    { // Appended to, in place.
        QFile file(path);
        ASSERT_TRUE(file.open(QIODevice::Append));
        file.write("2,b@example.org,B\n");
    }
    EXPECT_FALSE((*reader)->verifyUnchanged());

    reader = CsvReader::open(path, {});
    const QString other = files.write(kHeader + "1,a@example.org,A\n2,b@example.org,C\n", QStringLiteral("other.csv"));
    ASSERT_TRUE(QFile::remove(path));
    ASSERT_TRUE(QFile::rename(other, path)); // Replaced by another of the same size.
    EXPECT_FALSE((*reader)->verifyUnchanged());
    ASSERT_TRUE(QFile::remove(path));
    EXPECT_FALSE((*reader)->verifyUnchanged());
}

TEST(CsvReader, shapeFollowsColumnsAndSettings) {
    const Files files;
    const auto shape = [&](const std::string& text, char separator) {
        Dialect dialect;
        dialect.separator = separator;
        return (test::must(CsvReader::open(files.write(text), dialect)))->shapeDigest();
    };
    const QByteArray first = shape("a,b\n1,2\n", ',');
    EXPECT_EQ(first, shape("a,b\n3,4\n5,6\n", ','));
    EXPECT_NE(first, shape("b,a\n1,2\n", ','));
    EXPECT_NE(first, shape("ab,\n1,2\n", ','));
    EXPECT_NE(first, shape("a;b\n1;2\n", ';'));
}

TEST(CsvReader, stopsWhenAsked) {
    const Files files;
    auto reader = CsvReader::open(files.write(kHeader + "1,a@example.org,A\n"), {});
    ASSERT_TRUE(reader) << test::reasonOf(reader);
    std::stop_source source;
    source.request_stop();
    RowBatch batch;
    const auto result = (*reader)->next(batch, source.get_token());
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::Canceled);
}

} // namespace pathways
