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
    qint64 records = 0;
    qint64 people = 0; ///< Records of people who are there (not kept out).
    /// A push came to its end since it was begun: whoever has no line was not accepted, or is not in the audience.
    bool whole = true;
    /// And one since then decided about whoever was missing: whoever is nobody's there is gone.
    bool decided = true;
    QMap<QString, double> filled; ///< Field id -> share of people with a value, when last planned.
    BatchLimit batchLimit;
    QList<IdentitySegment> segments;
};

/// What the destination last accepted from a pathway: records sorted by key, and the identifiers that it knows people
/// by. An immutable file, encrypted and authenticated block by block. Thread-safe.
class Snapshot final {
public:
    static constexpr StreamId kRecords = 1;
    /// std::uint64_t, sorted: digests of the rows of which nobody could say whose they are, when it was last decided
    /// about whoever was missing.
    static constexpr StreamId kUnreadable = 2;

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
    explicit SnapshotWalk(const Snapshot* snapshot)
        : m_walk(snapshot != nullptr ? &snapshot->file() : nullptr, Snapshot::kRecords) {}
    [[nodiscard]] const PersonRecord* current() const { return m_walk.current(); }
    [[nodiscard]] std::uint32_t index() const { return m_walk.index(); }
    [[nodiscard]] Result<void> advance() { return m_walk.advance(); }
    [[nodiscard]] Result<void> start() { return m_walk.start(); }

private:
    RecordWalk<PersonRecord> m_walk;
};

/// Writes a new snapshot beside the old one. Records must come sorted by key.
class SnapshotWriter final {
public:
    [[nodiscard]] static Result<std::unique_ptr<SnapshotWriter>> create(const QString& path, const QByteArray& dataKey);

    /// The identifiers of its people.
    [[nodiscard]] IdentityWriter& identities() { return m_identities; }
    [[nodiscard]] Result<void> add(const PersonRecord& record);
    /// The digests of rows that are in a stream of another file.
    [[nodiscard]] Result<void> takeUnreadable(const EncryptedFile& from, StreamId stream);
    /// Completes, syncs and reads everything back, on a free thread of helpers as well.
    [[nodiscard]] Result<void> finish(SnapshotMeta meta, QThreadPool* helpers = nullptr);

private:
    SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey);
    std::unique_ptr<EncryptedFileWriter> m_file;
    QString m_path;
    QByteArray m_dataKey;
    std::unique_ptr<StreamWriter> m_records;
    std::unique_ptr<StreamWriter> m_unreadable;
    IdentityWriter m_identities;
    qint64 m_count = 0;
    qint64 m_people = 0;
};

} // namespace pathways
