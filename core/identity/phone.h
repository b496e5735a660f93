// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

#include <string>
#include <string_view>

namespace pathways {

/// The result of parsing a phone number.
struct PhoneResult {
    enum class Kind : std::uint8_t { Number, Blank, Damaged, Scrambled, NotAPhone } kind = Kind::NotAPhone;
    bool countryAdded = false; ///< The default country's code was put in front.
};

/// Converts phone numbers to E.164 ("+442079460000").
///
/// A number with a country code is accepted if its length is possible there. One without is accepted if it is a valid
/// number of the default country, or has that country's leading 0 and a possible length: the library's list of valid
/// ranges may be older than the newest numbers, and nobody should be lost for that. North American numbers are accepted
/// if area code and exchange begin with 2 to 9. Digits that become a valid number with a plus in front are read as
/// such. Not thread-safe.
class PhoneParser final {
public:
    explicit PhoneParser(std::string defaultCountry);
    /// Fills e164, including the plus, if the result is a number.
    PhoneResult parse(std::string_view raw, std::string& e164);
    /// The same without the fast path; for comparing the two.
    PhoneResult parseSlowly(std::string_view raw, std::string& e164);

private:
    [[nodiscard]] bool parseFast(std::string_view trimmed, std::string& e164, bool& countryAdded) const;

    std::string m_country;
    std::string m_prefix;     ///< "+44" of the default country, when it has a fast path.
    int m_nationalLength = 0; ///< Digits behind the leading 0, when the default country has a fast path.
    bool m_northAmerica = false;
};

/// Phone numbers in the platform's form: Meta wants digits only, Mailchimp's US fields "(202) 555-0124", all others
/// E.164.
class PhoneNormaliser final : public BasicNormaliser {
public:
    PhoneNormaliser(IdentityRules rules, const FieldSpec& field, const NormaliserOptions& options);
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    IdentityRules m_rules;
    bool m_usFormat;
    PhoneParser m_parser;
};

} // namespace pathways
