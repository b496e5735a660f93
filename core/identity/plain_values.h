// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/text_cleaning.h"

#include <string>
#include <unordered_map>

namespace pathways {

/// Plain text, tidied; text that is too long for the field is a problem and never cut off silently.
class TextNormaliser final : public BasicNormaliser {
public:
    explicit TextNormaliser(const FieldSpec& field)
        : m_maxBytes(std::size_t(field.maxBytes))
        , m_hashed(field.hashed) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    std::size_t m_maxBytes;
    bool m_hashed;
};

/// Numbers in plain form ("1234.50"). Money may not be negative.
class NumberNormaliser final : public BasicNormaliser {
public:
    explicit NumberNormaliser(FieldKind kind, bool decimalComma = false)
        : m_kind(kind)
        , m_decimalComma(decimalComma) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    FieldKind m_kind;
    bool m_decimalComma;
};

/// Web addresses with their scheme; "www.example.org" gets "https://".
class UrlNormaliser final : public BasicNormaliser {
public:
    explicit UrlNormaliser(const FieldSpec& field)
        : m_maxBytes(std::size_t(field.maxBytes)) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    std::size_t m_maxBytes;
};

/// One of the field's own choices, in any case.
class ChoiceNormaliser final : public BasicNormaliser {
public:
    explicit ChoiceNormaliser(const FieldSpec& field);
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    std::unordered_map<std::string, std::string> m_choices; ///< Lower case -> as the platform writes it.
};

/// "m" or "f", from words in several languages.
class GenderNormaliser final : public BasicNormaliser {
public:
    const NormalisedValue& normalise(std::string_view raw) override;
};

/// Language codes: "en", "pt_BR"; names of common languages are understood.
class LanguageNormaliser final : public BasicNormaliser {
public:
    const NormalisedValue& normalise(std::string_view raw) override;
};

/// Advertising ids of phones (a UUID with hyphens); lower case for Meta. All zeros means the person opted out: blank.
class MobileAdIdNormaliser final : public BasicNormaliser {
public:
    explicit MobileAdIdNormaliser(IdentityRules rules)
        : m_rules(rules) {}
    const NormalisedValue& normalise(std::string_view raw) override;

private:
    IdentityRules m_rules;
};

} // namespace pathways
