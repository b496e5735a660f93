// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/text_decoder.h"

#include "core/base/utf8.h"

#include <QChar>

#include <algorithm>
#include <cstring>
#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <utility>

namespace pathways {

namespace {

constexpr char kNotText = '\xFF'; ///< In UTF-8 no character has this byte.
/// What the converter writes for a byte that it cannot decode: half a pair, which no text has on its own.
constexpr UChar kUndecodable = 0xDCFF;
constexpr char16_t kMark = 0xFEFF;

/// ICU's name. Where programs write a larger set under the name of a smaller one, it is the larger one.
const char* converterName(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
        return "UTF-8";
    case TextEncoding::Utf16LE:
        return "UTF-16LE";
    case TextEncoding::Utf16BE:
        return "UTF-16BE";
    case TextEncoding::Utf32LE:
        return "UTF-32LE";
    case TextEncoding::Utf32BE:
        return "UTF-32BE";
    case TextEncoding::Windows1250:
        return "windows-1250";
    case TextEncoding::Windows1251:
        return "windows-1251";
    case TextEncoding::Windows1252:
        return "windows-1252";
    case TextEncoding::Windows1254:
        return "windows-1254";
    case TextEncoding::Windows1257:
        return "windows-1257";
    case TextEncoding::Iso8859_2:
        return "ISO-8859-2";
    case TextEncoding::Iso8859_15:
        return "ISO-8859-15";
    case TextEncoding::MacRoman:
        return "macintosh";
    case TextEncoding::MacCentralEurope:
        return "x-mac-centraleurroman";
    case TextEncoding::Cp437:
        return "IBM437";
    case TextEncoding::Cp850:
        return "IBM850";
    case TextEncoding::Cp852:
        return "IBM852";
    case TextEncoding::Cp866:
        return "IBM866";
    case TextEncoding::Koi8R:
        return "KOI8-R";
    case TextEncoding::ShiftJis:
        return "windows-31j";
    case TextEncoding::Gb18030:
        return "GB18030";
    case TextEncoding::Big5:
        return "windows-950";
    case TextEncoding::EucKr:
        return "windows-949";
    }
    Q_UNREACHABLE();
}

/// Whether it holds all of Unicode: then there is a character for every number.
bool isUnicode(TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
    case TextEncoding::Utf16LE:
    case TextEncoding::Utf16BE:
    case TextEncoding::Utf32LE:
    case TextEncoding::Utf32BE:
    case TextEncoding::Gb18030:
        return true;
    default:
        return false;
    }
}

/// The older tables give a byte that means nothing there the control character of its number, or a private one.
bool standsForNothing(char16_t unit) {
    const bool control = unit >= 0x80 && unit < 0xA0;
    return control || unit == 0xF8F7 || unit == 0xF8F8; // Private: 0xFF in windows-949 and windows-950.
}

/// IBM's tables, of which ICU's Shift JIS is one, take three control characters round in a circle.
char16_t straightened(char16_t unit) {
    switch (unit) {
    case 0x1C:
        return 0x1A;
    case 0x7F:
        return 0x1C;
    case 0x1A:
        return 0x7F;
    default:
        return unit;
    }
}

void onUndecodable(const void* /*context*/, UConverterToUnicodeArgs* args, const char* /*bytes*/, int32_t length,
                   UConverterCallbackReason reason, UErrorCode* error) {
    if (reason > UCNV_IRREGULAR) {
        return; // The converter is reset or closed.
    }
    *error = U_ZERO_ERROR;
    for (int32_t i = 0; i < length && U_SUCCESS(*error); ++i) {
        ucnv_cbToUWriteUChars(args, &kUndecodable, 1, 0, error);
    }
}

} // namespace

std::size_t byteOrderMark(std::string_view head) {
    return head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
}

void TextDecoder::Close::operator()(UConverter* converter) const {
    ucnv_close(converter);
}

TextDecoder::TextDecoder(TextEncoding encoding)
    : m_encoding(encoding) {
    if (passesThrough()) {
        return;
    }
    UErrorCode error = U_ZERO_ERROR;
    m_converter.reset(ucnv_open(converterName(encoding), &error));
    ucnv_setToUCallBack(m_converter.get(), onUndecodable, nullptr, nullptr, nullptr, &error);
    if (U_FAILURE(error)) {
        m_converter.reset(); // Then nothing is text.
    } else if (ucnv_getMaxCharSize(m_converter.get()) == 1) {
        fillTable();
    }
}

/// ASCII stands for itself in all of these; only the upper half is asked for.
void TextDecoder::fillTable() {
    m_table = std::make_unique<std::array<Letter, 128>>();
    for (int i = 0; i < 128; ++i) {
        const char byte = char(0x80 + i);
        std::string text;
        decodeByConverter({&byte, 1}, true, text);
        ucnv_reset(m_converter.get());
        Letter& letter = (*m_table)[std::size_t(i)];
        letter.size = std::uint8_t(std::min(text.size(), letter.bytes.size()));
        std::memcpy(letter.bytes.data(), text.data(), letter.size);
    }
}

void TextDecoder::decode(std::string_view block, bool last, std::string& out) {
    if (passesThrough()) {
        block.remove_prefix(m_begun ? 0 : byteOrderMark(block));
        m_begun = m_begun || !block.empty();
        out.append(block);
    } else if (m_table != nullptr) {
        decodeSingleBytes(block, out);
    } else if (m_converter != nullptr) {
        decodeByConverter(block, last, out);
    } else {
        out.append(block.size(), kNotText);
    }
}

void TextDecoder::decodeSingleBytes(std::string_view block, std::string& out) const {
    const std::size_t before = out.size();
    out.resize(before + block.size() * sizeof(Letter::bytes));
    char* to = out.data() + before;
    for (const char byte : block) {
        const auto c = static_cast<unsigned char>(byte);
        if (c < 0x80) {
            *to++ = byte;
        } else {
            const Letter& letter = (*m_table)[c - 0x80U];
            std::memcpy(to, letter.bytes.data(), letter.bytes.size());
            to += letter.size;
        }
    }
    out.resize(std::size_t(to - out.data()));
}

void TextDecoder::decodeByConverter(std::string_view block, bool last, std::string& out) {
    std::array<UChar, 4096> units;
    const char* from = block.data();
    const char* const end = from + block.size();
    UErrorCode error = U_BUFFER_OVERFLOW_ERROR;
    while (error == U_BUFFER_OVERFLOW_ERROR) {
        error = U_ZERO_ERROR;
        UChar* to = units.data();
        ucnv_toUnicode(m_converter.get(), &to, units.data() + units.size(), &from, end, nullptr, UBool(last), &error);
        append({units.data(), std::size_t(to - units.data())}, out);
    }
    if (U_FAILURE(error)) {
        out.append(std::size_t(end - from), kNotText);
    }
}

void TextDecoder::append(std::u16string_view text, std::string& out) {
    const bool circle = m_encoding == TextEncoding::ShiftJis;
    const bool older = !isUnicode(m_encoding);
    for (char16_t unit : text) {
        const bool mark = !m_begun && unit == kMark;
        m_begun = true;
        if (mark) {
            continue;
        }
        unit = circle ? straightened(unit) : unit;
        if (QChar::isHighSurrogate(unit)) {
            m_highSurrogate = unit;
        } else if (QChar::isLowSurrogate(unit) && m_highSurrogate != 0) {
            appendUtf8(out, QChar::surrogateToUcs4(std::exchange(m_highSurrogate, 0), unit));
        } else if (QChar::isLowSurrogate(unit) || (older && standsForNothing(unit))) {
            out.push_back(kNotText);
        } else {
            appendUtf8(out, unit);
        }
    }
}

} // namespace pathways
