// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

#include <string>
#include <unordered_map>

namespace pathways {

/// Cities for Meta: letters only, of any script, lower case. Elsewhere they are plain text.
class CityNormaliser final : public BasicNormaliser {
public:
    const NormalisedValue& normalise(std::string_view raw) override;
};

/// States and regions for Meta: the two-letter code of a US state where the audience is a US one, else letters only.
class RegionNormaliser final : public BasicNormaliser {
public:
    explicit RegionNormaliser(const NormaliserOptions& options)
        : m_american(options.defaultCountry == "US") {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    bool m_american;
};

/// Postal codes. Meta: lower case, without spaces, cut at a hyphen, US codes to five digits. Google: trimmed, upper
/// case left alone. Mailchimp's own postal-code fields (format "US"): five digits, a lost leading zero restored.
class PostalCodeNormaliser final : public BasicNormaliser {
public:
    PostalCodeNormaliser(IdentityRules rules, const FieldSpec& field, const NormaliserOptions& options)
        : m_rules(rules)
        , m_fiveDigits(field.format == u"US")
        , m_american(options.defaultCountry == "US") {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    const NormalisedValue& forMeta(std::string_view raw);
    const NormalisedValue& fiveDigits(std::string_view raw);

    IdentityRules m_rules;
    bool m_fiveDigits;
    bool m_american;
};

/// Countries as ISO 3166 alpha-2: lower case for Meta, upper case for all others.
class CountryNormaliser final : public BasicNormaliser {
public:
    explicit CountryNormaliser(IdentityRules rules)
        : m_rules(rules) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    IdentityRules m_rules;
    std::unordered_map<std::string, NormalisedValue> m_seen; ///< A column has few different countries.
};

} // namespace pathways
