// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/encrypted_file.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Where something begins in a stream: block << 16 | offset. 40 bits are enough for a terabyte.
using Location = std::uint64_t;
inline constexpr Location kNowhere = (Location(1) << 40) - 1;
inline constexpr std::size_t kStreamBlock = 64 * 1024;

/// Appends to a stream, block by block. One per worker; several may fill one stream at a time. Nothing is split over
/// two blocks.
class StreamWriter final {
public:
    StreamWriter(EncryptedFileWriter& file, StreamId id, std::size_t blockBytes = kStreamBlock);
    [[nodiscard]] Result<Location> append(std::string_view bytes);
    template <typename T>
    [[nodiscard]] Result<Location> appendRecord(const T& record) {
        return append({reinterpret_cast<const char*>(&record), sizeof record});
    }
    /// To be called at the end; the destructor does not write.
    [[nodiscard]] Result<void> flush();

    /// Bytes of a block that holds whole records of this size, so that a record is found by its number.
    static constexpr std::size_t blockFor(std::size_t recordSize) { return kStreamBlock / recordSize * recordSize; }

private:
    EncryptedFileWriter& m_file;
    StreamId m_id;
    std::size_t m_blockBytes;
    BlockCipher m_cipher;
    std::string m_buffer;
    std::uint32_t m_block = 0;
};

/// Reads a stream at any place, keeping the last few blocks. One per worker.
class StreamCursor final {
public:
    StreamCursor(const EncryptedFile& file, StreamId id);
    /// From the location to its block's end; valid until the next few calls.
    [[nodiscard]] Result<std::string_view> at(Location location);
    [[nodiscard]] Result<std::string_view> block(std::uint32_t number);
    /// The n-th of a stream of equal records written with blockFor().
    template <typename T>
    [[nodiscard]] Result<T> record(std::uint64_t index) {
        constexpr std::uint64_t per = StreamWriter::blockFor(sizeof(T)) / sizeof(T);
        return at(index / per << 16 | index % per * sizeof(T)).and_then([](std::string_view bytes) -> Result<T> {
            if (bytes.size() < sizeof(T)) {
                return fail(damagedFile());
            }
            T value;
            std::memcpy(&value, bytes.data(), sizeof(T));
            return value;
        });
    }

private:
    static constexpr std::size_t kSlots = 4;
    struct Slot {
        std::int64_t block = -1;
        std::string plain;
    };
    const EncryptedFile& m_file;
    StreamId m_id;
    BlockCipher m_cipher;
    std::string m_sealed;
    std::array<Slot, kSlots> m_slots;
    std::size_t m_next = 0;
};

/// Short texts one after the other: a count, then length and bytes of each.
void packTexts(const std::vector<std::string_view>& texts, std::string& out);
/// False when the bytes are not what packTexts() writes. Views point into packed.
[[nodiscard]] bool unpackTexts(std::string_view& packed, std::vector<std::string_view>& texts);

} // namespace pathways
