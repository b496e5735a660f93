// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/audience/text/encoding_detector.h"

#include "core/base/utf8.h"

#include <QByteArrayView>

namespace pathways {

namespace {

struct Counts {
    std::size_t good = 0; ///< Characters of several bytes that are UTF-8.
    std::size_t bad = 0;  ///< Bytes beyond ASCII that are not.
};

void count(std::string_view text, Counts& counts) {
    std::size_t i = 0;
    while (i < text.size()) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x80) {
            ++i;
            continue;
        }
        std::size_t length = 0;
        for (std::size_t n = 2; n <= 4 && i + n <= text.size(); ++n) {
            if (QByteArrayView(text.substr(i, n)).isValidUtf8()) {
                length = n;
                break;
            }
        }
        if (length > 0) {
            ++counts.good;
            i += length;
        } else {
            ++counts.bad;
            ++i;
        }
    }
}

/// Without the characters that the sampling cut at either end.
std::string_view withoutCuts(std::string_view text, bool cutBefore) {
    std::size_t skip = 0;
    while (cutBefore && skip < 3 && skip < text.size() && (static_cast<unsigned char>(text[skip]) & 0xC0U) == 0x80U) {
        ++skip;
    }
    text.remove_prefix(skip);
    text.remove_suffix(cutTail(text));
    return text;
}

bool isUtf16WithoutMark(std::string_view head, bool little) {
    std::size_t zeros = 0;
    std::size_t others = 0;
    for (std::size_t i = 0; i + 1 < head.size() && i < 4096; i += 2) {
        zeros += head[i + (little ? 1 : 0)] == '\0' ? 1 : 0;
        others += head[i + (little ? 0 : 1)] == '\0' ? 1 : 0;
    }
    const std::size_t units = std::min<std::size_t>(head.size(), 4096) / 2;
    return units >= 4 && zeros * 2 > units && others * 10 < units;
}

} // namespace

TextEncoding detectEncoding(std::string_view head, const std::vector<std::string>& middle, std::string_view tail) {
    if (head.starts_with("\xEF\xBB\xBF")) {
        return TextEncoding::Utf8;
    }
    if (head.starts_with("\xFF\xFE") || isUtf16WithoutMark(head, true)) {
        return TextEncoding::Utf16LE;
    }
    if (head.starts_with("\xFE\xFF") || isUtf16WithoutMark(head, false)) {
        return TextEncoding::Utf16BE;
    }
    Counts counts;
    const bool cutBehind = !middle.empty() || !tail.empty();
    count(cutBehind ? withoutCuts(head, false) : head, counts);
    for (const std::string& piece : middle) {
        count(withoutCuts(piece, true), counts);
    }
    count(withoutCuts(tail, true), counts);
    return counts.bad > counts.good ? TextEncoding::Windows1252 : TextEncoding::Utf8;
}

} // namespace pathways
