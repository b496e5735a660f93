// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"

#include <QByteArray>

#include <array>
#include <cstring>
#include <memory>
#include <string_view>

namespace pathways {

/// Writes a large JSON request body straight into one buffer. Ad platforms take tens of thousands of digests per
/// request; a document tree or a writer that looks at each character of a digest costs more than the hashing itself.
/// Not thread-safe: one per request.
class JsonBody final {
public:
    explicit JsonBody(qsizetype expectedBytes);

    /// Text that is JSON already: punctuation, names, numbers of our own.
    void raw(std::string_view json) {
        std::memcpy(room(json.size()), json.data(), json.size());
        m_used += qsizetype(json.size());
    }
    /// A string value: quoted and escaped. Bytes that are not UTF-8 must not get here; they are sent as they are.
    void string(std::string_view utf8);
    /// SHA-256 of a normalised value as a quoted lower-case hexadecimal string. A value that already is a digest is
    /// passed on in lower case, because hashing it again would never match (contract 0.3); a blank becomes "".
    void digest(Sha256& hasher, std::string_view value);

    [[nodiscard]] qsizetype size() const { return m_used; }
    /// The body; this object is empty afterwards.
    [[nodiscard]] QByteArray take();

private:
    /// Recent digests of short values: many donors share a city, a region, a country or a first name.
    struct Memo {
        static constexpr std::size_t kLongest = 31;
        static constexpr std::size_t kSlots = 256;
        struct Slot {
            std::uint8_t size = 0; ///< 0: empty.
            std::array<char, kLongest> value;
            std::array<char, 64> hex;
        };
        std::array<Slot, kSlots> kept;
    };
    char* room(std::size_t bytes);
    void hexDigest(Sha256& hasher, std::string_view value, char* out);

    QByteArray m_bytes;
    qsizetype m_used = 0;
    std::unique_ptr<Memo> m_memo;
};

/// Whether a value is a SHA-256 digest in hexadecimal already.
[[nodiscard]] bool isDigest(std::string_view value);

} // namespace pathways
