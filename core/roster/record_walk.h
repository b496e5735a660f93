// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/stream_io.h"

#include <cstring>
#include <memory>
#include <vector>

namespace pathways {

/// Walks a stream of equal records, written with StreamWriter::blockFor(), in step with other sorted data. May be given
/// no file: it is then at its end.
template <typename Record>
class RecordWalk final {
public:
    RecordWalk(const EncryptedFile* file, StreamId id)
        : m_blocks(file != nullptr ? file->blocks(id) : 0)
        , m_cursor(file != nullptr ? std::make_unique<StreamCursor>(*file, id) : nullptr) {}

    /// The record at hand; null at the end, or after an error.
    [[nodiscard]] const Record* current() const { return m_at < m_records.size() ? &m_records[m_at] : nullptr; }
    /// Its number, from 0.
    [[nodiscard]] std::uint32_t index() const { return std::uint32_t(m_first + m_at); }
    [[nodiscard]] Result<void> start() { return load(); }
    [[nodiscard]] Result<void> advance() { return ++m_at < m_records.size() ? Result<void>{} : load(); }

private:
    [[nodiscard]] Result<void> load() {
        m_at = 0;
        m_records.clear();
        if (m_block >= m_blocks) {
            return {};
        }
        auto plain = m_cursor->block(m_block);
        if (!plain) {
            return fail(plain.error());
        }
        constexpr std::uint64_t perBlock = StreamWriter::blockFor(sizeof(Record)) / sizeof(Record);
        m_first = std::uint64_t(m_block) * perBlock;
        ++m_block;
        m_records.resize(plain->size() / sizeof(Record));
        std::memcpy(static_cast<void*>(m_records.data()), plain->data(), m_records.size() * sizeof(Record));
        return {};
    }

    std::uint32_t m_blocks;
    std::unique_ptr<StreamCursor> m_cursor;
    std::uint32_t m_block = 0;
    std::uint64_t m_first = 0;
    std::vector<Record> m_records;
    std::size_t m_at = 0;
};

} // namespace pathways
