// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/text_encoding.h"

#include <array>
#include <memory>
#include <string>
#include <string_view>

struct UConverter;

namespace pathways {

/// Turns a file's bytes into UTF-8, block by block, by ICU's tables. A character may be cut anywhere between blocks.
/// What cannot be decoded comes out as a byte that is never UTF-8, so that the row is reported and nothing is replaced
/// in silence (fault F57).
class TextDecoder final {
public:
    explicit TextDecoder(TextEncoding encoding);
    /// UTF-8 needs no decoding: its bytes may be used as they are, behind the byte order mark.
    [[nodiscard]] bool passesThrough() const { return m_encoding == TextEncoding::Utf8; }
    /// Appends the decoded block to out; last: nothing follows. A byte order mark at the beginning is left out.
    void decode(std::string_view block, bool last, std::string& out);

private:
    struct Close {
        void operator()(UConverter* converter) const;
    };
    /// A character as UTF-8; no character is longer where one byte stands for each.
    struct Letter {
        std::array<char, 3> bytes{};
        std::uint8_t size = 0;
    };

    void fillTable();
    void decodeSingleBytes(std::string_view block, std::string& out) const;
    void decodeByConverter(std::string_view block, bool last, std::string& out);
    void append(std::u16string_view text, std::string& out);

    TextEncoding m_encoding;
    std::unique_ptr<UConverter, Close> m_converter; ///< None for UTF-8.
    /// What 0x80 to 0xFF stand for; null where characters have several bytes.
    std::unique_ptr<std::array<Letter, 128>> m_table;
    bool m_begun = false; ///< The byte order mark has been looked for.
    char16_t m_highSurrogate = 0;
};

/// Bytes of UTF-8's byte order mark at the beginning of a file: 3 or 0.
[[nodiscard]] std::size_t byteOrderMark(std::string_view head);

} // namespace pathways
