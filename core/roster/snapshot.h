// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/identity_segments.h"
#include "core/roster/person_record.h"
#include "core/roster/record_walk.h"
#include "core/spool/stream_io.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <functional>
#include <memory>
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
    qint64 records = 0;    ///< Lines, without those that a delta takes away.
    qint64 people = 0;     ///< Records of people who are there (not kept out).
    /// A push came to its end since it was begun: whoever has no line was not accepted, or is not in the audience.
    bool whole = true;
    /// And one since then decided about whoever was missing: whoever is nobody's there is gone.
    bool decided = true;
    QMap<QString, double> filled; ///< Field id -> share of people with a value, when last planned.
    BatchLimit batchLimit;
    QList<IdentitySegment> segments;
};

/// What the destination last accepted from a pathway: records sorted by key, and the identifiers that it knows people
/// by. An immutable file, or a base and a delta (memory_file.h), encrypted and authenticated block by block.
/// Thread-safe.
class Snapshot final {
public:
    static constexpr StreamId kRecords = 1;
    /// std::uint64_t, sorted: digests of the rows of which nobody could say whose they are, when it was last decided
    /// about whoever was missing.
    static constexpr StreamId kUnreadable = 2;
    static constexpr StreamId kChanged = 3; ///< Of a delta: records that replace those of the base, or are new; kGone.

    /// Errors: Storage; isDamage() tells a file that cannot be trusted.
    [[nodiscard]] static Result<std::unique_ptr<Snapshot>> open(const QString& path, const QByteArray& dataKey);

    [[nodiscard]] const SnapshotMeta& meta() const { return m_meta; }
    [[nodiscard]] const EncryptedFile& file() const { return *m_file; }
    /// Reads all records, those of the base before those of the delta; several threads may read ranges of blocks of
    /// their own. first: the number of the first one (SnapshotWalk::index()).
    [[nodiscard]] Result<void>
    read(std::uint32_t firstBlock, std::uint32_t lastBlock,
         const std::function<Result<void>(std::uint64_t first, const PersonRecord* records, std::size_t count)>& sink)
        const;
    [[nodiscard]] std::uint32_t blocks() const { return m_file->blocks(kRecords) + m_file->blocks(kChanged); }
    /// Numbers of records are below this; not each of them is a record's.
    [[nodiscard]] std::uint64_t indices() const { return m_ofBase + m_changed.size(); }
    static constexpr std::size_t kPerBlock = kStreamBlock / sizeof(PersonRecord);

private:
    friend class SnapshotRecords;
    friend class SnapshotWriter;
    /// Of the delta, in its order.
    struct Changed {
        PersonKey key;
        bool gone = false;
    };
    using Sink = std::function<Result<void>(std::uint64_t first, const PersonRecord* records, std::size_t count)>;
    [[nodiscard]] Result<void> readChanged();
    [[nodiscard]] Result<void> pass(std::uint64_t first, const std::vector<PersonRecord>& records, bool ofBase,
                                    const Sink& sink) const;

    std::unique_ptr<EncryptedFile> m_file;
    SnapshotMeta m_meta;
    std::uint64_t m_ofBase = 0; ///< Records of the base.
    std::vector<Changed> m_changed;
};

/// Single records of a snapshot by their number. One per worker; the snapshot outlives it.
class SnapshotRecords final {
public:
    explicit SnapshotRecords(const Snapshot& snapshot)
        : m_snapshot(snapshot)
        , m_base(snapshot.file(), Snapshot::kRecords)
        , m_changed(snapshot.file(), Snapshot::kChanged) {}
    [[nodiscard]] Result<PersonRecord> at(std::uint64_t index) {
        return index < m_snapshot.m_ofBase ? m_base.record<PersonRecord>(index)
                                           : m_changed.record<PersonRecord>(index - m_snapshot.m_ofBase);
    }

private:
    const Snapshot& m_snapshot;
    StreamCursor m_base;
    StreamCursor m_changed;
};

/// Walks a snapshot's records in step with other sorted data. May be given no snapshot: it is then at its end.
class SnapshotWalk final {
public:
    explicit SnapshotWalk(const Snapshot* snapshot)
        : m_walk(snapshot != nullptr ? &snapshot->file() : nullptr, Snapshot::kRecords, Snapshot::kChanged) {}
    [[nodiscard]] const PersonRecord* current() const { return m_walk.current(); }
    /// Its number, below Snapshot::indices(). With a delta, numbers do not come in order.
    [[nodiscard]] std::uint32_t index() const { return m_walk.index(); }
    /// Whether it stands in the base of the snapshot.
    [[nodiscard]] bool isOfBase() const { return m_walk.isOfBase(); }
    [[nodiscard]] Result<void> advance() { return m_walk.advance(); }
    [[nodiscard]] Result<void> start() { return m_walk.start(); }

private:
    LayeredWalk<PersonRecord> m_walk;
};

/// Writes a new snapshot beside the old one. Records must come sorted by key.
class SnapshotWriter final {
public:
    /// deltaOf: what is written has only what changed since; it outlives the writer. Null: the snapshot is written
    /// whole.
    [[nodiscard]] static Result<std::unique_ptr<SnapshotWriter>> create(const QString& path, const QByteArray& dataKey,
                                                                        const Snapshot* deltaOf = nullptr);

    /// The identifiers of its people.
    [[nodiscard]] IdentityWriter& identities() { return m_identities; }
    [[nodiscard]] Result<void> add(const PersonRecord& record);
    /// One of the old snapshot that is as it was. ofBase: SnapshotWalk::isOfBase().
    [[nodiscard]] Result<void> keep(const PersonRecord& record, bool ofBase);
    /// One of the old snapshot that is no more; in the order of the others.
    [[nodiscard]] Result<void> drop(const PersonKey& key);
    /// The digests of rows that are in a stream of another file.
    [[nodiscard]] Result<void> takeUnreadable(const EncryptedFile& from, StreamId stream);
    /// Those of the old snapshot.
    [[nodiscard]] Result<void> keepUnreadable(const Snapshot& old);
    /// Completes, syncs and reads everything back, on a free thread of helpers as well.
    [[nodiscard]] Result<void> finish(SnapshotMeta meta, QThreadPool* helpers = nullptr);

private:
    SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey,
                   const Snapshot* deltaOf);
    [[nodiscard]] Result<void> put(const PersonRecord& record);
    [[nodiscard]] Result<void> putGone(const PersonKey* before);
    std::unique_ptr<EncryptedFileWriter> m_file;
    QString m_path;
    QByteArray m_dataKey;
    const Snapshot* m_deltaOf;
    std::size_t m_gone = 0; ///< Up to which of the old delta's those who are gone stand in the new one.
    std::unique_ptr<StreamWriter> m_records;
    IdentityWriter m_identities;
    qint64 m_count = 0;
    qint64 m_people = 0;
};

} // namespace pathways
