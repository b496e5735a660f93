// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/preview.h"
#include "core/audience/text/dialect_detector.h"
#include "tests/audience/text/csv_test_support.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QElapsedTimer>

namespace pathways {

using test::Files;

namespace {

const std::string kHeader = "donor_id,email,first_name,phone,amount\n";
const std::string kRows = "1,ann@riverbank.test,Ann,+44 7700 900100,10\n2,bob@riverbank.test,Bob,+44 7700 900101,20\n";

SourcePreview preview(const std::string& text) {
    const Files files;
    const auto result = previewCsv(files.write(text));
    EXPECT_TRUE(result) << (result ? std::string() : result.error().text().toStdString());
    return result.value_or(SourcePreview{});
}

std::string replaced(std::string text, char from, char to) {
    std::replace(text.begin(), text.end(), from, to);
    return text;
}

} // namespace

TEST(Preview, separatorsAndWords) {
    EXPECT_EQ(preview(kHeader + kRows).dialectText,
              QStringLiteral("Separated by commas. Encoding: Unicode (UTF-8). The first row is a header."));
    const SourcePreview semicolons =
        preview(replaced("name;city;amount\nZo\xEB;Z\xFCrich;10,50\nAnn;Leeds;1,25\n", '#', '#'));
    EXPECT_EQ(semicolons.dialectText,
              QStringLiteral("Separated by semicolons. Encoding: Western European (Windows). The first "
                             "row is a header. Decimals follow a comma."));
    EXPECT_FALSE(preview("name;amount\nAnn;1.234\nBob;10.50\n").dialect.decimalComma);
    EXPECT_FALSE(preview("name;amount\nAnn;1,234\nBob;1,234,567\n").dialect.decimalComma);
    EXPECT_TRUE(preview("name;amount\nAnn;1.234\nBob;1.234,5\n").dialect.decimalComma);
    EXPECT_EQ(semicolons.rows[0][0], QStringLiteral("Zoë"));
    EXPECT_EQ(preview(replaced(kHeader + kRows, ',', '\t')).dialect.separator, '\t');
    EXPECT_EQ(preview(replaced(kHeader + kRows, ',', '|')).dialect.separator, '|');
    EXPECT_EQ(preview("email\nann@riverbank.test\n").columns.size(), 1);
    const SourcePreview announced = preview("sep=;\r\na;b\r\n1;2,5\r\n");
    EXPECT_EQ(announced.columns, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    EXPECT_TRUE(announced.preamble.isEmpty());
    EXPECT_EQ(preview("'a','b'\n'x, y','2'\n'z','3'\n").dialect.quote, '\'');
}

TEST(Preview, whatIsLeftOutIsSaidOnceWithItsLines) {
    const SourcePreview spoilt = preview("Riverbank Trust,,,,\n" + kHeader + kRows + "Total,,,,30\n");
    EXPECT_EQ(spoilt.dialectText.count(QStringLiteral("left out")), 2) << spoilt.dialectText.toStdString();
    EXPECT_TRUE(spoilt.dialectText.contains(QStringLiteral("By line: 5."))) << spoilt.dialectText.toStdString();
}

TEST(Preview, headerOrNot) {
    EXPECT_FALSE(preview(kRows).dialect.hasHeader);
    EXPECT_EQ(preview(kRows).rows.size(), 2);
    EXPECT_TRUE(preview("name,2023,2024\nAnn,10,20\n").dialect.hasHeader);
    EXPECT_TRUE(preview("Vorname;Ort\nAnn;Leeds\n").dialect.hasHeader);
}

TEST(Preview, preambleTotalsSecondHeaderAndSecondTableAreAskedAbout) {
    const SourcePreview preamble = preview("Donor export\nPrinted 12/03/2026\n\n" + kHeader + kRows);
    EXPECT_EQ(preamble.dialect.preambleLines, 3);
    EXPECT_EQ(preamble.preamble.size(), 2);
    EXPECT_EQ(preamble.rows.size(), 2);
    EXPECT_EQ(preamble.columns.first(), QStringLiteral("donor_id"));
    const SourcePreview padded = preview("Donor export,,,,\n,,,,\n" + kHeader + kRows);
    EXPECT_EQ(padded.dialect.preambleLines, 2);

    const SourcePreview totals = preview(kHeader + kRows + ",,TOTAL,,30\nEnd of report\n");
    EXPECT_EQ(totals.dialect.trailingRows, 2);
    EXPECT_EQ(totals.trailing.size(), 2);
    EXPECT_EQ(totals.rows.size(), 2);

    const SourcePreview headers = preview("Donor,,,,Gift\n" + kHeader + kRows);
    EXPECT_EQ(headers.columns.first(), QStringLiteral("donor_id"));
    EXPECT_EQ(headers.rows.size(), 2);
    EXPECT_TRUE(headers.warnings.join(u' ').contains(QStringLiteral("two header rows")));

    const SourcePreview tables = preview(kHeader + kRows + "\nfund,total\nA,10\n");
    EXPECT_EQ(tables.rows.size(), 2);
    EXPECT_TRUE(tables.warnings.join(u' ').contains(QStringLiteral("second table")));
}

TEST(Preview, peopleAtTheEndAreNeverTakenForTotals) {
    EXPECT_EQ(preview(kHeader + kRows + "3,total@riverbank.test,Total,,5\n").dialect.trailingRows, 0);
    EXPECT_EQ(preview(kHeader + kRows + "3,sum@riverbank.test\n").dialect.trailingRows, 0)
        << "a short row with an address";
    EXPECT_EQ(preview("first,last,city\nAnn,Lee,Leeds\nBob,Sumner,York\nTotalla,Page,Hull\n").dialect.trailingRows, 0);
}

TEST(Preview, totalsOfNarrowTables) {
    EXPECT_EQ(preview("email,amount\na@riverbank.test,10\nb@riverbank.test,20\nTotal,30\n").dialect.trailingRows, 1);
    EXPECT_EQ(preview("first,last\nAnn,Lee\nTotal,Page\n").dialect.trailingRows, 0);
}

TEST(Preview, largeFilesAreSampledAtTheirEndToo) {
    std::string text = "Report\n" + kHeader;
    for (int i = 0; i < 60'000; ++i) {
        text += std::to_string(i) + ",a@riverbank.test,Jos\xC3\xA9,+44 7700 900100,10\n";
    }
    const SourcePreview found = preview(text + "Total,60000,,,\n");
    EXPECT_EQ(found.dialect.preambleLines, 1);
    EXPECT_EQ(found.dialect.trailingRows, 1);
    EXPECT_EQ(found.rows.size(), 50);
    EXPECT_EQ(found.dialect.encoding, TextEncoding::Utf8);
    std::string western = kHeader;
    for (int i = 0; i < 60'000; ++i) { // ASCII for the first half.
        western += std::to_string(i) + (i < 30'000 ? ",a@riverbank.test,Jose" : ",a@riverbank.test,Jos\xE9") + ",,10\n";
    }
    EXPECT_EQ(preview(western).dialect.encoding, TextEncoding::Windows1252);
}

TEST(Preview, datesDamageAndConsent) {
    const SourcePreview ambiguous =
        preview("email,last_gift\na@riverbank.test,03/04/2026\nb@riverbank.test,05/06/2026\n");
    EXPECT_EQ(ambiguous.ambiguousDateColumns, QStringList{QStringLiteral("last_gift")});
    EXPECT_EQ(ambiguous.dialect.dates, DateOrder::ByCountry);
    EXPECT_EQ(preview("email,last_gift\na@riverbank.test,03/04/2026\nb@riverbank.test,13/04/2026\n").dialect.dates,
              DateOrder::DayFirst);
    EXPECT_EQ(preview("email,last_gift\na@riverbank.test,03/04/2026\nb@riverbank.test,04/13/2026\n").dialect.dates,
              DateOrder::MonthFirst);
    EXPECT_TRUE(ambiguous.warnings.join(u' ').contains(QStringLiteral("two ways")));
    EXPECT_TRUE(preview("email,phone\na@riverbank.test,4.47701E+11\n")
                    .warnings.join(u' ')
                    .contains(QStringLiteral("spreadsheet")));
    const auto consent = preview("email,Email consent\na@riverbank.test,Yes\nb@riverbank.test,No\n").permission;
    ASSERT_EQ(consent.size(), 1);
    EXPECT_TRUE(consent[0].certain && consent[0].consent);
    EXPECT_EQ(consent[0].leftOut, 1);
}

TEST(Preview, longNotesAreNoUnclosedQuotes) {
    std::string note;
    for (int i = 0; i < 40; ++i) {
        note += "met at the gala\n";
    }
    std::string more;
    for (int i = 0; i < 60; ++i) {
        more += kRows;
    }
    EXPECT_TRUE(preview(kHeader + "0,a@riverbank.test,A,,\"" + note + "\"\n" + more).warnings.isEmpty());
    EXPECT_TRUE(preview(kHeader + "0,\"a@riverbank.test,A,,5\n" + more)
                    .warnings.join(u' ')
                    .contains(QStringLiteral("never closed")));
}

TEST(Preview, mixedEncodingsAreReportedNotHidden) {
    const SourcePreview mixed = preview("name\nZo\xC3\xAB\nJos\xE9\nAn\xC3\xAF\x73\n");
    EXPECT_EQ(mixed.dialect.encoding, TextEncoding::Utf8);
    EXPECT_TRUE(mixed.warnings.join(u' ').contains(QStringLiteral("cannot be read")));
}

TEST(Preview, aDialectOfTheUsersIsUsed) {
    const Files files;
    Dialect dialect;
    dialect.separator = ';';
    dialect.hasHeader = false;
    const auto chosen = previewCsv(files.write(kHeader + kRows), dialect);
    ASSERT_TRUE(chosen);
    EXPECT_EQ(chosen->columns, QStringList{QStringLiteral("Column 1")});
    EXPECT_EQ(chosen->rows.size(), 3);
}

TEST(Preview, whatIsNoTextIsRefusedByName) {
    const Files files;
    const std::pair<std::string, QString> cases[] = {{"PK\x03\x04xx", QStringLiteral("workbook")},
                                                     {"\xD0\xCF\x11\xE0\xA1\xB1", QStringLiteral("workbook")},
                                                     {"<html><table>", QStringLiteral("web page")},
                                                     {"\x1f\x8b\x08", QStringLiteral("compressed")},
                                                     {"SQLite format 3", QStringLiteral("database")},
                                                     {"", QStringLiteral("no rows")},
                                                     {"\n\n\n", QStringLiteral("no rows")}};
    for (const auto& [bytes, word] : cases) {
        const auto result = previewCsv(files.write(bytes));
        ASSERT_FALSE(result) << word.toStdString();
        EXPECT_TRUE(result.error().what.contains(word)) << result.error().what.toStdString();
    }
}

/// Every corpus file gives a preview or a sentence, in bounded time.
TEST(Preview, everyCorpusFileIsSafe) {
    const QString root = test::shared(QStringLiteral("corpora"));
    if (root.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    QDirIterator it(root, QDir::Files, QDirIterator::Subdirectories);
    int previews = 0;
    while (it.hasNext()) {
        const QString path = it.next();
        const auto result = previewCsv(path);
        if (result) {
            ++previews;
            EXPECT_FALSE(result->columns.isEmpty()) << path.toStdString();
        } else {
            EXPECT_FALSE(result.error().what.isEmpty() || result.error().remedy.isEmpty()) << path.toStdString();
        }
    }
    EXPECT_GT(previews, 150);
}

/// The shapes that the generated corpus has, one by one.
TEST(Preview, generatedShapes) {
    const QString root = test::shared(QStringLiteral("corpora/generated/out"));
    if (root.isEmpty()) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    const auto dialectOf = [&](const char* name) {
        const auto result = previewCsv(root + u'/' + QLatin1String(name));
        EXPECT_TRUE(result) << name;
        return result ? result->dialect : Dialect{};
    };
    EXPECT_EQ(dialectOf("enc_utf16le_bom.csv").encoding, TextEncoding::Utf16LE);
    EXPECT_EQ(dialectOf("enc_utf16be_bom.csv").encoding, TextEncoding::Utf16BE);
    EXPECT_EQ(dialectOf("enc_utf16le_nobom.csv").encoding, TextEncoding::Utf16LE);
    EXPECT_EQ(dialectOf("enc_windows1252.csv").encoding, TextEncoding::Windows1252);
    EXPECT_EQ(dialectOf("enc_mixed_utf8_then_1252.csv").encoding, TextEncoding::Utf8);
    EXPECT_EQ(dialectOf("preamble_3_lines.csv").preambleLines, 3);
    EXPECT_EQ(dialectOf("totals_row.csv").trailingRows, 1);
    EXPECT_EQ(dialectOf("two_header_rows.csv").preambleLines, 1);
    EXPECT_EQ(dialectOf("two_tables.csv").trailingRows, 2);
    EXPECT_EQ(dialectOf("semicolon_decimal_comma.csv").separator, ';');
    EXPECT_EQ(dialectOf("sep_line.csv").separator, ';');
    EXPECT_FALSE(dialectOf("no_header.csv").hasHeader);
    EXPECT_TRUE(dialectOf("one_column.csv").hasHeader);
    EXPECT_EQ(dialectOf("ragged.csv").trailingRows, 0);
}

} // namespace pathways
