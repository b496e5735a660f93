// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pathways {

/// The ISO 3166 alpha-2 code, upper case, of a country given by its two- or three-letter code or by its name in one of
/// the languages donors' files are written in; "UK", "England" and the like included. Thread-safe.
[[nodiscard]] std::optional<std::string> countryCode(std::string_view text);

/// The two-letter code, lower case, of a US state or territory given by name or code.
[[nodiscard]] std::optional<std::string> usStateCode(std::string_view text);

} // namespace pathways
