// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/value_parsing.h"

#include <array>
#include <charconv>
#include <cstring>

namespace pathways {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (static_cast<unsigned char>(c) >= 0x80);
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}

/// Bytes of the white space that begins the text, or 0.
std::size_t spaceAt(std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c <= 0x20) {
        return 1;
    }
    if (c < 0xC2) {
        return 0;
    }
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) {
        return 2;
    }
    static constexpr std::array<std::string_view, 6> kThree = {"\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\xAF",
                                                               "\xE2\x81\x9F", "\xE2\x81\xA0", "\xE1\xA0\x8E"};
    for (const std::string_view space : kThree) {
        if (text.starts_with(space)) {
            return 3;
        }
    }
    // U+2000 to U+200F (spaces, zero width, direction marks), U+2028 and U+2029. Controls that turn the direction of
    // writing are left: what follows them is not what it looks like.
    if (text.size() >= 3 && text[0] == '\xE2' && text[1] == '\x80') {
        const auto last = static_cast<unsigned char>(text[2]);
        return last <= 0x8F || last == 0xA8 || last == 0xA9 ? 3 : 0;
    }
    return 0;
}

struct MonthPrefix {
    std::string_view prefix;
    int month;
};

/// English, German, French, Spanish, Italian, Dutch, Portuguese; longer prefixes first where they share a beginning.
constexpr MonthPrefix kMonths[] = {
    {"jan", 1},  {"jän", 1},  {"ene", 1},  {"gen", 1},  {"feb", 2},  {"fév", 2},  {"fev", 2},  {"mrt", 3},
    {"maa", 3},  {"mar", 3},  {"mär", 3},  {"mae", 3},  {"apr", 4},  {"avr", 4},  {"abr", 4},  {"may", 5},
    {"mai", 5},  {"mei", 5},  {"mag", 5},  {"juil", 7}, {"jul", 7},  {"lug", 7},  {"jui", 6},  {"jun", 6},
    {"giu", 6},  {"aug", 8},  {"aoû", 8},  {"aou", 8},  {"ago", 8},  {"sep", 9},  {"set", 9},  {"oct", 10},
    {"okt", 10}, {"ott", 10}, {"out", 10}, {"nov", 11}, {"dec", 12}, {"déc", 12}, {"dez", 12}, {"dic", 12}};

int monthFromWord(std::string_view word) {
    std::string folded(word);
    for (char& c : folded) {
        c = lower(c);
    }
    for (const MonthPrefix& month : kMonths) {
        if (folded.starts_with(month.prefix)) {
            return month.month;
        }
    }
    return 0;
}

/// One part of a date: a number with its digits counted, or a month name.
struct DatePart {
    int number = 0;
    int digits = 0;
    int month = 0;
    bool dotAfter = false;
};

struct DateParts {
    std::array<DatePart, 3> part{};
    int count = 0;
    std::string_view rest;
    bool understood = true;
};

bool isDateSeparator(char c) {
    return c == '-' || c == '/' || c == '.' || c == ' ' || c == ',' || c == '\t';
}

/// "3rd", "1er", "4th", "2º": what follows a day's digits.
std::size_t ordinalSuffix(std::string_view text) {
    for (const std::string_view suffix : {"st", "nd", "rd", "th", "er", "º", "ª", "e"}) {
        if (text.starts_with(suffix) && (text.size() == suffix.size() || !isLetter(text[suffix.size()]))) {
            return suffix.size();
        }
    }
    return 0;
}

bool isFiller(std::string_view word) {
    return word == "of" || word == "de" || word == "di" || word == "van" || word == "del";
}

DateParts readParts(std::string_view text) {
    DateParts parts;
    std::size_t i = 0;
    while (i < text.size() && parts.count < 3) {
        if (isDigit(text[i])) {
            DatePart& part = parts.part.at(std::size_t(parts.count));
            while (i < text.size() && isDigit(text[i]) && part.digits < 9) {
                part.number = part.number * 10 + (text[i] - '0');
                ++part.digits;
                ++i;
            }
            i += ordinalSuffix(text.substr(i));
            part.dotAfter = i < text.size() && text[i] == '.';
            ++parts.count;
        } else if (isLetter(text[i])) {
            const std::size_t from = i;
            while (i < text.size() && isLetter(text[i])) {
                ++i;
            }
            const std::string_view word = text.substr(from, i - from);
            if (isFiller(word) && parts.count > 0) {
                // "4 de marzo de 2025"
            } else {
                const int month = monthFromWord(word);
                if (month == 0) {
                    parts.understood = false;
                    return parts;
                }
                parts.part.at(std::size_t(parts.count)).month = month;
                ++parts.count;
            }
        } else {
            parts.understood = false;
            return parts;
        }
        if (parts.count == 3) {
            break;
        }
        const std::size_t gap = i;
        while (i < text.size() && isDateSeparator(text[i])) {
            ++i;
        }
        if (i == gap && i < text.size() && !isLetter(text[i]) && !isDigit(text[i])) {
            parts.understood = false;
            return parts;
        }
    }
    parts.rest = text.substr(i);
    return parts;
}

/// What may follow a date: nothing, or a time of day.
bool isTimeOfDay(std::string_view rest) {
    rest = trimmedValue(rest);
    if (rest.empty() || rest == ".") {
        return true;
    }
    if (rest.front() == 'T' || rest.front() == ',') {
        rest.remove_prefix(1);
    }
    if (rest.size() > 40 || rest.find(':') == std::string_view::npos) {
        return false;
    }
    for (const char c : rest) {
        if (!isDigit(c) && std::strchr(":.+- TZzAaPpMmUuCcGt", c) == nullptr) {
            return false;
        }
    }
    return true;
}

std::optional<CivilDate> makeDate(int year, int month, int day) {
    if (!isValidDate(year, month, day)) {
        return std::nullopt;
    }
    return CivilDate{std::int16_t(year), std::int8_t(month), std::int8_t(day)};
}

int fullYear(const DatePart& part) {
    if (part.digits == 4) {
        return part.number;
    }
    if (part.digits != 2) {
        return -1;
    }
    return part.number <= 29 ? 2000 + part.number : 1900 + part.number;
}

/// Two numbers that are a day and a month in some order.
std::optional<CivilDate> dayAndMonth(const DatePart& a, const DatePart& b, int year, bool monthFirst) {
    if (a.digits > 2 || b.digits > 2) {
        return std::nullopt;
    }
    bool first = monthFirst && !a.dotAfter;
    if (a.number > 12) {
        first = false;
    } else if (b.number > 12) {
        first = true;
    }
    return first ? makeDate(year, a.number, b.number) : makeDate(year, b.number, a.number);
}

std::optional<CivilDate> compactDate(const DatePart& part) {
    return part.digits == 8 ? makeDate(part.number / 10000, part.number / 100 % 100, part.number % 100) : std::nullopt;
}

} // namespace

std::string_view trimmedValue(std::string_view text) {
    while (!text.empty()) {
        const std::size_t space = spaceAt(text);
        if (space == 0) {
            break;
        }
        text.remove_prefix(space);
    }
    while (!text.empty()) {
        const auto last = static_cast<unsigned char>(text.back());
        if (last <= 0x20) {
            text.remove_suffix(1);
        } else if (last >= 0x80 && text.size() >= 2 && spaceAt(text.substr(text.size() - 2)) == 2) {
            text.remove_suffix(2);
        } else if (last >= 0x80 && text.size() >= 3 && spaceAt(text.substr(text.size() - 3)) == 3) {
            text.remove_suffix(3);
        } else {
            break;
        }
    }
    return text;
}

bool isValidDate(int year, int month, int day) {
    static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1800 || year > 2999 || month < 1 || month > 12 || day < 1) {
        return false;
    }
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= kDays.at(std::size_t(month - 1)) + (month == 2 && leap ? 1 : 0);
}

std::optional<CivilDate> parseDate(std::string_view text, bool monthFirst) {
    text = trimmedValue(text);
    if (text.size() < 6 || text.size() > 60) {
        return std::nullopt;
    }
    const DateParts parts = readParts(text);
    if (!parts.understood || !isTimeOfDay(parts.rest)) {
        return std::nullopt;
    }
    const auto& [a, b, c] = parts.part;
    if (parts.count == 1) {
        return compactDate(a);
    }
    if (parts.count != 3) {
        return std::nullopt;
    }
    if (a.digits == 4 && c.digits > 0 && c.digits <= 2) {
        return makeDate(a.number, b.month > 0 ? b.month : b.number, c.number);
    }
    if (b.month > 0 && a.digits > 0 && a.digits <= 2) {
        return makeDate(fullYear(c), b.month, a.number);
    }
    if (a.month > 0 && b.digits > 0 && b.digits <= 2) {
        return makeDate(fullYear(c), a.month, b.number);
    }
    if (a.digits > 0 && b.digits > 0 && c.digits > 0) {
        return dayAndMonth(a, b, fullYear(c), monthFirst);
    }
    return std::nullopt;
}

std::optional<CivilDate> parseMonthDay(std::string_view text, bool monthFirst) {
    text = trimmedValue(text);
    if (const auto whole = parseDate(text, monthFirst)) {
        return whole;
    }
    if (text.size() < 3 || text.size() > 30) {
        return std::nullopt;
    }
    const DateParts parts = readParts(text);
    if (!parts.understood || parts.count != 2 || !parts.rest.empty()) {
        return std::nullopt;
    }
    const auto& [a, b, c] = parts.part;
    constexpr int kLeapYear = 2000; // 29 February is somebody's birthday.
    if (a.month > 0 && b.digits > 0 && b.digits <= 2) {
        return makeDate(kLeapYear, a.month, b.number);
    }
    if (b.month > 0 && a.digits > 0 && a.digits <= 2) {
        return makeDate(kLeapYear, b.month, a.number);
    }
    if (a.digits > 0 && b.digits > 0) {
        return dayAndMonth(a, b, kLeapYear, monthFirst);
    }
    return std::nullopt;
}

namespace {

/// The codes of ISO 4217, in use or lately so.
constexpr std::string_view kCurrencies =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ "
    "GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LTL LVL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD "
    "OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN "
    "SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XOF XPF "
    "YER ZAR ZMW ZWL";

bool isCurrencyCode(std::string_view letters) {
    for (std::size_t at = 0; at < kCurrencies.size(); at += 4) {
        if (kCurrencies.substr(at, 3) == letters) {
            return true;
        }
    }
    return false;
}

/// Takes currency signs, codes and white space off both ends; false if something else than a number is left.
std::string_view withoutCurrency(std::string_view text) {
    static constexpr std::array<std::string_view, 7> kSigns = {"$", "€", "£", "¥", "₹", "₽", "₺"};
    bool codeSeen = false; // There is one currency at most: "TEL1" and "FND20" are no amounts.
    for (bool again = true; again;) {
        again = false;
        text = trimmedValue(text);
        for (const std::string_view sign : kSigns) {
            if (text.starts_with(sign)) {
                text.remove_prefix(sign.size());
                again = true;
            } else if (text.ends_with(sign)) {
                text.remove_suffix(sign.size());
                again = true;
            }
        }
        if (codeSeen || text.size() <= 3) {
            continue;
        }
        if (isCurrencyCode(text.substr(0, 3))) {
            text.remove_prefix(3);
            again = codeSeen = true;
        } else if (isCurrencyCode(text.substr(text.size() - 3))) {
            text.remove_suffix(3);
            again = codeSeen = true;
        }
    }
    return text;
}

/// Where the decimal separator stands in digits with separators in between, or npos. nullopt: not a number.
std::optional<std::size_t> decimalPosition(std::string_view digits, bool decimalComma) {
    const std::size_t lastComma = digits.rfind(',');
    const std::size_t lastPoint = digits.rfind('.');
    constexpr auto none = std::string_view::npos;
    if (lastComma != none && lastPoint != none) {
        const std::size_t last = std::max(lastComma, lastPoint);
        return digits.find(digits[last]) == last ? std::optional(last) : std::nullopt;
    }
    const std::size_t only = lastComma != none ? lastComma : lastPoint;
    if (only == none) {
        return none;
    }
    if (digits.find(digits[only]) != only) {
        return none; // Several of a kind: thousands.
    }
    const bool isUsualDecimal = (digits[only] == '.') != decimalComma;
    const bool threeBehind = digits.size() - only - 1 == 3;
    const bool groupBefore = only >= 1 && only <= 3 && digits.front() != '0';
    return !isUsualDecimal && threeBehind && groupBefore ? none : only;
}

/// Whole digits may be grouped in threes (or as in India, in twos) by one of the separators.
bool takeWhole(std::string_view whole, std::string& out) {
    std::size_t sinceGroup = 0;
    bool grouped = false;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const char c = whole[i];
        if (isDigit(c)) {
            out.push_back(c);
            ++sinceGroup;
            continue;
        }
        std::size_t width = 0;
        for (const std::string_view separator : {",", ".", " ", "'", "’", "\xC2\xA0", "\xE2\x80\xAF"}) {
            if (whole.substr(i).starts_with(separator)) {
                width = separator.size();
                break;
            }
        }
        if (width == 0 || sinceGroup == 0 || sinceGroup > 3 || (grouped && sinceGroup < 2)) {
            return false;
        }
        grouped = true;
        sinceGroup = 0;
        i += width - 1;
    }
    return !grouped || sinceGroup == 3;
}

} // namespace

std::optional<std::string> parseDecimal(std::string_view text, bool decimalComma) {
    text = trimmedValue(text);
    if (text.empty() || text.size() > 60) {
        return std::nullopt;
    }
    bool negative = false;
    if (text.size() > 2 && text.front() == '(' && text.back() == ')') {
        negative = true;
        text = text.substr(1, text.size() - 2);
    }
    const auto takeSign = [&] {
        if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
            negative = negative != (text.front() == '-');
            text.remove_prefix(1);
            return true;
        }
        if (text.starts_with("\xE2\x88\x92")) { // The real minus sign.
            negative = !negative;
            text.remove_prefix(3);
            return true;
        }
        return false;
    };
    const bool signBefore = takeSign();
    text = withoutCurrency(text);
    if (!signBefore) {
        takeSign();
    }
    if (text.empty()) {
        return std::nullopt;
    }
    const auto decimal = decimalPosition(text, decimalComma);
    if (!decimal) {
        return std::nullopt;
    }
    std::string digits;
    const std::string_view whole = text.substr(0, *decimal);
    const std::string_view fraction =
        *decimal == std::string_view::npos ? std::string_view() : text.substr(*decimal + 1);
    if (!takeWhole(whole, digits)) {
        return std::nullopt;
    }
    for (const char c : fraction) {
        if (!isDigit(c)) {
            return std::nullopt;
        }
    }
    if (digits.empty() && fraction.empty()) {
        return std::nullopt;
    }
    const std::size_t first = digits.find_first_not_of('0');
    digits = first == std::string::npos ? "0" : digits.substr(first);
    if (!fraction.empty()) {
        digits.append(".").append(fraction);
    }
    const bool zero = digits.find_first_of("123456789") == std::string::npos;
    return negative && !zero ? "-" + digits : digits;
}

std::optional<double> parseNumber(std::string_view text, bool decimalComma) {
    const auto decimal = parseDecimal(text, decimalComma);
    if (!decimal) {
        return std::nullopt;
    }
    double value = 0;
    const auto [end, code] = std::from_chars(decimal->data(), decimal->data() + decimal->size(), value);
    return code == std::errc() ? std::optional(value) : std::nullopt;
}

} // namespace pathways
