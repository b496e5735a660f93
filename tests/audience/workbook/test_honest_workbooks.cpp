// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks of people that four spreadsheet writers made (data/make_workbooks.py), and those of the corpora: honest
// ones must be read, with the values that their cells show. Refusing one is a fault.
#include "core/audience/preview.h"
#include "tests/audience/workbook/book_writer.h"
#include "tests/support/paths.h"

#include <QDirIterator>
#include <QMap>

namespace pathways {
namespace {

using namespace test;

QString honest(const char* name) {
    return inProject(QStringLiteral("tests/audience/workbook/data/") + QLatin1String(name));
}

const Table kPeople{{"ann@riverbank.test", "Ann O’Neil", "00447700900123", "02134", "1980-04-12", "2024-02-29 18:30:00",
                     "yes", "12.5", "25", "D-00123", "", "two\nlines"},
                    {"łukasz@riverbank.test", "Łukasz Żółty", "00447700900124", "90210", "1959-12-31", "2025-01-01",
                     "no", "1234.56", "2469.12", "D-00007", "", "<b> & “quotes”"},
                    {"zoe@riverbank.test", "Zoë", "", "00501", "2001-02-03", "", "", "0.1", "0.2", "D-99999", "", ""}};

struct Made {
    const char* file;
    const char* sheets; ///< Gnumeric forgets that a sheet was hidden, and both others what a chart was.
    bool hiddenRow;
};

class HonestWorkbooks : public ::testing::TestWithParam<Made> {};

} // namespace

TEST_P(HonestWorkbooks, areReadAsTheirCellsShow) {
    const QString path = honest(GetParam().file);
    const auto preview = must(previewSource(path));
    EXPECT_EQ(preview.columns.join(u'|'),
              QStringLiteral("Email|Name|Phone|Zip|Born|Since|Consent|Gift|Total|Member|Column 11|Note"));
    EXPECT_EQ(preview.sheets.join(u'|'), QLatin1String(GetParam().sheets));
    EXPECT_EQ(preview.dialect.preambleLines, 0);
    EXPECT_EQ(preview.dialect.trailingRows, 0);
    EXPECT_EQ(rowsOf({path, preview.dialect, preview.sheet}), kPeople);
    const bool hidden =
        preview.warnings.join(u' ').contains(QStringLiteral("1 of the 4 rows of this sheet are hidden"));
    EXPECT_EQ(hidden, GetParam().hiddenRow) << preview.warnings.join(u' ').toStdString();
}

INSTANTIATE_TEST_SUITE_P(Writers, HonestWorkbooks,
                         ::testing::Values(Made{"openpyxl.xlsx", "People|Notes", false},
                                           Made{"openpyxl-1904.xlsx", "People|Notes", false},
                                           Made{"xlsxwriter.xlsx", "People|Notes", true},
                                           Made{"libreoffice.xlsx", "People|Notes|Chart", true},
                                           Made{"libreoffice.ods", "People|Notes|Chart", true},
                                           Made{"gnumeric.xlsx", "People|Lists|Notes|Chart", true},
                                           Made{"gnumeric.ods", "People|Notes|Chart", true}),
                         [](const auto& one) {
                             std::string name = one.param.file;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
                             return name;
                         });

TEST(HonestWorkbooksOfOldKinds, areNamedAsWhatTheyAre) {
    const auto refused = previewSource(honest("gnumeric.xls"));
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("in an old format (XLS)")));
    EXPECT_TRUE(refused.error().remedy.contains(QStringLiteral("save it as XLSX")));
    EXPECT_FALSE(openFileRows({honest("gnumeric.xls"), {}, {}})) << "nor when a push finds it in the place of a text";
}

/// Of the corpora: what is refused, and why. Every other workbook is honest, and must be read to its end.
TEST(HonestWorkbooksOfTheCorpora, areReadOrRefusedForTheirOwnReason) {
    const std::vector<std::pair<QString, QStringList>> refusals{
        {QStringLiteral("XLSB"), {QStringLiteral("xlsb")}},
        {QStringLiteral("old format"), {QStringLiteral("xls")}},
    };
    const QStringList folders{shared(QStringLiteral("corpora/xlsx")), shared(QStringLiteral("corpora/csv"))};
    if (folders.contains(QString())) {
        GTEST_SKIP() << kWithoutReferenceData;
    }
    // By name: damaged, hostile, locked, or without anybody in it.
    const QMap<QString, QString> others{
        {QStringLiteral("issue252.xlsx"), QStringLiteral("damaged")}, // a part whose checksum is wrong
        {QStringLiteral("issue_594_dos.ods"), QStringLiteral("columns")},
        {QStringLiteral("pass_protected.xlsx"), QStringLiteral("password")},
        {QStringLiteral("pass_protected.xlsb"), QStringLiteral("password")},
        {QStringLiteral("pass_protected.ods"), QStringLiteral("password")},
    };
    int read = 0;
    for (const QString& folder : folders) {
        QDirIterator files(folder, {QStringLiteral("*.xls*"), QStringLiteral("*.ods")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QFileInfo file(files.next());
            if (file.fileName() == QStringLiteral("too_small.xls")) {
                continue; // a text
            }
            SCOPED_TRACE(file.fileName().toStdString());
            QString reason = others.value(file.fileName());
            for (const auto& [sentence, endings] : refusals) {
                reason = reason.isEmpty() && endings.contains(file.suffix()) ? sentence : reason;
            }
            const auto preview = previewSource(file.filePath());
            const QString said = preview ? QString() : preview.error().what;
            if (!reason.isEmpty()) {
                EXPECT_TRUE(said.contains(reason)) << said.toStdString();
            } else if (!said.contains(QStringLiteral("has no rows"))) {
                ASSERT_TRUE(preview) << said.toStdString();
                EXPECT_NO_THROW(rowsOf({file.filePath(), preview->dialect, preview->sheet}));
                ++read;
            }
        }
    }
    EXPECT_GT(read, 90);
}

} // namespace pathways
