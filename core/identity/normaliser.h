// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"

#include <memory>
#include <string>
#include <string_view>

namespace pathways {

/// The result of normalising one value.
struct NormalisedValue {
    std::string text;              ///< UTF-8, as it will arrive (before scrambling). Empty: blank.
    Reason change = Reason::None;  ///< < 100: what was changed.
    Reason problem = Reason::None; ///< >= 100: why it cannot be sent; text is empty then.
};

/// Converts values of one field to the platform's form (contract 0.3). Not thread-safe: one per worker,
/// because it keeps parsers and buffers. normalise() never throws or crashes, whatever the bytes.
class FieldNormaliser {
public:
    virtual ~FieldNormaliser() = default;
    /// The result's text is reused between calls: copy it before the next one.
    virtual const NormalisedValue& normalise(std::string_view raw) = 0;
};

/// How values without a country, or with an ambiguous date, are read.
struct NormaliserOptions {
    std::string defaultCountry = "US"; ///< ISO 3166 alpha-2, for phones, postal codes and regions without a country.
    bool monthFirst = true;            ///< How 03/04/2025 is read; asked once where the file is ambiguous (rule U16).
    bool decimalComma = false;         ///< 1.234 is one thousand two hundred and thirty-four.
};

/// Options for reading the values of an audience.
[[nodiscard]] NormaliserOptions optionsFor(const Audience& audience);

/// The normaliser for a field under a platform's rules.
[[nodiscard]] std::unique_ptr<FieldNormaliser> makeNormaliser(const FieldSpec& field, IdentityRules rules,
                                                              const NormaliserOptions& options);

/// Must change whenever any normaliser's results may change, so that older fingerprints are not trusted.
inline constexpr int kNormaliserVersion = 1;

} // namespace pathways
