// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/utf8.h"

#include <cstdint>
#include <cstring>

namespace pathways {

namespace {

bool isContinuation(unsigned char c) {
    return (c & 0xC0U) == 0x80U;
}

} // namespace

bool isAscii(std::string_view bytes) {
    const char* p = bytes.data();
    std::size_t left = bytes.size();
    std::uint64_t seen = 0;
    while (left >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, p, 8);
        seen |= word;
        p += 8;
        left -= 8;
    }
    for (; left > 0; --left, ++p) {
        seen |= std::uint64_t(static_cast<unsigned char>(*p));
    }
    return (seen & 0x8080808080808080ULL) == 0;
}

std::size_t cutTail(std::string_view bytes) {
    for (std::size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
        const auto c = static_cast<unsigned char>(bytes[bytes.size() - back]);
        if (isContinuation(c)) {
            continue;
        }
        const std::size_t need = c >= 0xF0 ? 4U : c >= 0xE0 ? 3U : c >= 0xC2 ? 2U : 1U;
        return need > back ? back : 0;
    }
    return 0;
}

void appendUtf8(std::string& out, char32_t c) {
    if (c < 0x80) {
        out.push_back(char(c));
    } else if (c < 0x800) {
        out.push_back(char(0xC0U | (c >> 6U)));
        out.push_back(char(0x80U | (c & 0x3FU)));
    } else if (c < 0x10000) {
        out.push_back(char(0xE0U | (c >> 12U)));
        out.push_back(char(0x80U | ((c >> 6U) & 0x3FU)));
        out.push_back(char(0x80U | (c & 0x3FU)));
    } else {
        out.push_back(char(0xF0U | (c >> 18U)));
        out.push_back(char(0x80U | ((c >> 12U) & 0x3FU)));
        out.push_back(char(0x80U | ((c >> 6U) & 0x3FU)));
        out.push_back(char(0x80U | (c & 0x3FU)));
    }
}

} // namespace pathways
