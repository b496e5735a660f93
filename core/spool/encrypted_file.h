// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/spool/disk_file.h"

#include <QByteArray>
#include <QString>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

class QThreadPool;

namespace pathways {

using StreamId = std::uint16_t;
using StreamSalt = std::array<std::uint8_t, 16>;

/// AES-256-GCM for the blocks of one stream, under a key derived from the workspace's data key and the stream's salt.
/// A block's number is its nonce and is authenticated with the salt: blocks cannot be swapped. Not thread-safe.
class BlockCipher final {
public:
    BlockCipher(const QByteArray& dataKey, const StreamSalt& salt);
    ~BlockCipher();
    BlockCipher(BlockCipher&&) noexcept;
    BlockCipher& operator=(BlockCipher&&) noexcept;

    static constexpr std::size_t kTag = 16;
    /// Replaces sealed with the encrypted bytes and their tag.
    void seal(std::uint32_t number, std::string_view plain, std::string& sealed);
    /// False when the bytes are not what was sealed.
    [[nodiscard]] bool open(std::uint32_t number, std::string_view sealed, std::string& plain);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// Where a block lies in the file.
struct EncryptedBlock {
    std::uint64_t offset = 0;
    std::uint32_t size = 0; ///< With its tag.
};

/// The blocks of one stream: a stream can be copied to another file as it is, without its being decrypted.
struct EncryptedStreamInfo {
    StreamSalt salt{};
    std::vector<EncryptedBlock> blocks;
};

/// Writes a file of encrypted streams under a temporary name. The file appears under its own name, whole and synced,
/// with finish(), or never.
class EncryptedFileWriter final {
public:
    [[nodiscard]] static Result<std::unique_ptr<EncryptedFileWriter>> create(const QString& path,
                                                                             const QByteArray& dataKey);
    ~EncryptedFileWriter();

    /// Makes a stream known; not thread-safe. Everything else is, put() with a cipher of the caller's own.
    void addStream(StreamId id);
    [[nodiscard]] BlockCipher cipher(StreamId id) const;
    /// The number of a stream's next block, to be put later.
    [[nodiscard]] std::uint32_t reserve(StreamId id);
    [[nodiscard]] Result<void> put(StreamId id, std::uint32_t block, std::string_view plain, BlockCipher& cipher);
    /// Copies a stream of another file as it is.
    [[nodiscard]] Result<void> copy(StreamId id, const class EncryptedFile& from, StreamId fromId);
    /// What has been put so far, to be read before it is finished. Without meta.
    [[nodiscard]] Result<std::unique_ptr<class EncryptedFile>> soFar();
    [[nodiscard]] Result<void> finish(const QByteArray& meta);

private:
    EncryptedFileWriter(DiskFile file, QString path, QByteArray dataKey);
    QString m_path;
    QByteArray m_dataKey;
    DiskFile m_file;
    std::mutex m_mutex;
    std::map<StreamId, EncryptedStreamInfo> m_streams;
    std::uint64_t m_end = 0;
    bool m_finished = false;
};

/// Reads such a file. Immutable and thread-safe; the ciphers and buffers are the caller's.
class EncryptedFile final {
public:
    /// Damage is told apart from what the system reports by kind: Storage with the detail "damaged".
    [[nodiscard]] static Result<std::unique_ptr<EncryptedFile>> open(const QString& path, const QByteArray& dataKey);

    [[nodiscard]] const QByteArray& meta() const { return m_meta; }
    [[nodiscard]] bool has(StreamId id) const { return owner(id).m_streams.contains(id); }
    /// Whether it stands in this file, and not in its base.
    [[nodiscard]] bool hasOwn(StreamId id) const { return m_streams.contains(id); }
    [[nodiscard]] std::uint32_t blocks(StreamId id) const;
    [[nodiscard]] BlockCipher cipher(StreamId id) const;
    [[nodiscard]] Result<void> read(StreamId id, std::uint32_t block, BlockCipher& cipher, std::string& sealed,
                                    std::string& plain) const;
    /// Reads everything back once, also what stands in the base; half of it on a free thread of helpers, if there is
    /// one.
    [[nodiscard]] Result<void> verify(QThreadPool* helpers = nullptr) const;

    /// A stream that this file lacks is read from that one from now on. Before anything else is done with it.
    void putOn(std::unique_ptr<EncryptedFile> base) { m_base = std::move(base); }
    /// Null: it stands alone.
    [[nodiscard]] const EncryptedFile* base() const { return m_base.get(); }
    /// Bytes on the disk, without the base.
    [[nodiscard]] Result<std::uint64_t> size() const { return m_file.size(); }
    /// How many records of that size a stream has that was written with StreamWriter::blockFor().
    [[nodiscard]] std::uint64_t records(StreamId id, std::size_t recordSize) const;

private:
    friend class EncryptedFileWriter;
    EncryptedFile(DiskFile file, QByteArray dataKey)
        : m_file(std::move(file))
        , m_dataKey(std::move(dataKey)) {}
    [[nodiscard]] const EncryptedFile& owner(StreamId id) const;
    [[nodiscard]] Result<void> readSealed(const EncryptedBlock& block, std::string& sealed) const;
    [[nodiscard]] Result<void> readFooter();
    [[nodiscard]] Result<void> verify(std::span<const std::pair<StreamId, std::uint32_t>> blocks) const;
    DiskFile m_file;
    QByteArray m_dataKey;
    QByteArray m_meta;
    std::map<StreamId, EncryptedStreamInfo> m_streams;
    std::unique_ptr<EncryptedFile> m_base;
};

/// The error for a file that is not what was written.
[[nodiscard]] Error damagedFile();
[[nodiscard]] bool isDamage(const Error& error);

} // namespace pathways
