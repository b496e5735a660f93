// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

namespace pathways {

/// First and last names for ad platforms (contract 0.3). Google: lower case, without forms of address
/// ("Mr.") and generational or professional suffixes ("Jr.", "III", "PhD"); punctuation stays. Meta: lower case,
/// letters and digits only, of any script. Elsewhere names are plain text.
class NameNormaliser final : public BasicNormaliser {
public:
    NameNormaliser(IdentityRules rules, FieldKind kind)
        : m_rules(rules)
        , m_kind(kind) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    IdentityRules m_rules;
    FieldKind m_kind;
};

} // namespace pathways
