// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/spool/scratch_partitions.h"

namespace pathways {

Result<void> ScratchPartitions::append(std::size_t partition, const void* bytes, std::size_t size) {
    if (!m_file) {
        auto file = DiskFile::scratch(m_folder);
        if (!file) {
            return fail(file.error());
        }
        m_file = std::move(*file);
    }
    if (auto written = m_file->writeAt(m_end, bytes, size); !written) {
        return written;
    }
    m_partitions[partition].pieces.push_back({m_end, size});
    m_partitions[partition].size += size;
    m_end += size;
    return {};
}

Result<void> ScratchPartitions::read(std::size_t partition, void* to) const {
    char* at = static_cast<char*>(to);
    for (const Piece& piece : m_partitions[partition].pieces) {
        if (auto read = m_file->readAt(piece.offset, at, piece.size); !read) {
            return read;
        }
        at += piece.size;
    }
    return {};
}

} // namespace pathways
