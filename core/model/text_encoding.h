// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>

namespace pathways {

/// How the bytes of a text file stand for letters. The values are part of stored digests: only ever append.
enum class TextEncoding {
    Utf8,
    Utf16LE,
    Utf16BE,
    Windows1252,
    Utf32LE,
    Utf32BE,
    Windows1250,
    Windows1251,
    Windows1254,
    Windows1257,
    Iso8859_2,
    Iso8859_15,
    MacRoman,
    MacCentralEurope,
    Cp437,
    Cp850,
    Cp852,
    Cp866,
    Koi8R,
    ShiftJis,
    Gb18030,
    Big5,
    EucKr
};

/// All of them, in the order in which they are offered.
inline constexpr std::array kTextEncodings{
    TextEncoding::Utf8,        TextEncoding::Windows1252, TextEncoding::Windows1250,
    TextEncoding::Windows1251, TextEncoding::Windows1254, TextEncoding::Windows1257,
    TextEncoding::Utf16LE,     TextEncoding::Utf16BE,     TextEncoding::Utf32LE,
    TextEncoding::Utf32BE,     TextEncoding::Iso8859_15,  TextEncoding::Iso8859_2,
    TextEncoding::Koi8R,       TextEncoding::MacRoman,    TextEncoding::MacCentralEurope,
    TextEncoding::Cp437,       TextEncoding::Cp850,       TextEncoding::Cp852,
    TextEncoding::Cp866,       TextEncoding::ShiftJis,    TextEncoding::Gb18030,
    TextEncoding::Big5,        TextEncoding::EucKr};

/// The common name, "windows-1250": for the command line.
[[nodiscard]] QString toKey(TextEncoding encoding);
/// What people see: "Central European (Windows)".
[[nodiscard]] QString displayName(TextEncoding encoding);

} // namespace pathways
