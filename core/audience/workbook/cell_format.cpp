// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/workbook/cell_format.h"

#include <QDateTime>
#include <QStringList>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pathways {

namespace {

constexpr double kLastDay = 2'958'466;             // the end of the year 9999
constexpr double kExact = 9'007'199'254'740'992.0; // whole numbers are exact up to 2^53

/// A character of a format code, with what quotes, backslashes and brackets make of it.
struct Sign {
    enum class Role { Code, Literal, Bracket, Blank } role = Role::Code;
    QChar c;
    QString bracket; ///< "$-409" of "[$-409]"
};

std::vector<Sign> signsOf(const QString& code) {
    std::vector<Sign> signs;
    for (qsizetype i = 0; i < code.size(); ++i) {
        const QChar c = code[i];
        if (c == u'"') {
            for (++i; i < code.size() && code[i] != u'"'; ++i) {
                signs.push_back({Sign::Role::Literal, code[i], {}});
            }
        } else if (c == u'\\' && i + 1 < code.size()) {
            signs.push_back({Sign::Role::Literal, code[++i], {}});
        } else if ((c == u'_' || c == u'*') && i + 1 < code.size()) {
            signs.push_back({Sign::Role::Blank, code[++i], {}}); // room as wide as a character, or filled with it
        } else if (c == u'[') {
            const qsizetype end = code.indexOf(u']', i);
            signs.push_back({Sign::Role::Bracket, c, end < 0 ? code.mid(i + 1) : code.mid(i + 1, end - i - 1)});
            i = end < 0 ? code.size() : end;
        } else {
            signs.push_back({Sign::Role::Code, c, {}});
        }
    }
    return signs;
}

QStringList sectionsOf(const QString& code) {
    QStringList parts{QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < code.size(); ++i) {
        const QChar c = code[i];
        if (c == u'\\' && !quoted && i + 1 < code.size()) {
            parts.back() += code.mid(i++, 2);
            continue;
        }
        quoted = quoted != (c == u'"');
        if (c == u';' && !quoted) {
            parts << QString();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::string trimmedZeros(std::string digits) {
    if (digits.find('.') != std::string::npos) {
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') {
            digits.pop_back();
        }
    }
    return digits;
}

/// All digits that a spreadsheet keeps, without a power of ten: 447700900123 is a phone number, not 4.477E+11.
std::string plainNumber(double number) {
    if (number == std::floor(number) && std::fabs(number) < kExact) {
        return std::to_string(qint64(number));
    }
    constexpr int kDigits = 15;
    const int before = number == 0 ? 1 : int(std::floor(std::log10(std::fabs(number)))) + 1;
    return trimmedZeros(QByteArray::number(number, 'f', std::clamp(kDigits - before, 0, 30)).toStdString());
}

std::string durationText(double days) {
    const qint64 seconds = std::llround(days * 86'400);
    return QStringLiteral("%1:%2:%3")
        .arg(seconds / 3600)
        .arg(seconds / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(seconds % 60, 2, 10, QLatin1Char('0'))
        .toStdString();
}

} // namespace

/// From the first 0 on, every place is shown. A format without zeros or signs of its own in front changes nothing.
bool CellFormat::changesDigits(const std::vector<Place>& pattern) {
    int forced = 0;
    bool ownDigits = false;
    for (const Place& place : pattern) {
        forced += place.digit && (forced > 0 || place.c == u'0') ? 1 : 0;
        ownDigits = ownDigits || (!place.digit && (place.c == u'+' || (place.c >= u'0' && place.c <= u'9')));
    }
    return forced > 1 || (ownDigits && forced > 0);
}

std::string CellFormat::digitsText(const std::vector<Place>& pattern, const std::string& digits) {
    auto left = std::size_t(std::count_if(pattern.begin(), pattern.end(), [](const Place& one) { return one.digit; }));
    QString shown;
    std::size_t next = 0; // of the digits
    bool forced = false;
    for (const Place& place : pattern) {
        if (!place.digit) {
            shown += QChar(place.c);
            continue;
        }
        for (; digits.size() - next > left; ++next) { // the first place takes what is too many
            shown += QLatin1Char(digits[next]);
        }
        forced = forced || place.c == u'0';
        if (digits.size() - next == left) {
            shown += QLatin1Char(digits[next++]);
        } else if (forced) {
            shown += u'0';
        }
        --left;
    }
    return shown.trimmed().toStdString();
}

CellFormat::Section CellFormat::sectionOf(const QString& code) {
    Section section;
    bool day = false;
    bool digitsOnly = true;
    bool places = false;
    for (const Sign& sign : signsOf(code)) {
        if (sign.role == Sign::Role::Bracket) {
            const QString& text = sign.bracket;
            const QChar first = text.isEmpty() ? QChar() : text.front().toLower();
            if ((first == u'h' || first == u'm' || first == u's') &&
                text.count(text.front(), Qt::CaseInsensitive) == text.size()) {
                section.kind = Kind::Duration;
            } else if (first == u'<' || first == u'>' || first == u'=') {
                const QString op = text.left(text.size() > 1 && (text[1] == u'=' || text[1] == u'>') ? 2 : 1);
                section.bound = text.mid(op.size()).toDouble();
                section.condition = op == u"<"    ? Condition::Less
                                    : op == u"<=" ? Condition::AtMost
                                    : op == u"="  ? Condition::Equal
                                    : op == u"<>" ? Condition::NotEqual
                                    : op == u">=" ? Condition::AtLeast
                                                  : Condition::More;
            }
            continue;
        }
        if (sign.role == Sign::Role::Literal) {
            section.pattern.push_back({sign.c.unicode(), false});
        } else if (sign.role == Sign::Role::Code) {
            const bool place = sign.c == u'0' || sign.c == u'#';
            day = day || QStringLiteral("ymdhs").contains(sign.c, Qt::CaseInsensitive);
            places = places || sign.c == u'#';
            digitsOnly = digitsOnly && (place || QStringLiteral("-+() :").contains(sign.c));
            section.pattern.push_back({sign.c.unicode(), place});
        }
    }
    if (section.kind == Kind::Duration) {
        return section;
    }
    // "Standard" is what some programs write for "General".
    if (day && !places && code.compare(QLatin1String("standard"), Qt::CaseInsensitive) != 0) {
        section.kind = Kind::Day;
    } else if (digitsOnly && changesDigits(section.pattern)) {
        section.kind = Kind::Digits;
    }
    return section;
}

CellFormat CellFormat::ofCode(const QString& code) {
    CellFormat format;
    for (const QString& part : sectionsOf(code)) {
        format.m_sections.push_back(sectionOf(part));
    }
    return format;
}

CellFormat CellFormat::builtIn(int id) {
    const bool duration = id == 46; // [h]:mm:ss
    const bool day = (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 || (id >= 50 && id <= 58);
    CellFormat format;
    if (duration || day) {
        format.m_sections.push_back({duration ? Kind::Duration : Kind::Day, Condition::None, 0, {}});
    }
    return format;
}

/// The section that a number falls under: by its condition, else positive numbers, negative ones, zero.
const CellFormat::Section* CellFormat::sectionFor(double number) const {
    if (m_sections.empty()) {
        return nullptr;
    }
    const auto holds = [number](const Section& one) {
        switch (one.condition) {
        case Condition::Less:
            return number < one.bound;
        case Condition::AtMost:
            return number <= one.bound;
        case Condition::Equal:
            return number == one.bound;
        case Condition::NotEqual:
            return number != one.bound;
        case Condition::AtLeast:
            return number >= one.bound;
        case Condition::More:
            return number > one.bound;
        case Condition::None:
            break;
        }
        return true;
    };
    if (m_sections.front().condition != Condition::None) {
        const auto found = std::find_if(m_sections.begin(), m_sections.end(), holds);
        return found == m_sections.end() ? nullptr : &*found;
    }
    if (number < 0 && m_sections.size() > 1) {
        return &m_sections[1];
    }
    return number == 0 && m_sections.size() > 2 ? &m_sections[2] : &m_sections.front();
}

std::string CellFormat::text(const std::string& number, bool from1904) const {
    double value = 0;
    const auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), value);
    if (code != std::errc() || end != number.data() + number.size() || !std::isfinite(value)) {
        return number;
    }
    const Section* const section = sectionFor(value);
    const Kind kind = section == nullptr ? Kind::Number : section->kind;
    if (kind == Kind::Day) {
        return dayText(value, from1904);
    }
    if (kind == Kind::Duration && value >= 0 && value < kLastDay) {
        return durationText(value);
    }
    // Digits of which a double would lose some are left as they are written.
    const bool digits = std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    const std::string plain = digits ? number : plainNumber(value);
    const bool whole = value >= 0 && value == std::floor(value) && value < kExact;
    return kind == Kind::Digits && whole ? digitsText(section->pattern, plain) : plain;
}

std::string dayText(double day, bool from1904) {
    if (!(day >= 0) || day >= kLastDay) {
        return {};
    }
    auto whole = qint64(std::floor(day));
    auto seconds = qint64(std::llround((day - double(whole)) * 86'400));
    if (seconds == 86'400) {
        ++whole;
        seconds = 0;
    }
    const QTime time = QTime(0, 0).addSecs(int(seconds));
    if (whole == 0 && !from1904) {
        return time.toString(Qt::ISODate).toStdString();
    }
    // Spreadsheets treat 1900 as a leap year, so from March 1900 on the numbers are one too high.
    const QDate start = from1904 ? QDate(1904, 1, 1) : whole < 60 ? QDate(1899, 12, 31) : QDate(1899, 12, 30);
    const QString date = start.addDays(whole).toString(Qt::ISODate);
    return QString(seconds == 0 ? date : date + u' ' + time.toString(Qt::ISODate)).toStdString();
}

std::string isoDayText(const std::string& text) {
    constexpr std::size_t kDay = 10;
    constexpr std::size_t kTime = 8;
    if (text.size() <= kDay || text[kDay] != 'T') {
        return text;
    }
    const std::string time = text.substr(kDay + 1, kTime);
    return time == "00:00:00" ? text.substr(0, kDay) : text.substr(0, kDay) + ' ' + time;
}

} // namespace pathways
