// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

namespace pathways {

/// Email addresses in the form in which a platform compares them: lower case, international domains in their ASCII
/// form, so that both spellings are one person. Checks the syntax only: what a mail program would send to (RFC 5321
/// without quoted local parts, comments and address literals, which no platform accepts). Makes no DNS queries. Google:
/// white space dropped everywhere; at gmail.com and googlemail.com dots and what follows "+" are dropped. Mailchimp: at
/// most 255 bytes, ASCII before the @, no addresses made up for examples (contract 1.5-9).
class EmailNormaliser final : public BasicNormaliser {
public:
    explicit EmailNormaliser(IdentityRules rules)
        : m_rules(rules) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    [[nodiscard]] bool fastPath(std::string_view trimmed);
    const NormalisedValue& slowPath(std::string_view raw, std::string_view trimmed);
    const NormalisedValue& finish(std::string_view raw, Reason change);
    [[nodiscard]] bool foldGmail();

    IdentityRules m_rules;
    std::size_t m_at = 0; ///< Where the @ stands in m_value.text.
};

} // namespace pathways
