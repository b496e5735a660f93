// SPDX-License-Identifier: GPL-3.0-or-later
// Honest workbooks of every size are read whole: parts that end before, at and behind each boundary of a buffer.
#include "core/audience/preview.h"
#include "core/audience/workbook/workbook_package.h"
#include "tests/audience/workbook/book_writer.h"

#include <QTemporaryDir>

#include <random>

namespace pathways {
namespace {

using namespace test;

/// Around the blocks of Qt's devices (16,384), of the XML reader and of the unpacker.
const std::vector<std::size_t> kSizes{4095,  4096,  4097,  8191,   8192,   8193,   16383,   16384,
                                      16385, 65535, 65536, 131071, 131073, 262144, 1048577, 5000000};

/// Letters that do not pack well: what packs too well is taken for hostile.
std::string lettersOf(std::size_t size) {
    std::string letters(size, ' ');
    std::minstd_rand random(1);
    std::generate(letters.begin(), letters.end(), [&random] { return char('a' + random() % 16); });
    return letters;
}

/// Content made longer, to exactly so many bytes, by a comment where the mark stands.
std::string padded(const std::string& content, std::size_t size) {
    const std::string mark = "<!--PAD-->";
    const std::size_t at = content.find(mark);
    if (at == std::string::npos || size < content.size()) {
        endTest("cannot be padded to " + std::to_string(size));
    }
    return content.substr(0, at) + "<!--" + lettersOf(size - content.size() + 3) + "-->" +
           content.substr(at + mark.size());
}

class WorkbookSizes : public ::testing::Test {
protected:
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    QTemporaryDir m_folder;
};

} // namespace

TEST_F(WorkbookSizes, fiveThousandPeopleAreReadWhole) {
    std::string rows = "<row>" + textCell("A1", "Email") + textCell("B1", "Name") + textCell("C1", "Gift") + "</row>";
    Table expected;
    for (int i = 2; i <= 5001; ++i) {
        const std::string n = std::to_string(i);
        const std::string name = "Donor Nº " + n;
        rows += "<row r=\"" + n + "\">" + textCell("A" + n, "p" + n + "@riverbank.test") + textCell("B" + n, name) +
                "<c r=\"C" + n + "\"><v>" + n + "</v></c></row>";
        expected.push_back({"p" + n + "@riverbank.test", name, n});
    }
    Book book;
    book.sheets({"Donors"}, rows);
    const QString file = book.write(path("people.xlsx"));
    const auto preview = must(previewSource(file));
    EXPECT_EQ(preview.columns.join(u'|'), QStringLiteral("Email|Name|Gift"));
    EXPECT_EQ(rowsOf({file, preview.dialect, preview.sheet}), expected);
}

TEST_F(WorkbookSizes, aSheetMayEndAnywhere) {
    for (const std::size_t size : kSizes) {
        const std::string sheet = "<worksheet " + kNamespaces + "><sheetData><row>" + textCell("A1", "Email") +
                                  "</row><row>" + textCell("A2", "a@r.test") + "</row><!--PAD--><row>" +
                                  textCell("A3", "b@r.test") + "</row></sheetData></worksheet>";
        Book book;
        book.part("xl/worksheets/sheet1.xml", padded(sheet, size));
        book.sheets({"S"}, {});
        SCOPED_TRACE(size);
        EXPECT_EQ(rowsOf({book.write(path("a.xlsx")), {}, {}}), (Table{{"a@r.test"}, {"b@r.test"}}));
    }
}

TEST_F(WorkbookSizes, theTextsAndTheStylesMayEndAnywhere) {
    for (const std::size_t size : kSizes) {
        const std::string texts =
            "<sst " + kNamespaces + "><si><t>a@r.test</t></si><!--PAD--><si><t>b@r.test</t></si></sst>";
        const std::string styles = "<styleSheet " + kNamespaces +
                                   "><cellXfs><xf numFmtId=\"0\"/><!--PAD--><xf numFmtId=\"14\"/></cellXfs>"
                                   "</styleSheet>";
        Book book;
        book.part("xl/sharedStrings.xml", padded(texts, size)).part("xl/styles.xml", padded(styles, size));
        book.sheets({"S"}, "<row>" + textCell("A1", "Email") + textCell("B1", "Since") +
                               "</row><row><c r=\"A2\" t=\"s\"><v>0</v></c></row>"
                               "<row><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\" s=\"1\"><v>44623</v></c></row>");
        SCOPED_TRACE(size);
        EXPECT_EQ(rowsOf({book.write(path("a.xlsx")), {}, {}}), (Table{{"a@r.test", ""}, {"b@r.test", "2022-03-03"}}));
    }
}

TEST_F(WorkbookSizes, aPartIsReadInPiecesOfAnySize) {
    const std::string content = lettersOf(70'001);
    Book book;
    const QString file = book.part("xl/a.xml", content).write(path("a.xlsx"));
    for (const qint64 piece : {1, 4096, 16383, 16384, 16385, 100'000}) {
        const auto part = WorkbookPart::open(file, QStringLiteral("xl/a.xml"));
        ASSERT_TRUE(part);
        std::string got;
        while (!part->atEnd()) {
            EXPECT_TRUE(part->read(0).isEmpty());
            got += part->read(piece).toStdString();
        }
        EXPECT_TRUE(got == content) << "in pieces of " << piece;
    }
}

TEST_F(WorkbookSizes, aFewCellsThatStandForGigabytesAreRefused) {
    const auto refused = [this](int rows, int columns) {
        std::string cells;
        for (int r = 0; r < rows; ++r) {
            cells += "<row>";
            for (int c = 0; c < columns; ++c) {
                cells += "<c t=\"s\"><v>0</v></c>";
            }
            cells += "</row>";
        }
        Book book;
        book.sheets({"S"}, cells);
        book.part("xl/sharedStrings.xml",
                  "<sst " + kNamespaces + "><si><t>" + lettersOf(1'000'000) + "</t></si></sst>");
        const auto reader = openFileRows({book.write(path("bomb.xlsx")), {}, {}});
        RowBatch batch;
        Result<bool> more = reader ? (*reader)->next(batch, {}) : Result<bool>(fail(reader.error()));
        while (more && *more) {
            more = (*reader)->next(batch, {});
        }
        return !more;
    };
    EXPECT_TRUE(refused(1, 100)) << "in one row";
    EXPECT_TRUE(refused(30'000, 1)) << "in many rows";
}

} // namespace pathways
