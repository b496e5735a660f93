// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/normaliser.h"

#include <string>
#include <string_view>

namespace pathways {

/// The base of most normalisers: the value kept between calls and the ways to fill it.
class BasicNormaliser : public FieldNormaliser {
protected:
    /// A blank value.
    const NormalisedValue& blank();
    /// A value that cannot be sent, and why.
    const NormalisedValue& refuse(Reason problem);
    /// m_value.text holds the result; the change is None if it equals what was given.
    const NormalisedValue& accept(std::string_view raw, Reason change);

    NormalisedValue m_value;
};

/// How free text is tidied before it is sent.
struct TidyText {
    bool isText = true;           ///< False: the bytes are not UTF-8.
    Reason change = Reason::None; ///< Trimmed, InvisibleRemoved, Reformatted.
};

/// Writes the text into out without white space around it, without invisible characters (except joiners, which some
/// scripts and emoji need), with composed accents, and with line ends and other control characters as single spaces.
TidyText tidyText(std::string_view raw, std::string& out);

/// Lower case of every script, the same on every machine.
void lowerText(std::string& text);

/// Only the letters of the text, of every script, and digits if asked for.
[[nodiscard]] std::string lettersOnly(std::string_view text, bool digitsToo);

/// 32, 40 or 64 hexadecimal digits: a value that was scrambled before (contract 0.3).
[[nodiscard]] bool looksScrambled(std::string_view trimmed);

/// "n/a", "none", "-", "null": what people write into a cell without a value.
[[nodiscard]] bool isPlaceholder(std::string_view trimmed);

[[nodiscard]] constexpr char lowerAscii(char c) {
    return c >= 'A' && c <= 'Z' ? char(c + 32) : c;
}
[[nodiscard]] constexpr bool isAsciiDigit(char c) {
    return c >= '0' && c <= '9';
}

} // namespace pathways
