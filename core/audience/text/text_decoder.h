// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"

#include <string>
#include <string_view>

namespace pathways {

/// Decodes a file to UTF-8, block by block. Undecodable bytes become bytes that are not UTF-8, so that the row is
/// reported and never silently repaired (fault F57).
class TextDecoder final {
public:
    explicit TextDecoder(TextEncoding encoding)
        : m_encoding(encoding) {}
    /// UTF-8 needs no decoding: its bytes may be used as they are after the byte order mark.
    [[nodiscard]] bool passesThrough() const { return m_encoding == TextEncoding::Utf8; }
    /// Appends the decoded block to out; last: nothing follows.
    void decode(std::string_view block, bool last, std::string& out);

private:
    void decodeUtf16(std::string_view block, bool last, std::string& out);
    void unit(char16_t unit, std::string& out);

    TextEncoding m_encoding;
    bool m_begun = false; ///< The byte order mark has been looked for.
    int m_oddByte = -1;   ///< First half of a UTF-16 unit.
    char16_t m_highSurrogate = 0;
};

/// Bytes of the byte order mark at the beginning of a file in this encoding (0 to 3).
[[nodiscard]] std::size_t byteOrderMark(std::string_view head, TextEncoding encoding);

} // namespace pathways
