// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/advertising/json_body.h"

#include <algorithm>
#include <utility>

namespace pathways {

namespace {

constexpr std::size_t kHexDigest = 64;

bool isHex(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

} // namespace

bool isDigest(std::string_view value) {
    return value.size() == kHexDigest && std::all_of(value.begin(), value.end(), isHex);
}

JsonBody::JsonBody(qsizetype expectedBytes)
    : m_bytes(std::max<qsizetype>(expectedBytes, 256), Qt::Uninitialized) {}

char* JsonBody::room(std::size_t bytes) {
    const qsizetype needed = m_used + qsizetype(bytes);
    if (needed > m_bytes.size()) {
        m_bytes.resize(std::max(needed, m_bytes.size() + m_bytes.size() / 2));
    }
    return m_bytes.data() + m_used;
}

void JsonBody::string(std::string_view utf8) {
    static constexpr char kDigits[] = "0123456789abcdef";
    char* const begin = room(utf8.size() * 6 + 2);
    char* out = begin;
    *out++ = '"';
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            *out++ = '\\';
            *out++ = c;
        } else if (byte < 0x20) {
            std::memcpy(out, "\\u00", 4); // NOLINT(bugprone-not-null-terminated-result): no text of C's.
            out[4] = kDigits[byte >> 4];
            out[5] = kDigits[byte & 15];
            out += 6;
        } else {
            *out++ = c;
        }
    }
    *out++ = '"';
    m_used += out - begin;
}

void JsonBody::digest(Sha256& hasher, std::string_view value) {
    if (value.empty()) {
        raw("\"\"");
        return;
    }
    char* out = room(kHexDigest + 2);
    *out++ = '"';
    if (isDigest(value)) {
        std::transform(value.begin(), value.end(), out, lower);
    } else {
        hexDigest(hasher, value, out);
    }
    out[kHexDigest] = '"';
    m_used += qsizetype(kHexDigest) + 2;
}

void JsonBody::hexDigest(Sha256& hasher, std::string_view value, char* out) {
    if (value.size() > Memo::kLongest) {
        hasher.hex(value, out);
        return;
    }
    if (!m_memo) {
        m_memo = std::make_unique<Memo>();
    }
    Memo::Slot& slot = m_memo->kept[std::hash<std::string_view>{}(value) % Memo::kSlots];
    if (slot.size != value.size() || std::memcmp(slot.value.data(), value.data(), value.size()) != 0) {
        slot.size = std::uint8_t(value.size());
        std::memcpy(slot.value.data(), value.data(), value.size());
        hasher.hex(value, slot.hex.data());
    }
    std::memcpy(out, slot.hex.data(), slot.hex.size());
}

QByteArray JsonBody::take() {
    m_bytes.truncate(m_used);
    m_used = 0;
    return std::exchange(m_bytes, {});
}

} // namespace pathways
