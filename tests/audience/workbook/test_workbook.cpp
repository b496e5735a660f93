// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks and database files as sources: what is read out of them, and that hostile ones are refused in bounded time
// and memory (fault F59).
#include "core/audience/file_rows.h"
#include "core/audience/preview.h"
#include "tests/audience/workbook/book_writer.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace pathways {
namespace {

using namespace test;

class WorkbookFiles : public ::testing::Test {
protected:
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QTemporaryDir m_folder;
};

} // namespace

TEST_F(WorkbookFiles, cellsAreReadAsPeopleSeeThem) {
    Book book;
    book.sheets(
        {"Donors"},
        "<row r=\"1\">" + textCell("A1", "E-mail") + textCell("B1", "Phone") + textCell("C1", "Born") +
            textCell("D1", "Zip") + textCell("E1", "Gift") + textCell("F1", "Consent") + "</row>" +
            "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\"><v>4.47700900123E11</v></c>"
            "<c r=\"C2\" s=\"1\"><v>29323</v></c><c r=\"D2\" s=\"2\"><v>2134</v></c><c r=\"E2\"><v>12.5</v></c>"
            "<c r=\"F2\" t=\"b\"><v>1</v></c></row>" +
            "<row r=\"5\"/><row r=\"9\"><c r=\"F9\" t=\"e\"><v>#N/A</v></c><c r=\"A9\" t=\"str\"><v>b@r.test</v>"
            "</c></row>");
    book.part("xl/sharedStrings.xml", "<sst><si><t>unused</t></si><si><r><t>ann@</t></r><rPh><t>x</t></rPh><r><t>"
                                      "riverbank.test</t></r></si></sst>");
    book.part("xl/styles.xml",
              "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"00000\"/></numFmts><cellXfs>"
              "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>");
    const FileSource file{book.write(path("a.xlsx")), {}, {}};
    const Table rows = rowsOf(file);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0],
              (std::vector<std::string>{"ann@riverbank.test", "447700900123", "1980-04-12", "02134", "12.5", "yes"}));
    EXPECT_EQ(rows[1], (std::vector<std::string>{"b@r.test", "", "", "", "", ""}));
}

TEST_F(WorkbookFiles, titlesAndTotalsAreFoundAndTheSheetCanBeChosen) {
    std::string rows = "<row>" + textCell("A1", "Donor export") + "</row><row>" + textCell("A2", "Name") +
                       textCell("B2", "E-mail") + textCell("C2", "Gift") + textCell("D2", "City") + "</row>";
    for (int i = 3; i < 8; ++i) {
        const std::string n = std::to_string(i);
        rows += "<row>" + textCell("A" + n, "Ann") + textCell("B" + n, "p" + n + "@riverbank.test") + "<c r=\"C" + n +
                "\"><v>10</v></c>" + textCell("D" + n, "Leeds") + "</row>";
    }
    rows += "<row>" + textCell("A9", "Total") + "<c r=\"C9\"><v>50</v></c></row>";
    Book book;
    book.sheets({"Donors", "Notes"}, rows);
    const QString file = book.write(path("b.xlsx"));
    const auto preview = previewSource(file);
    ASSERT_TRUE(preview) << preview.error().text().toStdString();
    EXPECT_EQ(preview->columns, QStringList({QStringLiteral("Name"), QStringLiteral("E-mail"), QStringLiteral("Gift"),
                                             QStringLiteral("City")}));
    EXPECT_EQ(preview->sheets, QStringList({QStringLiteral("Donors"), QStringLiteral("Notes")}));
    EXPECT_EQ(preview->dialect.preambleLines, 1);
    EXPECT_EQ(preview->dialect.trailingRows, 1);
    EXPECT_TRUE(preview->warnings.join(u' ').contains(QStringLiteral("several"))) << "two sheets: it is said";
    EXPECT_EQ(rowsOf({file, preview->dialect, preview->sheet}).size(), 5U);
    EXPECT_FALSE(previewSource(file, QStringLiteral("Notes"))) << "nobody is in it";
    const auto missing = openFileRows({file, {}, QStringLiteral("Nowhere")});
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::Source);
}

/// What was found for one export must not cost anybody of the next one (rule U14).
TEST_F(WorkbookFiles, whereTheTableBeginsAndEndsIsJudgedAgainAtEachReading) {
    const auto sheet = [this](const char* name, const std::vector<std::vector<std::string>>& table) {
        std::string rows;
        for (const auto& cells : table) {
            rows += "<row>";
            char column = 'A';
            for (const std::string& cell : cells) {
                rows += textCell(std::string(1, column++), cell);
            }
            rows += "</row>";
        }
        Book book;
        book.sheets({"D"}, rows);
        return book.write(path(name));
    };
    Dialect titled;
    titled.preambleLines = 2;
    titled.trailingRows = 1;
    const Table people{{"a@r.test", "Ana"}, {"b@r.test", "Ben"}, {"", "Cy Cole"}};
    const Table named{{"Email", "Name"}, people[0], people[1]};
    EXPECT_EQ(rowsOf({sheet("bare.xlsx", named), titled, {}}), (Table{people[0], people[1]}));
    EXPECT_EQ(rowsOf({sheet("again.xlsx", {{"Riverbank"}, {"Donors"}, named[0], people[0], {"Total"}}), titled, {}}),
              (Table{people[0]}));
    EXPECT_EQ(rowsOf({sheet("more.xlsx", {{"Riverbank"}, {"Donors"}, named[0], people[0]}), Dialect{}, {}}),
              (Table{people[0]}));
    titled.hasHeader = false;
    EXPECT_EQ(rowsOf({sheet("none.xlsx", {people[0], people[1]}), titled, {}}), (Table{people[0], people[1]}));
    EXPECT_EQ(rowsOf({sheet("twice.xlsx", {named[0], people[0], named[0], people[1]}), Dialect{}, {}}),
              (Table{people[0], people[1]}));
    Dialect totals;
    totals.trailingRows = 2;
    EXPECT_EQ(
        rowsOf({sheet("end.xlsx",
                      {{"Email", "ID", "Name"}, {"a@r.test", "1", "Ana"}, {"", "2", "Cy"}, {"b@r.test", "3", "Ben"}}),
                totals,
                {}})
            .size(),
        3U);
}

TEST_F(WorkbookFiles, elementsOfOtherNamespacesAndPlacesMeanNothing) {
    // As a current spreadsheet on a Mac writes it: the second workbookPr belongs to an extension.
    const std::string list =
        "<workbook " + kNamespaces +
        "><workbookPr date1904=\"1\"/><sheets><sheet name=\"D\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
        "<extLst><ext xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\">"
        "<x14:workbookPr defaultImageDpi=\"32767\"/></ext></extLst></workbook>";
    Book whole;
    whole.part("xl/workbook.xml", list);
    whole.part("xl/styles.xml", "<styleSheet " + kNamespaces +
                                    "><cellStyleXfs><xf numFmtId=\"0\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
                                    "<xf numFmtId=\"14\"/></cellXfs><dxfs><dxf><numFmt numFmtId=\"14\" "
                                    "formatCode=\"0\"/></dxf></dxfs></styleSheet>");
    whole.sheets({"D"}, "<row>" + textCell("A1", "Email") + textCell("B1", "Last gift") + "</row><row>" +
                            textCell("A2", "a@r.test") + "<c r=\"B2\" s=\"1\"><v>44623</v></c>" +
                            "<x:c xmlns:x=\"urn:other\" r=\"C2\"><v>7</v></x:c></row>");
    EXPECT_EQ(rowsOf({whole.write(path("mac.xlsx")), {}, {}}), (Table{{"a@r.test", "2026-03-04"}}));
}

TEST_F(WorkbookFiles, partsAreFoundByWhatTheyAreForWhereverTheyStand) {
    Book book;
    book.part("_rels/.rels", "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                             "<Relationship Id=\"a\" Type=\"" +
                                 kRelation + "officeDocument\" Target=\"/xl/book.xml\"/></Relationships>");
    book.part("xl/book.xml", "<workbook " + kNamespaces +
                                 "><sheets><sheet name=\"Chart\" sheetId=\"1\" r:id=\"c\"/><sheet name=\"Old\" "
                                 "state=\"hidden\" sheetId=\"3\" r:id=\"s\"/>"
                                 "<sheet name=\"People\" sheetId=\"2\" r:id=\"s\"/></sheets></workbook>");
    book.part("xl/_rels/book.xml.rels",
              "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
              "Id=\"c\" Type=\"" +
                  kRelation + "chartsheet\" Target=\"chartsheets/sheet1.xml\"/><Relationship Id=\"s\" Type=\"" +
                  kRelation + "worksheet\" Target=\"../data/Rows.xml\"/><Relationship Id=\"t\" Type=\"" + kRelation +
                  "sharedStrings\" Target=\"../data/texts.xml\"/></Relationships>");
    book.part("xl/workbook.xml", "<workbook/>");
    book.part("data\\rows.xml", "<worksheet " + kNamespaces +
                                    "><sheetData><row><c t=\"s\"><v>0</v></c></row><row><c t=\"s\"><v>1</v></c></row>"
                                    "</sheetData></worksheet>");
    book.part("data/texts.xml", "<sst " + kNamespaces +
                                    "><si><t>Email</t></si><si><r><t>a@</t></r><r><t>r.test</t></r><rPh><t>no</t></rPh>"
                                    "</si></sst>");
    const auto preview = must(previewSource(book.write(path("parts.xlsx"))));
    EXPECT_EQ(preview.sheets, QStringList{QStringLiteral("People")}) << "no chart, and none that is hidden";
    EXPECT_EQ(preview.columns, QStringList{QStringLiteral("Email")});
    EXPECT_EQ(preview.rows, (QList<QStringList>{{QStringLiteral("a@r.test")}}));
}

TEST_F(WorkbookFiles, aValueBeyondTheTableMakesTheRowMalformed) {
    const auto row = [](const std::vector<std::string>& cells) {
        std::string text = "<row>";
        for (const std::string& cell : cells) {
            text += "<c t=\"inlineStr\"><is><t>" + cell + "</t></is></c>";
        }
        return text + "</row>";
    };
    Book book;
    book.sheets({"S"}, row({"Email", "Last Name", "Consent"}) + row({"a@r.test", "Silva", "Yes"}) +
                           row({"b@r.test", "Smith", "Jr", "No"}) + row({"c@r.test", "Dunn"}) +
                           row({"d@r.test", "Wide", "No", "", "", ""}));
    const QString file = book.write(path("wide.xlsx"));
    const auto reader = must(openFileRows({file, {}, {}}));
    RowBatch batch;
    CellBuffer cells;
    ASSERT_TRUE(must(reader->next(batch, {})));
    std::vector<bool> malformed;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        reader->split(batch.row(i), cells);
        malformed.push_back(cells.malformed);
    }
    EXPECT_EQ(malformed, (std::vector<bool>{false, true, false, false}));
    EXPECT_TRUE(must(previewSource(file)).warnings.join(u' ').contains(QStringLiteral("1 of the first rows")));
}

TEST_F(WorkbookFiles, hiddenRowsAreReadAndSaid) {
    std::string rows = "<row>" + textCell("A1", "Email") + "</row>";
    for (int i = 2; i < 12; ++i) {
        const std::string n = std::to_string(i);
        rows += std::string(i % 5 == 0 ? "<row hidden=\"1\">" : "<row hidden=\"0\">") +
                textCell("A" + n, "p" + n + "@r.test") + "</row>";
    }
    rows += "<row hidden=\"1\"/>"; // nobody is in it
    Book book;
    book.sheets({"S"}, rows);
    const QString file = book.write(path("hidden.xlsx"));
    const auto preview = must(previewSource(file));
    EXPECT_TRUE(preview.warnings.join(u' ').contains(QStringLiteral("2 of the 11 rows of this sheet are hidden")))
        << preview.warnings.join(u' ').toStdString();
    EXPECT_EQ(rowsOf({file, preview.dialect, preview.sheet}).size(), 10U);
}

TEST_F(WorkbookFiles, formulasWithoutResultsAreSaid) {
    Book book;
    book.sheets({"S"}, "<row>" + textCell("A1", "Email") + textCell("B1", "Do not email") + "</row><row>" +
                           textCell("A2", "a@r.test") + "<c r=\"B2\"><f>IF(1,\"Yes\",\"\")</f></c></row><row>" +
                           textCell("A3", "b@r.test") + "<c r=\"B3\" t=\"str\"><f>\"\"</f><v></v></c></row><row>" +
                           textCell("A4", "c@r.test") +
                           "<c r=\"B4\" t=\"str\"><f>\"Yes\"</f><v>Yes</v></c></row><row><c "
                           "r=\"A5\"><f>A4</f></c></row><row><c r=\"A6\" t=\"str\"><f>A4</f><v>c@r.test</v></c></row>");
    const QString file = book.write(path("formulas.xlsx"));
    const auto preview = must(previewSource(file));
    EXPECT_TRUE(preview.warnings.join(u' ').contains(QStringLiteral("2 cells contain formulas without their results")))
        << preview.warnings.join(u' ').toStdString();
    EXPECT_EQ(rowsOf({file, preview.dialect, preview.sheet}),
              (Table{{"a@r.test", ""}, {"b@r.test", ""}, {"c@r.test", "Yes"}, {"c@r.test", ""}}));
}

TEST_F(WorkbookFiles, theFirstSheetWithRowsIsProposedAndTheOthersAreNamed) {
    Book book;
    book.part("xl/worksheets/sheet2.xml", "<worksheet " + kNamespaces + "><sheetData><row>" + textCell("A1", "Email") +
                                              "</row><row>" + textCell("A2", "a@r.test") +
                                              "</row></sheetData></worksheet>");
    book.sheets({"Cover", "People"}, {});
    const QString file = book.write(path("second.xlsx"));
    const auto preview = must(previewSource(file));
    EXPECT_EQ(preview.sheet, QStringLiteral("People"));
    EXPECT_EQ(preview.columns, QStringList{QStringLiteral("Email")});
    EXPECT_TRUE(preview.warnings.join(u' ').contains(QStringLiteral("“People” is read")));
}

TEST_F(WorkbookFiles, declarationsDepthAndOtherPackagesAreRefused) {
    Book entities;
    entities.sheets({"S"}, "<row>" + textCell("A1", "x") + "</row>");
    entities.part("xl/sharedStrings.xml", "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\">]><sst><si><t>&a;</t></si></sst>");
    EXPECT_FALSE(openFileRows({entities.write(path("dtd.xlsx")), {}, {}}));
    Book deep;
    std::string nested;
    for (int i = 0; i < 1000; ++i) {
        nested += "<a>";
    }
    deep.sheets({"S"}, nested);
    EXPECT_FALSE(previewSource(deep.write(path("deep.xlsx"))));
    Book other;
    other.part("xl/workbook.bin", "x");
    const auto refused = previewSource(other.write(path("a.xlsb")));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("a binary format (XLSB) that Pathways cannot read")))
        << refused.error().what.toStdString();
    Book many;
    for (int i = 0; i < 1500; ++i) {
        many.part("p" + std::to_string(i), "x");
    }
    EXPECT_FALSE(previewSource(many.write(path("many.xlsx"))));
}

TEST_F(WorkbookFiles, whatIsLockedOrOfAnotherKindIsNamedAsWhatItIs) {
    const auto said = [](const QString& file) {
        const auto preview = previewSource(file);
        return preview ? QString() : preview.error().what + u' ' + preview.error().remedy;
    };
    // The container of a locked workbook: a header that says where the directory is, and a directory.
    const auto container = [this](const char* stream) {
        std::string bytes = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
        bytes.resize(512, '\0');
        bytes[30] = 9; // sectors of 512 bytes
        bytes[48] = 2; // the directory is the third of them
        bytes.resize(4 * 512, 'x');
        for (const char* c = stream; *c != 0; ++c) {
            bytes += {*c, '\0'};
        }
        bytes.resize(6 * 512, '\0');
        QFile file(path("old"));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly) && file.write(bytes.data(), qint64(bytes.size())) > 0);
        return file.fileName();
    };
    EXPECT_TRUE(said(container("EncryptedPackage")).contains(QStringLiteral("protected by a password")));
    EXPECT_TRUE(said(container("Workbook")).contains(QStringLiteral("an old format (XLS)")));
    EXPECT_TRUE(said(container("WordDocument")).contains(QStringLiteral("not a spreadsheet")));
    const std::pair<std::vector<std::pair<std::string, std::string>>, QString> packages[]{
        {{{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
          {"META-INF/manifest.xml", "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"},
          {"content.xml", "x"}},
         QStringLiteral("protected by a password")},
        {{{"mimetype", "application/vnd.oasis.opendocument.text"}, {"content.xml", "<x/>"}},
         QStringLiteral("not a spreadsheet")},
        {{{"[Content_Types].xml", "x"}, {"word/document.xml", "x"}}, QStringLiteral("not a spreadsheet")},
        {{{"Index/Document.iwa", "x"}}, QStringLiteral("In Numbers, choose File")},
        {{{"people.csv", "x"}}, QStringLiteral("Unpack it first")}};
    for (const auto& [parts, sentence] : packages) {
        Book book;
        for (const auto& [name, content] : parts) {
            book.part(name, content);
        }
        EXPECT_TRUE(said(book.write(path("p.zip"))).contains(sentence)) << sentence.toStdString();
    }
}

TEST_F(WorkbookFiles, openDocumentRepeatsGroupsAndNotesAreUnderstood) {
    const auto content = [](const std::string& rows) {
        return "<o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
               "xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
               "xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
               "xmlns:s=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\"><o:automatic-styles><s:style s:name=\"h\">"
               "<s:table-properties t:display=\"false\"/></s:style></o:automatic-styles><o:body><o:spreadsheet>"
               "<t:table t:name=\"Secret\" t:style-name=\"h\"><t:table-row><t:table-cell><x:p>no</x:p></t:table-cell>"
               "</t:table-row></t:table><t:table t:name=\"People\">" +
               rows + "</t:table></o:spreadsheet></o:body></o:document-content>";
    };
    const auto written = [this, &content](const std::string& rows) {
        Book book;
        book.part("mimetype", "application/vnd.oasis.opendocument.spreadsheet").part("content.xml", content(rows));
        return book.write(path("a.ods"));
    };
    const std::string header = "<t:table-header-rows><t:table-row><t:table-cell><x:p>Email</x:p></t:table-cell>"
                               "<t:table-cell><x:p>Zip</x:p></t:table-cell></t:table-row></t:table-header-rows>";
    const QString file = written(
        header +
        "<t:table-row-group><t:table-row t:number-rows-repeated=\"2\" t:visibility=\"filter\"><t:table-cell "
        "o:value-type=\"string\"><o:annotation><x:p>a note</x:p></o:annotation><x:p>a<x:s x:c=\"2\"/>b<x:span>@r"
        "</x:span>.test</x:p></t:table-cell><t:table-cell o:value-type=\"float\" o:value=\"501\"><x:p>00501</x:p>"
        "</t:table-cell><t:table-cell t:number-columns-repeated=\"16382\"/></t:table-row></t:table-row-group>"
        "<t:table-row t:number-rows-repeated=\"1048570\"><t:table-cell t:number-columns-repeated=\"16384\"/>"
        "</t:table-row>");
    const auto preview = must(previewSource(file));
    EXPECT_EQ(preview.sheets, QStringList{QStringLiteral("People")});
    EXPECT_EQ(rowsOf({file, preview.dialect, preview.sheet}),
              (Table{{"a  b@r.test", "00501"}, {"a  b@r.test", "00501"}}));
    EXPECT_TRUE(preview.warnings.join(u' ').contains(QStringLiteral("2 of the 3 rows of this sheet are hidden")));
    const std::string many = "<t:table-row t:number-rows-repeated=\"1000000\"><t:table-cell><x:p>a@r.test</x:p>"
                             "</t:table-cell></t:table-row>";
    const auto reader = must(openFileRows({written(header + many + many), {}, {}}));
    RowBatch batch;
    Result<bool> more = reader->next(batch, {});
    while (more && *more) {
        more = reader->next(batch, {});
    }
    EXPECT_FALSE(more) << "more repeated rows than a sheet has";
    EXPECT_FALSE(previewSource(written(header + "<t:table-row><t:table-cell t:number-columns-repeated=\"16384\"><x:p>x"
                                                "</x:p></t:table-cell></t:table-row>")))
        << "more columns than any table of people";
}

TEST_F(WorkbookFiles, hostileFilesAreRefusedInTimeAndInMemory) {
    const QStringList folders{test::shared(QStringLiteral("corpora/xlsx")),
                              test::shared(QStringLiteral("corpora/generated/out"))};
    if (folders.contains(QString())) {
        GTEST_SKIP() << test::kWithoutReferenceData;
    }
    struct rusage before {};
    ::getrusage(RUSAGE_SELF, &before);
    for (const QString& folder : folders) {
        int looked = 0;
        QDirIterator files(folder, {QStringLiteral("*.xls*"), QStringLiteral("*.ods")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            const auto preview = previewSource(file);
            if (preview) {
                rowsOf({file, preview->dialect, preview->sheet});
            } else {
                EXPECT_FALSE(preview.error().what.isEmpty() || preview.error().remedy.isEmpty());
            }
            ++looked;
        }
        EXPECT_GT(looked, 0) << folder.toStdString();
    }
    struct rusage after {};
    ::getrusage(RUSAGE_SELF, &after);
    EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 300 * 1024) << "kilobytes";
}

TEST_F(WorkbookFiles, aDatabaseFileIsReadTableByTableOrByQuery) {
    const QString file = path("donors.sqlite");
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("made"));
        database.setDatabaseName(file);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        ASSERT_TRUE(query.exec(QStringLiteral("CREATE TABLE donors (id INTEGER, email TEXT, \"odd \"\"name\" TEXT)")));
        ASSERT_TRUE(query.exec(QStringLiteral("CREATE TABLE \"tricky \"\"table\" (email TEXT)")));
        ASSERT_TRUE(query.exec(QStringLiteral("INSERT INTO donors VALUES (1, 'ann@riverbank.test', 'x'), (2, "
                                              "'bob@riverbank.test', NULL)")));
    }
    QSqlDatabase::removeDatabase(QStringLiteral("made"));
    const auto preview = previewSource(file);
    ASSERT_TRUE(preview) << preview.error().text().toStdString();
    EXPECT_EQ(preview->sheet, QStringLiteral("donors"));
    EXPECT_EQ(rowsOf({file, {}, {}}), (Table{{"1", "ann@riverbank.test", "x"}, {"2", "bob@riverbank.test", ""}}));
    EXPECT_EQ(rowsOf({file, {}, QStringLiteral("SELECT email FROM donors WHERE id = 2")}),
              (Table{{"bob@riverbank.test"}}));
    EXPECT_TRUE(rowsOf({file, {}, QStringLiteral("tricky \"table")}).empty());
    EXPECT_FALSE(openFileRows({file, {}, QStringLiteral("nothing")}));
    EXPECT_FALSE(openFileRows({file, {}, QStringLiteral("DELETE FROM donors")}));
    EXPECT_EQ(rowsOf({file, {}, {}}).size(), 2U);
}

} // namespace pathways
