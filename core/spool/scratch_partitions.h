// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/disk_file.h"

#include <QString>

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace pathways {

/// Bytes in partitions on a nameless file: written in pieces in any order, read back a partition at a time. The file is
/// made with the first piece. One thread at a time.
class ScratchPartitions final {
public:
    static constexpr std::size_t kCount = 64;

    explicit ScratchPartitions(QString folder)
        : m_folder(std::move(folder)) {}
    [[nodiscard]] Result<void> append(std::size_t partition, const void* bytes, std::size_t size);
    [[nodiscard]] std::size_t size(std::size_t partition) const { return m_partitions[partition].size; }
    /// All of a partition, in the order in which it was appended.
    [[nodiscard]] Result<void> read(std::size_t partition, void* to) const;

private:
    struct Piece {
        std::uint64_t offset;
        std::size_t size;
    };
    struct Partition {
        std::vector<Piece> pieces;
        std::size_t size = 0;
    };
    QString m_folder;
    std::optional<DiskFile> m_file;
    std::uint64_t m_end = 0;
    std::array<Partition, kCount> m_partitions;
};

} // namespace pathways
