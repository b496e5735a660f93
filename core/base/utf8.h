// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pathways {

[[nodiscard]] bool isAscii(std::string_view bytes);
/// How many bytes at the end could be the beginning of a character that was cut off (0 to 3).
[[nodiscard]] std::size_t cutTail(std::string_view bytes);
/// Appends one code point. A lone surrogate comes out as three bytes that are not valid UTF-8.
void appendUtf8(std::string& out, char32_t codePoint);

} // namespace pathways
