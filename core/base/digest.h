// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string_view>

namespace pathways {

/// Identity of one person within a workspace: the first 16 bytes of HMAC-SHA-256 over the normalised primary
/// identifier, under the workspace's own key. Sorted bytewise; it cannot be tested without that key.
struct PersonKey {
    std::array<std::uint8_t, 16> bytes{};
    friend auto operator<=>(const PersonKey&, const PersonKey&) = default;
};

/// SHA-256 with one reused OpenSSL context. Not thread-safe: one per worker.
class Sha256 final {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    [[nodiscard]] std::array<std::uint8_t, 32> hash(std::string_view bytes);
    /// Lower-case hexadecimal, 64 characters, written to out.
    void hex(std::string_view bytes, char* out);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// HMAC-SHA-256 with the key schedule computed once. Not thread-safe: one per worker.
class KeyedDigest final {
public:
    explicit KeyedDigest(const QByteArray& key);
    ~KeyedDigest();
    KeyedDigest(const KeyedDigest&) = delete;
    KeyedDigest& operator=(const KeyedDigest&) = delete;
    [[nodiscard]] std::array<std::uint8_t, 32> hash(std::string_view bytes);
    [[nodiscard]] PersonKey personKey(std::string_view identifier);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Lower-case hexadecimal.
void toHex(const std::uint8_t* bytes, std::size_t size, char* out);

/// Cryptographically random bytes; aborts if the system cannot give any, as nothing could be kept safe then.
[[nodiscard]] QByteArray randomBytes(int count);

} // namespace pathways
