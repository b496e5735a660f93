// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/person_record.h"
#include "core/spool/stream_io.h"

#include <cstring>
#include <optional>
#include <vector>

namespace pathways {

/// Walks a stream of equal records, sorted by key.
template <typename T>
class SortedStream final {
public:
    SortedStream(const EncryptedFile& file, StreamId id)
        : m_file(file)
        , m_id(id)
        , m_cursor(file, id) {}
    /// The record of this key, if the stream has it. Keys must be asked for in order.
    [[nodiscard]] Result<std::optional<T>> take(const PersonKey& key) {
        for (;;) {
            if (auto loaded = load(); !loaded) {
                return fail(loaded.error());
            }
            if (m_at >= m_records.size() || key < m_records[m_at].key) {
                return std::optional<T>();
            }
            if (m_records[m_at].key == key) {
                return std::optional<T>(m_records[m_at]);
            }
            ++m_at;
        }
    }

private:
    [[nodiscard]] Result<void> load() {
        while (m_at >= m_records.size() && m_block < m_file.blocks(m_id)) {
            auto bytes = m_cursor.block(m_block++);
            if (!bytes) {
                return fail(bytes.error());
            }
            m_records.resize(bytes->size() / sizeof(T));
            std::memcpy(static_cast<void*>(m_records.data()), bytes->data(), m_records.size() * sizeof(T));
            m_at = 0;
        }
        return {};
    }
    const EncryptedFile& m_file;
    StreamId m_id;
    StreamCursor m_cursor;
    std::vector<T> m_records;
    std::size_t m_at = 0;
    std::uint32_t m_block = 0;
};

} // namespace pathways
