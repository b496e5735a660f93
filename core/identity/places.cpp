// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/identity/places.h"

#include "core/base/value_parsing.h"
#include "core/identity/countries.h"

#include <algorithm>

namespace pathways {

namespace {

constexpr std::size_t kRemembered = 1000;

bool isScrambledText(std::string_view text) {
    return text.size() == 64 && looksScrambled(text);
}

} // namespace

const NormalisedValue& CityNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (isScrambledText(m_value.text)) {
        return refuse(Reason::AlreadyScrambled);
    }
    lowerText(m_value.text);
    m_value.text = lettersOnly(m_value.text, false);
    return m_value.text.empty() ? blank() : accept(raw, Reason::Reformatted);
}

const NormalisedValue& RegionNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (isScrambledText(m_value.text)) {
        return refuse(Reason::AlreadyScrambled);
    }
    if (m_american) {
        if (const auto code = usStateCode(m_value.text)) {
            m_value.text = *code;
            return accept(raw, Reason::Reformatted);
        }
    }
    lowerText(m_value.text);
    m_value.text = lettersOnly(m_value.text, false);
    return m_value.text.empty() ? blank() : accept(raw, Reason::Reformatted);
}

const NormalisedValue& PostalCodeNormaliser::normalise(std::string_view raw) {
    const TidyText tidy = tidyText(raw, m_value.text);
    if (!tidy.isText) {
        return refuse(Reason::BadEncoding);
    }
    if (m_value.text.empty()) {
        return blank();
    }
    if (isScrambledText(m_value.text)) {
        return refuse(Reason::AlreadyScrambled);
    }
    if (m_rules == IdentityRules::Meta) {
        return forMeta(raw);
    }
    if (m_fiveDigits) {
        return fiveDigits(raw);
    }
    return accept(raw, tidy.change);
}

const NormalisedValue& PostalCodeNormaliser::forMeta(std::string_view raw) {
    lowerText(m_value.text);
    std::erase_if(m_value.text, [](char c) { return c == ' ' || c == '\t'; });
    m_value.text.resize(std::min(m_value.text.size(), m_value.text.find('-')));
    if (m_american && m_value.text.size() == 9 && std::all_of(m_value.text.begin(), m_value.text.end(), isAsciiDigit)) {
        m_value.text.resize(5); // ZIP+4 without its hyphen.
    }
    return m_value.text.size() < 2 ? refuse(Reason::NotAPostalCode) : accept(raw, Reason::Reformatted);
}

const NormalisedValue& PostalCodeNormaliser::fiveDigits(std::string_view raw) {
    std::string digits = m_value.text.substr(0, m_value.text.find_first_of("- "));
    const std::string rest = m_value.text.substr(digits.size());
    if (digits.size() == 4 && rest.empty()) {
        digits.insert(digits.begin(), '0'); // spreadsheets drop the leading zero of New England codes
    }
    const bool isCode = digits.size() == 5 && std::all_of(digits.begin(), digits.end(), isAsciiDigit);
    const bool isPlusFour =
        rest.empty() || (rest.size() == 5 && std::all_of(rest.begin() + 1, rest.end(), isAsciiDigit));
    if (!isCode || !isPlusFour) {
        return refuse(Reason::NotAPostalCode);
    }
    m_value.text = digits;
    return accept(raw, Reason::Reformatted);
}

const NormalisedValue& CountryNormaliser::normalise(std::string_view raw) {
    const std::string_view trimmed = trimmedValue(raw);
    if (trimmed.empty() || isPlaceholder(trimmed)) {
        return blank();
    }
    const std::string key(raw);
    if (const auto seen = m_seen.find(key); seen != m_seen.end()) {
        return seen->second;
    }
    if (const auto code = countryCode(trimmed)) {
        m_value.text = *code;
        if (m_rules == IdentityRules::Meta) {
            lowerText(m_value.text);
        }
        accept(raw, Reason::Reformatted);
    } else {
        refuse(isScrambledText(trimmed) ? Reason::AlreadyScrambled : Reason::NotACountry);
    }
    if (m_seen.size() < kRemembered && key.size() < 100) {
        m_seen.emplace(key, m_value);
    }
    return m_value;
}

} // namespace pathways
