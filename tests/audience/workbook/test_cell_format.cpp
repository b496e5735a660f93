// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/cell_format.h"

#include <gtest/gtest.h>

namespace pathways {
namespace {

std::string shown(const char* code, const char* number, bool from1904 = false) {
    return CellFormat::ofCode(QString::fromUtf8(code)).text(number, from1904);
}

} // namespace

TEST(CellFormat, PostalCodesAndPhonesAreReadAsTheCellShowsThem) {
    EXPECT_EQ(shown("00000", "2134"), "02134");
    EXPECT_EQ(shown("00000\\-0000", "21341234"), "02134-1234");
    EXPECT_EQ(shown("[<=99999]00000;00000\\-0000", "2134"), "02134");
    EXPECT_EQ(shown("[<=99999]00000;00000\\-0000", "21341234"), "02134-1234");
    EXPECT_EQ(shown("\"00\"0", "447700900123"), "00447700900123");
    EXPECT_EQ(shown("\\+0", "447700900123"), "+447700900123");
    EXPECT_EQ(shown("+0", "4.47700900123E11"), "+447700900123");
    EXPECT_EQ(shown("0#\" \"##\" \"##\" \"##\" \"##", "612345678"), "06 12 34 56 78");
    EXPECT_EQ(shown("\"D-\"00000", "123"), "D-00123");
    EXPECT_EQ(shown("0000", "12345"), "12345") << "more digits than places";
    EXPECT_EQ(shown("[<=9999999]###\\-####;\\(###\\)\\ ###\\-####", "2025550143"), "2025550143");
}

TEST(CellFormat, NumbersKeepAllTheirDigits) {
    EXPECT_EQ(shown("0", "12.5"), "12.5") << "never rounded as shown";
    EXPECT_EQ(shown("#,##0.00 [$€-407]", "1234.5"), "1234.5");
    EXPECT_EQ(shown("# ##0", "1234567"), "1234567");
    EXPECT_EQ(shown("General", "4.47700900123E11"), "447700900123");
    EXPECT_EQ(shown("General", "12.300000000000001"), "12.3");
    EXPECT_EQ(shown("General", "1E-05"), "0.00001");
    EXPECT_EQ(shown("0000", "-5"), "-5");
    EXPECT_EQ(shown("@", "1234567890123456789"), "1234567890123456789") << "as it is written";
    EXPECT_EQ(shown("Standard", "5"), "5");
    EXPECT_EQ(shown("\"day \"0", "5"), "5");
    EXPECT_EQ(shown("0%", "0.25"), "0.25");
}

TEST(CellFormat, DaysAndDurations) {
    EXPECT_EQ(shown("[$-409]d\\-mmm\\-yy;@", "44623"), "2022-03-03");
    EXPECT_EQ(shown("dd/mm/yyyy hh:mm", "44623.75"), "2022-03-03 18:00:00");
    EXPECT_EQ(shown("yyyy-mm-dd", "44622.9999999999"), "2022-03-03") << "a day off by less than a second";
    EXPECT_EQ(shown("[Red]yyyy", "24472", true), "1971-01-01");
    EXPECT_EQ(shown("yyyy-mm-dd", "59"), "1900-02-28");
    EXPECT_EQ(shown("yyyy-mm-dd", "61"), "1900-03-01");
    EXPECT_EQ(shown("hh:mm", "0.5"), "12:00:00");
    EXPECT_EQ(shown("[h]:mm", "1.5625"), "37:30:00") << "no day of 1900";
    for (const int id : {14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 47, 27, 36, 50, 58}) {
        EXPECT_EQ(CellFormat::builtIn(id).text("44623", false), "2022-03-03") << id;
    }
    for (const int id : {0, 1, 2, 3, 4, 9, 10, 11, 12, 13, 37, 40, 48, 49}) {
        EXPECT_EQ(CellFormat::builtIn(id).text("44623", false), "44623") << id;
    }
    EXPECT_EQ(CellFormat::builtIn(46).text("1.5", false), "36:00:00");
}

} // namespace pathways
