// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pathways {

/// Readings of what people and spreadsheets write into cells, shared by segment rules and normalisers so that a rule
/// and a push never understand a value differently. All take UTF-8, never throw, and are thread-safe.

/// Without white space at either end, visible or not (no-break, zero-width, byte order mark ...).
[[nodiscard]] std::string_view trimmedValue(std::string_view text);

/// A day of the Gregorian calendar, always one that exists, from 1800 to 2999.
struct CivilDate {
    std::int16_t year = 1800;
    std::int8_t month = 1;
    std::int8_t day = 1;
    friend auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

[[nodiscard]] bool isValidDate(int year, int month, int day);

/// 2025-03-04, 20250304, 4.3.2025, 03/04/25, 4 March 2025, Mar 4, 2025 (month names in seven languages), with a time
/// of day behind it or not. monthFirst decides 03/04/2025 unless one of the numbers is above 12; dots always mean day
/// first. Years of two digits are read as spreadsheets do: up to 29 is 20xx. Spreadsheet day numbers are not dates.
[[nodiscard]] std::optional<CivilDate> parseDate(std::string_view text, bool monthFirst);

/// Month and day without a year: "03/04", "4 March", "4.3.", and of a whole date. The year of the result means nothing.
[[nodiscard]] std::optional<CivilDate> parseMonthDay(std::string_view text, bool monthFirst);

/// A decimal number in plain form ("-1234.50"): thousands separators, currency signs and codes, brackets for negative
/// amounts and decimal commas are understood. One comma before exactly three digits is a thousands separator; one
/// point is a decimal point, unless decimalComma says otherwise.
[[nodiscard]] std::optional<std::string> parseDecimal(std::string_view text, bool decimalComma = false);

/// parseDecimal() as a number to compare with.
[[nodiscard]] std::optional<double> parseNumber(std::string_view text, bool decimalComma = false);

} // namespace pathways
