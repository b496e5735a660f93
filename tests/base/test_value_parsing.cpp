// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/value_parsing.h"

#include <gtest/gtest.h>
#include <string>

namespace pathways {

namespace {
std::string date(std::string_view text, bool monthFirst = true) {
    const auto d = parseDate(text, monthFirst);
    return d ? std::to_string(d->year) + "-" + std::to_string(d->month) + "-" + std::to_string(d->day) : "none";
}
std::string monthDay(std::string_view text, bool monthFirst = true) {
    const auto d = parseMonthDay(text, monthFirst);
    return d ? std::to_string(d->month) + "-" + std::to_string(d->day) : "none";
}
std::string decimal(std::string_view text, bool comma = false) {
    return parseDecimal(text, comma).value_or("none");
}
} // namespace

TEST(ValueParsing, datesAsPeopleWriteThem) {
    for (const char* text : {"2025-03-04",
                             "20250304",
                             "2025/3/4",
                             "2025-03-04T10:20:30Z",
                             "2025-03-04 10:20:30.123+02:00",
                             "03/04/2025",
                             "3/4/25",
                             "Mar 4, 2025",
                             "March 4th 2025",
                             "4 March 2025",
                             "4. März 2025",
                             "4 mars 2025",
                             "4 de marzo de 2025",
                             "4 maart 2025",
                             "4-Mar-25",
                             "4.3.2025",
                             "04.03.25",
                             "3/4/2025 12:00:00 AM",
                             " 2025-03-04 \xC2\xA0",
                             "2025-Mar-04",
                             "1er"}) {
        EXPECT_EQ(date(text), std::string(text) == "1er" ? "none" : "2025-3-4") << text;
    }
    EXPECT_EQ(date("03/04/2025", false), "2025-4-3");
    EXPECT_EQ(date("13/04/2025", true), "2025-4-13") << "only one reading";
    EXPECT_EQ(date("04/13/2025", false), "2025-4-13");
    EXPECT_EQ(date("29 February 2024"), "2024-2-29");
    EXPECT_EQ(date("1er janvier 1960"), "1960-1-1");
    EXPECT_EQ(date("15 juillet 1960"), "1960-7-15");
    EXPECT_EQ(date("15 juin 1960"), "1960-6-15");
    EXPECT_EQ(date("1/2/29"), "2029-1-2");
    EXPECT_EQ(date("1/2/30"), "1930-1-2");
}

TEST(ValueParsing, whatIsNoDateIsNone) {
    for (const char* text : {"", "45000", "2025", "29 February 2025", "2025-13-01", "32/01/2025", "0000-00-00",
                             "0001-01-01", "yesterday", "1234567890", "12:30", "03/04/2025 or so", "2025-03-04x",
                             "3/4/123", "a/b/c", "1-555-010-0123", "--/--/----", "\xff\xfe\xfd\xfc\xfb\xfa"}) {
        EXPECT_EQ(date(text), "none") << text;
    }
}

TEST(ValueParsing, birthdaysWithoutAYear) {
    EXPECT_EQ(monthDay("03/04"), "3-4");
    EXPECT_EQ(monthDay("03/04", false), "4-3");
    EXPECT_EQ(monthDay("4.3."), "3-4");
    EXPECT_EQ(monthDay("29 Feb"), "2-29");
    EXPECT_EQ(monthDay("1980-12-31"), "12-31");
    EXPECT_EQ(monthDay("13/13"), "none");
    EXPECT_EQ(monthDay("1980"), "none");
}

TEST(ValueParsing, numbersAsPeopleWriteThem) {
    EXPECT_EQ(decimal("1234.50"), "1234.50");
    EXPECT_EQ(decimal("1,234.50"), "1234.50");
    EXPECT_EQ(decimal("1.234,50"), "1234.50");
    EXPECT_EQ(decimal("1 234,50 €"), "1234.50");
    EXPECT_EQ(decimal("1\xC2\xA0"
                      "234\xE2\x80\xAF"
                      "567"),
              "1234567");
    EXPECT_EQ(decimal("1'234.50"), "1234.50");
    EXPECT_EQ(decimal("£1,234"), "1234");
    EXPECT_EQ(decimal("1.234"), "1.234");
    EXPECT_EQ(decimal("1.234", true), "1234");
    EXPECT_EQ(decimal("1,5"), "1.5");
    EXPECT_EQ(decimal("0,500"), "0.500");
    EXPECT_EQ(decimal("12,34,567"), "1234567");
    EXPECT_EQ(decimal("USD 10"), "10");
    EXPECT_EQ(decimal("10CHF"), "10");
    EXPECT_EQ(decimal("-$5.00"), "-5.00");
    EXPECT_EQ(decimal("$-5"), "-5");
    EXPECT_EQ(decimal("(5.25)"), "-5.25");
    EXPECT_EQ(decimal("\xE2\x88\x92"
                      "3"),
              "-3");
    EXPECT_EQ(decimal("-0"), "0");
    EXPECT_EQ(decimal("007"), "7");
    EXPECT_EQ(decimal(".5"), "0.5");
    EXPECT_EQ(parseNumber("1,000.25"), 1000.25);
    for (const char* text : {"", "-", "abc", "1.2.3,4,5", "1,23,4", "12a", "1,,2", "$", "10%", "1 2", "2025-01-01",
                             "--5", ",", "1e999999"}) {
        EXPECT_EQ(decimal(text), "none") << text;
    }
}

TEST(ValueParsing, trimsWhatCannotBeSeen) {
    EXPECT_EQ(trimmedValue(" \t\xC2\xA0\xE2\x80\x8B\xEF\xBB\xBFx y\xE3\x80\x80\r\n"), "x y");
    EXPECT_EQ(trimmedValue("\xC2\xA0"), "");
    EXPECT_EQ(trimmedValue("é"), "é");
    EXPECT_EQ(trimmedValue("\xA0"), "\xA0");
}

} // namespace pathways
