// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/place.h"
#include "core/roster/identity_segments.h"
#include "core/roster/record_walk.h"
#include "core/roster/roster_record.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace pathways {

/// What a roster file says of itself.
struct RosterMeta {
    QString id;        ///< Random.
    QString place;     ///< Place::id.
    qint64 seq = 0;    ///< Of the place, one more with each roster.
    QString writtenBy; ///< PushId of the push that wrote it; empty: taken over from snapshots.
    QString key;       ///< memoryKey(): with another one nobody could be found.
    qint64 records = 0;
    qint64 perhaps = 0; ///< Of them, people of whom nobody knows whether they are there.
    /// PathwayIds of those whose people are not all known here, since a memory was lost. Until they have been pushed to
    /// their end, nobody is removed.
    QStringList unknown;
    QList<IdentitySegment> segments;
    // What the database says as well, for one that is older than this file (adoptNewerRosters()).
    PlaceKey at;
    QList<Slot> slotted;
    qint64 pushSeq = 0; ///< Push::seq of writtenBy.
    qint64 batches = 0; ///< Of writtenBy, that were settled when this was written.
};

/// The memory of a place: everybody whom pathways of this workspace want there or ever put there, sorted by the key
/// that the place tells people apart by. An immutable file, or a base and a delta (memory_file.h), encrypted and
/// authenticated block by block. Thread-safe.
class Roster final {
public:
    static constexpr StreamId kRecords = 1;
    static constexpr StreamId kOptOuts = 2;
    static constexpr StreamId kChanged = 3; ///< Of a delta: records that replace those of the base, or are new.

    /// Errors: Storage; isDamage() tells a file that cannot be trusted.
    [[nodiscard]] static Result<std::unique_ptr<Roster>> open(const QString& path, const QByteArray& dataKey);
    /// The one that a place names. One of another place, or an older one under the new one's name, is damage as well.
    [[nodiscard]] static Result<std::unique_ptr<Roster>> openOf(const Place& place, const QString& folder,
                                                                const QByteArray& dataKey);
    [[nodiscard]] const RosterMeta& meta() const { return m_meta; }
    [[nodiscard]] const EncryptedFile& file() const { return *m_file; }
    /// The opt-outs of the place that had not ended when it was written, without addresses in clear.
    [[nodiscard]] Result<QList<OptOut>> optOuts() const;

private:
    std::unique_ptr<EncryptedFile> m_file;
    RosterMeta m_meta;
};

/// Walks a roster in step with other sorted data. May be given none: it is then at its end.
class RosterWalk final {
public:
    explicit RosterWalk(const Roster* roster)
        : m_walk(roster != nullptr ? &roster->file() : nullptr, Roster::kRecords, Roster::kChanged) {}
    [[nodiscard]] const RosterRecord* current() const { return m_walk.current(); }
    /// Whether it stands in the base of the roster.
    [[nodiscard]] bool isOfBase() const { return m_walk.isOfBase(); }
    [[nodiscard]] Result<void> advance() { return m_walk.advance(); }
    [[nodiscard]] Result<void> start() { return m_walk.start(); }

private:
    LayeredWalk<RosterRecord> m_walk;
};

/// Writes a new roster beside the old one. Records must come sorted by place.
class RosterWriter final {
public:
    /// deltaOf: what is written has only what changed since; it outlives the writer. Null: the roster is written whole.
    [[nodiscard]] static Result<std::unique_ptr<RosterWriter>> create(const QString& path, const QByteArray& dataKey,
                                                                      const Roster* deltaOf = nullptr);
    [[nodiscard]] IdentityWriter& identities() { return m_identities; }
    [[nodiscard]] Result<void> add(const RosterRecord& record);
    /// One of the old roster that is as it was. ofBase: RosterWalk::isOfBase().
    [[nodiscard]] Result<void> keep(const RosterRecord& record, bool ofBase);
    [[nodiscard]] Result<void> add(const QList<OptOut>& optOuts);
    /// Completes, syncs and reads everything back, on a free thread of helpers as well.
    [[nodiscard]] Result<void> finish(RosterMeta meta, QThreadPool* helpers = nullptr);

private:
    RosterWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey, const Roster* deltaOf);
    void count(const RosterRecord& record);
    std::unique_ptr<EncryptedFileWriter> m_file;
    QString m_path;
    QByteArray m_dataKey;
    const Roster* m_deltaOf;
    StreamWriter m_records;
    IdentityWriter m_identities;
    qint64 m_count = 0;
    qint64 m_perhaps = 0;
};

} // namespace pathways
