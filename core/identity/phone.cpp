// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/phone.h"

#include "core/base/value_parsing.h"

#include <algorithm>
#include <array>
#include <phonenumbers/phonenumberutil.h>

namespace pathways {

namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& library() {
    return *PhoneNumberUtil::GetInstance();
}

/// Country codes whose numbers all have one length and keep all digits when dialled from abroad, with the possible
/// first digits. A test checks them against libphonenumber.
struct InternationalPlan {
    std::string_view code;
    int length;
    std::string_view firstDigits;
};

constexpr InternationalPlan kInternational[] = {
    {"44", 10, "12378"},   {"33", 9, "12345679"}, {"31", 9, "12345679"}, {"34", 9, "6789"},     {"61", 9, "23478"},
    {"41", 9, "23456789"}, {"48", 9, "12345678"}, {"45", 8, "23456789"}, {"47", 8, "23456789"}, {"32", 9, "4"},
    {"353", 9, "8"},       {"351", 9, "29"},      {"39", 10, "3"}};

/// Countries where a leading 0 followed by this many digits is a possible number.
struct NationalPlan {
    std::string_view country;
    std::string_view prefix;
    int length;
};

constexpr NationalPlan kNational[] = {
    {"GB", "+44", 10}, {"FR", "+33", 9}, {"NL", "+31", 9}, {"AU", "+61", 9}, {"CH", "+41", 9}};

bool isSeparator(char c) {
    return c == ' ' || c == '-' || c == '(' || c == ')' || c == '.';
}

bool isNanp(std::string_view tenDigits) {
    return tenDigits.size() == 10 && tenDigits[0] >= '2' && tenDigits[3] >= '2';
}

/// 4.47701E+11, 4,47701E11: a spreadsheet wrote the number, and its last digits are lost.
bool isScientific(std::string_view text) {
    std::size_t i = !text.empty() && text[0] == '+' ? 1 : 0;
    const std::size_t from = i;
    std::size_t digits = 0;
    for (; i < text.size() && (isAsciiDigit(text[i]) || text[i] == '.' || text[i] == ','); ++i) {
        digits += isAsciiDigit(text[i]) ? 1 : 0;
    }
    if (i == from || digits == 0 || i >= text.size() || lowerAscii(text[i]) != 'e') {
        return false;
    }
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) {
        ++i;
    }
    const std::size_t exponent = text.size() - i;
    return exponent >= 1 && exponent <= 3 && std::all_of(text.begin() + std::ptrdiff_t(i), text.end(), isAsciiDigit);
}

bool hasLengthOf(const PhoneNumber& number) {
    return library().IsPossibleNumberWithReason(number) == PhoneNumberUtil::IS_POSSIBLE;
}

bool isAcceptable(const PhoneNumber& number, std::string_view digits) {
    if (library().IsValidNumber(number)) {
        return true;
    }
    if (!hasLengthOf(number)) {
        return false;
    }
    if (number.country_code() == 1) {
        return isNanp(std::to_string(number.national_number()));
    }
    const bool national = number.country_code_source() == PhoneNumber::FROM_DEFAULT_COUNTRY;
    return !national || digits.starts_with('0');
}

} // namespace

PhoneParser::PhoneParser(std::string defaultCountry)
    : m_country(std::move(defaultCountry)) {
    m_northAmerica = m_country == "US" || m_country == "CA";
    for (const NationalPlan& plan : kNational) {
        if (plan.country == m_country) {
            m_prefix = plan.prefix;
            m_nationalLength = plan.length;
        }
    }
}

/// Handles digits, usual separators and a leading plus in numbering plans with an exact rule. False: ask the library.
bool PhoneParser::parseFast(std::string_view trimmed, std::string& e164, bool& countryAdded) const {
    std::array<char, 16> buffer{};
    std::size_t count = 0;
    const bool plus = trimmed.front() == '+';
    for (std::size_t i = plus ? 1 : 0; i < trimmed.size(); ++i) {
        const char c = trimmed[i];
        if (isAsciiDigit(c)) {
            if (count == buffer.size()) {
                return false;
            }
            buffer[count++] = c;
        } else if (!isSeparator(c)) {
            return false;
        }
    }
    const std::string_view digits(buffer.data(), count);
    if (count < 9) {
        return false;
    }
    if (plus) {
        countryAdded = false;
        if (digits[0] == '1') {
            if (!isNanp(digits.substr(1))) {
                return false;
            }
            e164.assign("+").append(digits);
            return true;
        }
        // the library handles a "(0)" after the country code
        if (trimmed.find('(') != std::string_view::npos) {
            return false;
        }
        for (const InternationalPlan& plan : kInternational) {
            if (digits.starts_with(plan.code) && digits.size() == plan.code.size() + std::size_t(plan.length) &&
                plan.firstDigits.find(digits[plan.code.size()]) != std::string_view::npos) {
                e164.assign("+").append(digits);
                return true;
            }
        }
        return false;
    }
    countryAdded = true;
    if (m_northAmerica) {
        const std::string_view national = count == 11 && digits[0] == '1' ? digits.substr(1) : digits;
        if (!isNanp(national)) {
            return false;
        }
        e164.assign("+1").append(national);
        return true;
    }
    if (m_nationalLength != 0 && digits[0] == '0' && digits[1] != '0' &&
        digits.size() == std::size_t(m_nationalLength) + 1) {
        e164.assign(m_prefix).append(digits.substr(1));
        return true;
    }
    return false;
}

namespace {

/// Removes harmless marks of spreadsheets and exports: an apostrophe in front, ".0" at the end.
std::string_view withoutExportMarks(std::string_view text) {
    if (text.size() > 1 && text.front() == '\'') {
        text.remove_prefix(1);
    }
    if (text.size() > 8 && text.ends_with(".0") && std::all_of(text.begin(), text.end() - 2, isAsciiDigit)) {
        text.remove_suffix(2);
    }
    return text;
}

} // namespace

PhoneResult PhoneParser::parse(std::string_view raw, std::string& e164) {
    using Kind = PhoneResult::Kind;
    const std::string_view trimmed = withoutExportMarks(trimmedValue(raw));
    if (trimmed.empty()) {
        return {Kind::Blank};
    }
    bool countryAdded = false;
    if (parseFast(trimmed, e164, countryAdded)) {
        return {Kind::Number, countryAdded};
    }
    return parseSlowly(raw, e164);
}

PhoneResult PhoneParser::parseSlowly(std::string_view raw, std::string& e164) {
    using Kind = PhoneResult::Kind;
    const std::string_view trimmed = withoutExportMarks(trimmedValue(raw));
    if (trimmed.empty() || isPlaceholder(trimmed)) {
        return {Kind::Blank};
    }
    if (looksScrambled(trimmed)) {
        return {Kind::Scrambled};
    }
    if (isScientific(trimmed)) {
        return {Kind::Damaged};
    }
    if (trimmed.size() > 64) {
        return {Kind::NotAPhone};
    }
    PhoneNumber number;
    const std::string text(trimmed);
    std::string digits = text;
    library().NormalizeDigitsOnly(&digits);
    if (digits.empty() || digits.find_first_not_of('0') == std::string::npos) {
        return {digits.empty() ? Kind::NotAPhone : Kind::Blank}; // "0" and "000": no number.
    }
    const bool parsed = library().ParseAndKeepRawInput(text, m_country, &number) == PhoneNumberUtil::NO_PARSING_ERROR;
    bool found = parsed && isAcceptable(number, digits);
    bool added = found && number.country_code_source() == PhoneNumber::FROM_DEFAULT_COUNTRY;
    if (!found && text[0] != '+' && digits[0] != '0' && digits.size() >= 8 && digits.size() <= 15) {
        number.Clear();
        found = library().Parse("+" + digits, "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
                library().IsValidNumber(number);
    }
    if (!found) {
        return {Kind::NotAPhone};
    }
    number.clear_extension();
    library().Format(number, PhoneNumberUtil::E164, &e164);
    return {Kind::Number, added || (text[0] != '+' && m_northAmerica && number.country_code() == 1)};
}

PhoneNormaliser::PhoneNormaliser(IdentityRules rules, const FieldSpec& field, const NormaliserOptions& options)
    : m_rules(rules)
    , m_usFormat(rules == IdentityRules::Mailchimp && field.format == u"US")
    , m_parser(options.defaultCountry) {}

const NormalisedValue& PhoneNormaliser::normalise(std::string_view raw) {
    using Kind = PhoneResult::Kind;
    const PhoneResult result = m_parser.parse(raw, m_value.text);
    switch (result.kind) {
    case Kind::Blank:
        return blank();
    case Kind::Damaged:
        return refuse(Reason::PhoneDamaged);
    case Kind::Scrambled:
        return refuse(Reason::AlreadyScrambled);
    case Kind::NotAPhone:
        return refuse(Reason::NotAPhone);
    case Kind::Number:
        break;
    }
    const Reason change = result.countryAdded ? Reason::CountryCodeAdded : Reason::Reformatted;
    if (m_usFormat) {
        if (!m_value.text.starts_with("+1") || m_value.text.size() != 12) {
            return refuse(Reason::NotAPhone); // The field takes US numbers only.
        }
        const std::string ten = m_value.text.substr(2);
        m_value.text = "(" + ten.substr(0, 3) + ") " + ten.substr(3, 3) + "-" + ten.substr(6);
        return accept(raw, Reason::Reformatted);
    }
    if (m_rules == IdentityRules::Meta) {
        m_value.text.erase(0, 1);
    }
    return accept(raw, change);
}

} // namespace pathways
