// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>
#include <vector>

namespace pathways {

/// What a number format of a workbook makes of a number: as much of it as decides what the value is. A day, a duration,
/// or digits with zeros and signs in front, as postal codes and telephone numbers have. Everything else is the number
/// with all its digits, never rounded as a cell may show it.
class CellFormat final {
public:
    CellFormat() = default;
    /// Of a format code such as "yyyy-mm-dd" or "00000\-0000;;" (ECMA-376, 18.8.31).
    [[nodiscard]] static CellFormat ofCode(const QString& code);
    /// Of a built-in format, which has a number but no code (ECMA-376, 18.8.30).
    [[nodiscard]] static CellFormat builtIn(int id);

    /// The text of a number as it is written in the sheet, "4.47700900123E11".
    [[nodiscard]] std::string text(const std::string& number, bool from1904) const;

private:
    enum class Kind { Number, Day, Duration, Digits };
    enum class Condition { None, Less, AtMost, Equal, NotEqual, AtLeast, More };
    /// A digit's place, or a character that stands in every such cell.
    struct Place {
        char16_t c = 0;
        bool digit = false;
    };
    /// A part of the code between semicolons.
    struct Section {
        Kind kind = Kind::Number;
        Condition condition = Condition::None;
        double bound = 0;
        std::vector<Place> pattern; ///< For Digits: 0 for a digit that is always shown, # for others.
    };
    [[nodiscard]] static Section sectionOf(const QString& code);
    [[nodiscard]] static bool changesDigits(const std::vector<Place>& pattern);
    [[nodiscard]] static std::string digitsText(const std::vector<Place>& pattern, const std::string& digits);
    [[nodiscard]] const Section* sectionFor(double number) const;

    std::vector<Section> m_sections;
};

/// A day number of a spreadsheet as 2025-03-04, with its time where it has one. Empty for what is no day.
[[nodiscard]] std::string dayText(double day, bool from1904);

/// "2025-03-04T10:00:00.000" as 2025-03-04 10:00:00, and as 2025-03-04 at midnight.
[[nodiscard]] std::string isoDayText(const std::string& text);

} // namespace pathways
