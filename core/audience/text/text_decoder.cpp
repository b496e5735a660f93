// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/text_decoder.h"

#include "core/base/utf8.h"

#include <array>

namespace pathways {

namespace {

/// What 0x80 to 0x9F mean in Windows-1252; 0: nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void decodeWindows1252(std::string_view block, std::string& out) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const auto c = static_cast<unsigned char>(block[i]);
        if (c < 0x80) {
            continue;
        }
        out.append(block, begin, i - begin);
        begin = i + 1;
        const char32_t point = c < 0xA0 ? char32_t(kWindows1252.at(c - 0x80U)) : char32_t(c);
        if (point == 0) {
            out.push_back(block[i]); // not UTF-8 on its own, so that the row is reported
        } else {
            appendUtf8(out, point);
        }
    }
    out.append(block, begin);
}

} // namespace

std::size_t byteOrderMark(std::string_view head, TextEncoding encoding) {
    switch (encoding) {
    case TextEncoding::Utf8:
        return head.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    case TextEncoding::Utf16LE:
        return head.starts_with("\xFF\xFE") ? 2 : 0;
    case TextEncoding::Utf16BE:
        return head.starts_with("\xFE\xFF") ? 2 : 0;
    case TextEncoding::Windows1252:
        return 0;
    }
    return 0;
}

void TextDecoder::decode(std::string_view block, bool last, std::string& out) {
    if (!m_begun && !block.empty()) {
        block.remove_prefix(byteOrderMark(block, m_encoding));
        m_begun = true;
    }
    switch (m_encoding) {
    case TextEncoding::Utf8:
        out.append(block);
        break;
    case TextEncoding::Windows1252:
        decodeWindows1252(block, out);
        break;
    case TextEncoding::Utf16LE:
    case TextEncoding::Utf16BE:
        decodeUtf16(block, last, out);
        break;
    }
}

void TextDecoder::decodeUtf16(std::string_view block, bool last, std::string& out) {
    for (const char byte : block) {
        const int value = static_cast<unsigned char>(byte);
        if (m_oddByte < 0) {
            m_oddByte = value;
            continue;
        }
        const int low = m_encoding == TextEncoding::Utf16LE ? m_oddByte : value;
        const int high = m_encoding == TextEncoding::Utf16LE ? value : m_oddByte;
        m_oddByte = -1;
        unit(char16_t(high * 256 + low), out);
    }
    if (last) {
        if (m_highSurrogate != 0) {
            appendUtf8(out, m_highSurrogate);
            m_highSurrogate = 0;
        }
        if (m_oddByte >= 0) {
            out.push_back('\xFF'); // half a unit is not text
            m_oddByte = -1;
        }
    }
}

void TextDecoder::unit(char16_t unit, std::string& out) {
    const bool high = unit >= 0xD800 && unit <= 0xDBFF;
    const bool low = unit >= 0xDC00 && unit <= 0xDFFF;
    if (m_highSurrogate != 0) {
        if (low) {
            appendUtf8(out, 0x10000U + ((char32_t(m_highSurrogate) - 0xD800U) << 10U) + (char32_t(unit) - 0xDC00U));
            m_highSurrogate = 0;
            return;
        }
        appendUtf8(out, m_highSurrogate);
        m_highSurrogate = 0;
    }
    if (high) {
        m_highSurrogate = unit;
    } else {
        appendUtf8(out, unit);
    }
}

} // namespace pathways
