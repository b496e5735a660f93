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

/// Walks the records of a memory, those of its base and, in their place where they have the same key, those of its
/// delta (memory_file.h). sortedBy(record) is what both are sorted by; a record of the delta for which isGone(record)
/// is true only takes that of the base away. May be given no file: it is then at its end.
template <typename Record>
class LayeredWalk final {
public:
    LayeredWalk(const EncryptedFile* file, StreamId records, StreamId changed)
        : m_base(file, records)
        , m_delta(file != nullptr && file->has(changed) ? file : nullptr, changed)
        , m_ofBase(file != nullptr ? file->records(records, sizeof(Record)) : 0) {}

    /// The record at hand; null at the end, or after an error.
    [[nodiscard]] const Record* current() const { return m_ofDelta ? m_delta.current() : m_base.current(); }
    /// Its number: those of the base come first, then those of the delta, so that numbers do not come in order.
    [[nodiscard]] std::uint32_t index() const {
        return m_ofDelta ? std::uint32_t(m_ofBase + m_delta.index()) : m_base.index();
    }
    /// Whether it stands in the base, or in a memory without one.
    [[nodiscard]] bool isOfBase() const { return !m_ofDelta; }
    [[nodiscard]] Result<void> start() {
        return m_base.start().and_then([this] { return m_delta.start(); }).and_then([this] { return settle(); });
    }
    [[nodiscard]] Result<void> advance() {
        return (m_ofDelta ? m_delta.advance() : m_base.advance()).and_then([this] { return settle(); });
    }

private:
    /// Which of the two comes next.
    [[nodiscard]] Result<void> settle() {
        Result<void> done;
        for (;;) {
            const Record* const next = m_delta.current();
            m_ofDelta =
                next != nullptr && (m_base.current() == nullptr || !(sortedBy(*m_base.current()) < sortedBy(*next)));
            if (!m_ofDelta) {
                return done;
            }
            if (m_base.current() != nullptr && sortedBy(*m_base.current()) == sortedBy(*next)) {
                done = m_base.advance();
            }
            if (!done || !isGone(*next)) {
                m_ofDelta = m_ofDelta && done;
                return done;
            }
            if (done = m_delta.advance(); !done) {
                return done;
            }
        }
    }

    RecordWalk<Record> m_base;
    RecordWalk<Record> m_delta;
    std::uint64_t m_ofBase;
    bool m_ofDelta = false;
};

} // namespace pathways
