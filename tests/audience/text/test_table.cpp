// SPDX-License-Identifier: GPL-3.0-or-later
// Where the table begins and ends in files as people export them, and what becomes of rows that do not fit (rule U14).
#include "core/audience/preview.h"
#include "core/audience/table/table_finder.h"
#include "core/audience/text/sample_rows.h"
#include "tests/audience/text/csv_test_support.h"

#include <gmock/gmock.h>

namespace pathways {

using test::Files;
using test::readAll;

namespace {

struct Shape {
    const char* name;
    std::string text;
    QStringList columns;
    std::size_t people;   ///< Rows delivered, malformed or not.
    std::size_t misfits;  ///< Of these, malformed: left out, and named.
    std::string consents; ///< The cells of the column "Consent", one behind another; "-" for malformed rows.
    QList<int> above = {};
    QList<int> below = {};
};

QStringList names(const char* text) {
    return QString::fromUtf8(text).split(u'|');
}

std::string longNotes() {
    std::string text = "Email,Name,Note\n";
    for (int i = 0; i < 30; ++i) {
        const std::string n = std::to_string(i);
        text += "p" + n + "@x.org,P" + n + ",\"";
        for (int line = 0; line < 40; ++line) {
            text += "line, two\n";
        }
        text += "\"\n";
    }
    return text;
}

std::string oneLongNote() {
    std::string text = "Email,Name,Note\nana@x.org,Ana,\"";
    for (int line = 0; line < 1000; ++line) {
        text += "line, two\n";
    }
    return text + "\"\nben@x.org,Ben,short\n";
}

const std::string kFour = "ana@x.org,Ana,Silva,10\nben@x.org,Ben,Braun,20\n";

std::vector<Shape> shapes() {
    const QStringList four = names("Email|First Name|Last Name|Consent");
    const QStringList amounts = names("Email|First Name|Last Name|Amount");
    return {
        {"rows narrower than the header, the last column mostly blank",
         "Email,First Name,Last Name,Consent\np0@x.org,P0,L0\np1@x.org,P1,L1\np2@x.org,P2,L2\np3@x.org,P3,L3\n"
         "p4@x.org,P4,L4\np5@x.org,P5,L5\nq@x.org,Q,R,Yes\nr@x.org,R,S,No\n",
         four, 8, 0, "YesNo"},
        {"a separator behind every row, none behind the header",
         "Email;First Name;Consent\nana@x.org;Ana;Yes;\nben@x.org;Ben;No;\n", names("Email|First Name|Consent"), 2, 0,
         "YesNo"},
        {"a separator behind the header only",
         "Email,First Name,Last Name,\nana@x.org,Ana,Silva\nben@x.org,Ben,Braun\n", names("Email|First Name|Last Name"),
         2, 0, ""},
        {"a comma in every name", "Email,Name,City\nana@x.org,Silva, Ana,Hull\nben@x.org,Braun, Ben,York\n",
         names("Email|Name|City"), 2, 2, "--"},
        {"two wide rows below two narrow ones",
         "Email,First Name,Consent\nana@x.org,Ana,Yes\nben@x.org,Ben,No\ncy@x.org,Cy,Yes,x,y\ndi@x.org,Di,No,x,y\n",
         names("Email|First Name|Consent"), 4, 2, "YesNo--"},
        {"long notes", longNotes(), names("Email|Name|Note"), 30, 0, ""},
        {"a note of 1,000 lines", oneLongNote(), names("Email|Name|Note"), 2, 0, ""},
        {"a lone short row", "Email,First Name,Notes\nana@x.org,Ana\n", names("Email|First Name|Notes"), 1, 0, ""},
        {"titles padded to the table's width",
         "Riverbank Trust,,,\nDonor list,,,\nEmail,First Name,Last Name,Amount\n" + kFour,
         amounts,
         2,
         0,
         "",
         {1, 2}},
        {"pairs of label and value above the table",
         "Exported by:,office@x.org,,\nOn:,2026-11-30,,\nEmail,First Name,Last Name,Amount\n" + kFour,
         amounts,
         2,
         0,
         "",
         {1, 2}},
        {"a number among the names", "Email,First Name,Consent,100\nana@x.org,Ana,Yes,1\nben@x.org,Ben,No,2\n",
         names("Email|First Name|Consent|100"), 2, 0, "YesNo"},
        {"a date among the names", "Email,First Name,Consent,30/11/2026\nana@x.org,Ana,Yes,1\nben@x.org,Ben,No,2\n",
         names("Email|First Name|Consent|30/11/2026"), 2, 0, "YesNo"},
        {"a total above an unknown footer",
         "Email,First Name,Last Name,Amount\n" + kFour + "Total,,,30\nRecords: 4,,,\n",
         amounts,
         2,
         0,
         "",
         {},
         {4, 5}},
        {"a count", "Email,First Name,Last Name,Amount\n" + kFour + "4 rows,,,\n", amounts, 2, 0, "", {}, {4}},
        {"an average and a bare sum",
         "Email,First Name,Last Name,Amount\n" + kFour + "Average,,,25\n,,,100\n",
         amounts,
         2,
         0,
         "",
         {},
         {4, 5}},
        {"one separator too many in a row with a blank end",
         "Email,First Name,Last Name,Consent,Notes\nana@x.org,Ana,Silva,Yes,\nben@x.org,Smith, Jr,Ben,No,\n"
         "cy@x.org,Cy,Cole,No,\n",
         names("Email|First Name|Last Name|Consent|Notes"), 3, 1, "Yes-No"},
        {"names that look like amounts of a currency",
         "Email,First Name,TEL1,Consent\nana@x.org,Ana,202 555 0143,Yes\nben@x.org,Ben,202 555 0144,No\n",
         names("Email|First Name|TEL1|Consent"), 2, 0, "YesNo"},
        {"a quote in the middle of a quoted cell",
         "Email,First Name,Last Name,City,Consent\nana@x.org,Ana,Silva,Hull,Yes\n"
         "ben@x.org,\"Ben,Braun,\"Hull, North, UK\",No\n",
         names("Email|First Name|Last Name|City|Consent"), 2, 1, "Yes-"},
        {"a quote that opens within a cell", "Email,Price,Consent\nana@x.org,1,Yes\nben@x.org,2\"Chair, Print\",No\n",
         names("Email|Price|Consent"), 2, 1, "Yes-"},
        {"nobody has a header", "ana@x.org,Ana\nben@x.org,Ben\n", names("Column 1|Column 2"), 2, 0, ""},
        {"titles, and no header",
         "Riverbank Trust\nDonor list\nana@x.org,Ana\nben@x.org,Ben\n",
         names("Column 1|Column 2"),
         2,
         0,
         "",
         {1, 2}},
        {"blanks before quotes", "\"Email\", \"Name\"\n\"ana@x.org\", \"Ana, Maria\"\n", names("Email|Name"), 1, 0, ""},
    };
}

} // namespace

TEST(Table, isFoundInEveryShape) {
    const Files files;
    for (const Shape& shape : shapes()) {
        SCOPED_TRACE(shape.name);
        const QString path = files.write(shape.text);
        const auto found = previewCsv(path);
        ASSERT_TRUE(found) << found.error().text().toStdString();
        EXPECT_EQ(found->columns, shape.columns);
        const auto read = readAll(path, found->dialect);
        EXPECT_EQ(read.rows.size(), shape.people);
        std::size_t misfits = 0;
        std::string consents;
        const qsizetype consent = read.columns.indexOf(QStringLiteral("Consent"));
        for (const auto& row : read.rows) {
            misfits += row.malformed ? 1 : 0;
            consents += row.malformed ? "-" : consent < 0 ? "" : row.cells[std::size_t(consent)];
        }
        EXPECT_EQ(misfits, shape.misfits);
        EXPECT_EQ(consents, shape.consents);
        const QString said = found->setAside.join(u' ');
        EXPECT_EQ(found->preamble.size(), shape.above.size()) << said.toStdString();
        EXPECT_EQ(found->trailing.size(), shape.below.size()) << said.toStdString();
        for (const int line : shape.above + shape.below) {
            EXPECT_TRUE(said.contains(QString::number(line))) << said.toStdString();
        }
    }
}

TEST(Table, blanksBeforeQuotesAndFormulasAreNoPartOfTheValue) {
    const Files files;
    const auto read = readAll(files.write("a,b,c\n \"x, y\", \"z\" ,=\"02134\"\n\"=\"\"007\"\"\",p,q\n"));
    ASSERT_EQ(read.rows.size(), 2U);
    EXPECT_THAT(read.rows[0].cells, ::testing::ElementsAre("x, y", "z", "02134"));
    EXPECT_THAT(read.rows[1].cells, ::testing::ElementsAre("007", "p", "q"));
    EXPECT_FALSE(read.rows[0].malformed || read.rows[1].malformed);
}

/// What was found for one export must not cost anybody of the next one.
TEST(Table, theBeginningIsJudgedAgainAtEachReading) {
    const Files files;
    Dialect titled;
    titled.preambleLines = 2;
    titled.hasHeader = false;
    EXPECT_EQ(readAll(files.write("ana@x.org,Ana\nben@x.org,Ben\ncy@x.org,Cy\n"), titled).rows.size(), 3U);
    EXPECT_EQ(readAll(files.write("Riverbank\nDonors\nana@x.org,Ana\nben@x.org,Ben\n"), titled).rows.size(), 2U);
    titled.hasHeader = true;
    const auto bare = readAll(files.write("Email,Name\nana@x.org,Ana\nben@x.org,Ben\ncy@x.org,Cy\n"), titled);
    EXPECT_EQ(bare.columns, names("Email|Name"));
    EXPECT_EQ(bare.rows.size(), 3U);
    const auto more = readAll(files.write("Riverbank\nDonors\nEmail,Name\nana@x.org,Ana\n"), Dialect{});
    EXPECT_EQ(more.columns, names("Email|Name"));
    EXPECT_EQ(more.rows.size(), 1U);
}

/// People who have no address are as much people at the end of a file as anywhere else.
TEST(Table, theEndIsJudgedAgainAtEachReading) {
    const Files files;
    Dialect totals;
    totals.trailingRows = 1;
    const std::string people = "Donor ID,First Name,Last Name,Email\nA1,Ana,Silva,ana@x.org\nA2,Ben,Braun,\n";
    EXPECT_EQ(readAll(files.write(people), totals).rows.size(), 2U);
    EXPECT_EQ(readAll(files.write(people + "Total,,,1 234 567\n"), totals).rows.size(), 2U);
    EXPECT_EQ(readAll(files.write(people + "Riverbank Trust,,,\n"), totals).rows.size(), 2U);
    EXPECT_EQ(readAll(files.write("Donor ID\nA1\nA2\n"), totals).rows.size(), 2U);
}

/// Exports put one behind another, and reports of several pages, repeat the header: it is nobody.
TEST(Table, theHeaderRepeatedInTheMiddleIsNobody) {
    const Files files;
    const QString path = files.write("Email,Name\nana@x.org,Ana\nEmail,Name\nben@x.org,Ben\nEmail,Names\n");
    const auto found = previewCsv(path);
    ASSERT_TRUE(found) << found.error().text().toStdString();
    const auto read = readAll(path, found->dialect);
    ASSERT_EQ(read.rows.size(), 3U) << "only what is wholly the header is left out";
    EXPECT_EQ(read.rows[1].cells[0], "ben@x.org");
    EXPECT_TRUE(found->setAside.join(u' ').contains(QStringLiteral("By line: 3.")))
        << found->setAside.join(u' ').toStdString();
    Dialect bare;
    bare.hasHeader = false;
    EXPECT_EQ(readAll(files.write("Ana,Silva\nAna,Silva\n"), bare).rows.size(), 2U);
}

/// The lines of what is left out below are known however many people are above.
TEST(Table, theLinesBelowALongTableAreSaid) {
    const Files files;
    std::string text = "Email,Name,Gift\n";
    for (int i = 0; i < 5000; ++i) {
        text += "p" + std::to_string(i) + "@x.org,Ana,10\n";
    }
    const auto found = previewCsv(files.write(text + "Total,,50000\n"));
    ASSERT_TRUE(found) << found.error().text().toStdString();
    EXPECT_EQ(found->dialect.trailingRows, 1);
    EXPECT_TRUE(found->setAside.join(u' ').contains(QStringLiteral("5,002")))
        << found->setAside.join(u' ').toStdString();
}

TEST(Table, aMissingSeparatorIsNotTakenForABlankEnd) {
    const Files files;
    std::string text = "Email,First Name,Consent,Gift\n";
    for (int i = 0; i < 20; ++i) {
        text += "p" + std::to_string(i) + "@x.org,Ana,Yes,10\n";
    }
    const auto shifted = readAll(files.write(text + "ben@x.orgBen,No,20\n"));
    ASSERT_EQ(shifted.rows.size(), 21U);
    EXPECT_TRUE(shifted.rows[20].malformed);
    const auto brief = readAll(files.write(text + "ben@x.org,Ben,No\n"));
    ASSERT_EQ(brief.rows.size(), 21U);
    EXPECT_FALSE(brief.rows[20].malformed);
    EXPECT_THAT(brief.rows[20].cells, ::testing::ElementsAre("ben@x.org", "Ben", "No", ""));
    // A file that writes blank ends out has no reason to leave one off.
    const auto written = readAll(files.write(text + "cy@x.org,Cy,Yes,\nben@x.org,Ben,No\n"));
    EXPECT_TRUE(written.rows[21].malformed);
}

/// How far the next best header is behind, for files in which there is no doubt.
TEST(Table, headersAreFoundWithAMargin) {
    for (const char* text : {"Email,Name\nana@x.org,Ana\nben@x.org,Ben\n",
                             "Riverbank,,\nList,,\nEmail,Name,Gift\nana@x.org,Ana,1\nben@x.org,Ben,2\n",
                             "name,2023,2024\nAnn,10,20\nBob,5,6\n"}) {
        const FoundTable table = findTable(sampleRows(text, ',', '"', true, 400));
        EXPECT_TRUE(table.hasHeader) << text;
        EXPECT_GE(table.margin, 0.07) << text;
    }
}

} // namespace pathways
