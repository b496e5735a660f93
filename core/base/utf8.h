// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace pathways {

/// Whether the bytes are well-formed UTF-8 (Unicode table 3-7: no overlong forms, surrogates or values above 10FFFF).
[[nodiscard]] bool isUtf8(std::string_view bytes);
[[nodiscard]] bool isAscii(std::string_view bytes);
/// How many bytes at the end could be the beginning of a character that was cut off (0 to 3).
[[nodiscard]] std::size_t cutTail(std::string_view bytes);
/// Appends one code point. Lone surrogates come out as three bytes that isUtf8() refuses.
void appendUtf8(std::string& out, char32_t codePoint);

} // namespace pathways
