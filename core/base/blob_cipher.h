// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pathways {

/// AES-256-GCM for what is kept on disk: the spool, removal identities, row details. A sealed piece is
/// nonce (12 bytes, random) | ciphertext | tag (16 bytes), so it is kOverhead bytes longer than the plain one.
/// With random nonces one key is good for 2^32 pieces (NIST SP 800-38D), far beyond any workspace. The context is
/// reused: not thread-safe, one per worker.
class BlobCipher final {
public:
    static constexpr std::size_t kKeySize = 32;
    static constexpr std::size_t kOverhead = 12 + 16;

    /// The key is WorkspaceKeys::data; any other length than 32 bytes is a bug of the caller and aborts.
    explicit BlobCipher(const QByteArray& key);
    ~BlobCipher();
    BlobCipher(const BlobCipher&) = delete;
    BlobCipher& operator=(const BlobCipher&) = delete;

    /// Appends the sealed piece to out. The context (a file's and a block's name, say) is not stored, but open() must
    /// be given the same: a piece moved elsewhere does not open.
    void seal(std::string_view plain, std::string_view context, std::string& out);
    /// Appends the plain bytes to out. False when the key is another, or anything was changed, moved or cut; out is
    /// then as it was.
    [[nodiscard]] bool open(std::string_view sealed, std::string_view context, std::string& out);

    [[nodiscard]] QByteArray seal(const QByteArray& plain, const QByteArray& context);
    [[nodiscard]] std::optional<QByteArray> open(const QByteArray& sealed, const QByteArray& context);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
