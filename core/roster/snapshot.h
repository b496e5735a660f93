// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/person_record.h"
#include "core/spool/stream_io.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace pathways {

/// What a platform was found to take in one request, where that is less than it says (F41).
struct BatchLimit {
    qint64 people = 0; ///< 0: none is known.
    qint64 day = 0;    ///< Days since 1970 when it was found.

    /// The limit to plan with today; 0: none. It is forgotten after a month, as platforms change, and where a clock
    /// that was ahead wrote its day.
    [[nodiscard]] qint64 on(qint64 today) const { return day <= today && today - day < kDaysKept ? people : 0; }

private:
    static constexpr qint64 kDaysKept = 30;
};

/// What a snapshot file says of itself.
struct SnapshotMeta {
    QString id;            ///< Random; a plan names the snapshot it was made against.
    QString writtenBy;     ///< PushId of the push that wrote it.
    QString keyKind;       ///< toKey(KeyKind).
    QString addressField;  ///< PlanFields::addressField().
    QString keyForm;       ///< PlanFields::keyForm.
    QByteArray rowContext; ///< The tags are good under this context only.
    qint64 records = 0;
    qint64 people = 0;            ///< Records of people who are there (not kept out).
    QMap<QString, double> filled; ///< Field id -> share of people with a value, when last planned.
    BatchLimit batchLimit;
    /// Identities come from as many pushes as there are segments; each knows its fields.
    struct Segment {
        quint32 id = 0;
        QStringList fields;
        qint64 entries = 0;
    };
    QList<Segment> segments;
};

/// What the destination last accepted from a pathway: records sorted by key, and the identifiers that it knows people
/// by. An immutable file, encrypted and authenticated block by block. Thread-safe.
class Snapshot final {
public:
    static constexpr StreamId kRecords = 1;
    static constexpr StreamId kFirstSegment = 100;

    /// Errors: Storage; isDamage() tells a file that cannot be trusted.
    [[nodiscard]] static Result<std::unique_ptr<Snapshot>> open(const QString& path, const QByteArray& dataKey);

    [[nodiscard]] const SnapshotMeta& meta() const { return m_meta; }
    [[nodiscard]] const EncryptedFile& file() const { return *m_file; }
    /// Reads all records, in order; several threads may read ranges of blocks of their own.
    [[nodiscard]] Result<void>
    read(std::uint32_t firstBlock, std::uint32_t lastBlock,
         const std::function<Result<void>(std::uint64_t first, const PersonRecord* records, std::size_t count)>& sink)
        const;
    [[nodiscard]] std::uint32_t blocks() const { return m_file->blocks(kRecords); }
    static constexpr std::size_t kPerBlock = kStreamBlock / sizeof(PersonRecord);

private:
    std::unique_ptr<EncryptedFile> m_file;
    SnapshotMeta m_meta;
};

/// Walks a snapshot's records in step with other sorted data. May be given no snapshot: it is then at its end.
class SnapshotWalk final {
public:
    explicit SnapshotWalk(const Snapshot* snapshot);
    /// The record at hand; null at the end, or after an error.
    [[nodiscard]] const PersonRecord* current() const { return m_at < m_count ? m_records + m_at : nullptr; }
    [[nodiscard]] std::uint32_t index() const { return std::uint32_t(m_first + m_at); }
    [[nodiscard]] Result<void> advance();
    [[nodiscard]] Result<void> start() { return load(); }

private:
    [[nodiscard]] Result<void> load();
    const Snapshot* m_snapshot;
    std::unique_ptr<StreamCursor> m_cursor;
    std::uint32_t m_block = 0;
    std::uint64_t m_first = 0;
    const PersonRecord* m_records = nullptr;
    std::vector<PersonRecord> m_buffer;
    std::size_t m_at = 0;
    std::size_t m_count = 0;
};

/// Reads the identifiers of people, in the order of the fields asked for. One per worker.
class IdentityReader final {
public:
    IdentityReader(const Snapshot& snapshot, const QStringList& fields);
    /// Views are valid until the next call. A field unknown then is blank.
    [[nodiscard]] Result<void> read(std::uint64_t where, std::vector<std::string_view>& values);

private:
    struct Segment {
        StreamCursor cursor;
        std::vector<int> order; ///< Place in the segment of each field asked for; -1: not there.
    };
    std::unordered_map<quint32, Segment> m_segments;
    std::vector<std::string_view> m_stored;
};

/// Writes a new snapshot beside the old one. Records must come sorted by key.
class SnapshotWriter final {
public:
    [[nodiscard]] static Result<std::unique_ptr<SnapshotWriter>> create(const QString& path, const QByteArray& dataKey);

    /// Takes the old segments over as they are. Their entries keep their places.
    [[nodiscard]] Result<void> keepSegments(const Snapshot& old);
    /// Starts the new segment; its id is above all kept ones.
    void beginSegment(const QStringList& fields);
    /// Where the identities stand, for PersonRecord::where.
    [[nodiscard]] Result<std::uint64_t> addIdentity(const std::vector<std::string_view>& values);

    /// Adds identities to the same segment from a thread of its own. flush() before finish().
    class Identities final {
    public:
        explicit Identities(SnapshotWriter& writer);
        [[nodiscard]] Result<std::uint64_t> add(const std::vector<std::string_view>& values);
        [[nodiscard]] Result<void> flush() { return m_stream.flush(); }
        [[nodiscard]] qint64 entries() const { return m_entries; }

    private:
        std::uint64_t m_segment;
        StreamWriter m_stream;
        std::string m_scratch;
        qint64 m_entries = 0;
    };
    /// What such a helper has added counts for the segment.
    void countIdentities(qint64 entries) { m_segments.back().entries += entries; }
    [[nodiscard]] Result<void> add(const PersonRecord& record);
    /// Completes, syncs and reads everything back, on a free thread of helpers as well.
    [[nodiscard]] Result<void> finish(SnapshotMeta meta, QThreadPool* helpers = nullptr);

private:
    SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey);
    std::unique_ptr<EncryptedFileWriter> m_file;
    QString m_path;
    QByteArray m_dataKey;
    std::unique_ptr<StreamWriter> m_records;
    std::unique_ptr<StreamWriter> m_identities;
    QList<SnapshotMeta::Segment> m_segments;
    std::string m_scratch;
    qint64 m_count = 0;
    qint64 m_people = 0;
};

} // namespace pathways
