// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/spool/stream_io.h"

#include <QJsonArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>
#include <unordered_map>
#include <vector>

namespace pathways {

/// Identifiers of people, packed one after the other in a stream of their own. A file has as many segments as pushes
/// added identifiers to it; each knows its fields.
struct IdentitySegment {
    quint32 id = 0;
    QStringList fields; ///< FieldSpec::id, in the order of the values.
    qint64 entries = 0;

    static constexpr StreamId kFirstStream = 100;
    [[nodiscard]] StreamId stream() const { return StreamId(kFirstStream + id); }
};

[[nodiscard]] QJsonArray toJson(const QList<IdentitySegment>& segments);
[[nodiscard]] QList<IdentitySegment> segmentsFromJson(const QJsonArray& json);

/// FieldSpec::id of every field that any of them has, in the order of first appearance.
[[nodiscard]] QStringList allFields(const QList<IdentitySegment>& segments);

/// Identifiers of people long gone pile up in old segments: true when it is time to write the rest anew.
[[nodiscard]] bool needsRewriting(const QList<IdentitySegment>& segments, qint64 records);

/// The order in which identifiers stand in a file, block by block.
class IdentityOrder final {
public:
    IdentityOrder(const EncryptedFile& file, const QList<IdentitySegment>& segments);
    /// Spread over [0, highest()].
    [[nodiscard]] std::uint64_t rank(std::uint64_t where) const;
    [[nodiscard]] std::uint64_t highest() const { return m_blocks; }
    [[nodiscard]] bool before(std::uint64_t a, std::uint64_t b) const {
        const std::uint64_t one = rank(a);
        const std::uint64_t two = rank(b);
        return one != two ? one < two : a < b;
    }

private:
    std::vector<std::pair<std::uint64_t, std::uint64_t>> m_first; ///< Of each segment: blocks before it.
    std::uint64_t m_blocks = 0;
};

/// Reads the identifiers of people, in the order of the fields asked for. One per worker.
class IdentityReader final {
public:
    IdentityReader(const EncryptedFile& file, const QList<IdentitySegment>& segments, const QStringList& fields);
    /// where: segment << 40 | Location. Views are valid until the next call. A field unknown then is blank.
    [[nodiscard]] Result<void> read(std::uint64_t where, std::vector<std::string_view>& values);

private:
    struct Segment {
        StreamCursor cursor;
        std::vector<int> order; ///< Place in the segment of each field asked for; -1: not there.
    };
    std::unordered_map<quint32, Segment> m_segments;
    std::vector<std::string_view> m_stored;
};

/// Writes the segments of a file. begin() and what takes segments over on one thread, before any are added.
class IdentityWriter final {
public:
    explicit IdentityWriter(EncryptedFileWriter& file)
        : m_file(file) {}
    /// Takes segments of another file over as they are, still encrypted. Their entries keep their places.
    [[nodiscard]] Result<void> keep(const EncryptedFile& from, const QList<IdentitySegment>& segments);
    /// The same of one segment, under a new number: that of its entries from now on.
    [[nodiscard]] Result<quint32> adopt(const EncryptedFile& from, const IdentitySegment& segment);
    /// These stay where they are, in the base of the file that is written.
    void refer(const QList<IdentitySegment>& segments) { m_segments += segments; }
    /// Starts the new segment; its number is above all others. After another one it must be flushed.
    void begin(const QStringList& fields);
    /// Adds to the new segment: where the identifiers stand, segment << 40 | Location.
    [[nodiscard]] Result<std::uint64_t> add(const std::vector<std::string_view>& values);
    [[nodiscard]] Result<void> flush() { return m_stream ? m_stream->flush() : Result<void>{}; }
    [[nodiscard]] const QList<IdentitySegment>& segments() const { return m_segments; }

    /// Adds to the same segment from a thread of its own. flush() at the end.
    class Helper final {
    public:
        explicit Helper(IdentityWriter& writer);
        [[nodiscard]] Result<std::uint64_t> add(const std::vector<std::string_view>& values);
        [[nodiscard]] Result<void> flush() { return m_stream.flush(); }
        [[nodiscard]] qint64 entries() const { return m_entries; }

    private:
        std::uint64_t m_segment;
        StreamWriter m_stream;
        std::string m_scratch;
        qint64 m_entries = 0;
    };
    /// What a helper has added counts for the segment.
    void count(qint64 entries) { m_segments.back().entries += entries; }

private:
    [[nodiscard]] quint32 nextId() const;
    EncryptedFileWriter& m_file;
    std::unique_ptr<StreamWriter> m_stream;
    QList<IdentitySegment> m_segments;
    std::string m_scratch;
};

} // namespace pathways
