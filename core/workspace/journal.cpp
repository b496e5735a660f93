// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/journal.h"

#include "core/base/blob_cipher.h"
#include "core/workspace/database.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"
#include "core/workspace/row_check.h"
#include "core/workspace/row_encryption.h"
#include "core/workspace/said_no_repository.h"
#include "core/workspace/storage_error.h"
#include "core/workspace/value_json.h"

#include <QSqlQuery>

#include <algorithm>

namespace pathways {

namespace {

constexpr QStringView kBatchColumns = u"push, number, removal, first, count, state, attempts, changes_digest, receipt";

QVariantList batchRow(const PushId& push, const BatchRecord& batch) {
    QVariantList row = {push.value,          qint64(batch.number), int(batch.removal),
                        qint64(batch.first), qint64(batch.count),  int(batch.state),
                        batch.attempts,      batch.digest,         batch.receipt};
    row << rowDigest(row);
    return row;
}

BatchRecord batchFrom(const QSqlQuery& query) {
    BatchRecord batch;
    batch.number = query.value(1).toUInt();
    batch.removal = query.value(2).toBool();
    batch.first = quint64(query.value(3).toLongLong());
    batch.count = query.value(4).toUInt();
    batch.state = BatchState(query.value(5).toInt());
    batch.attempts = query.value(6).toInt();
    batch.digest = query.value(7).toByteArray();
    batch.receipt = query.value(8).toByteArray();
    return batch;
}

bool isSettled(BatchState state) {
    return state == BatchState::Acknowledged || state == BatchState::Refused;
}

Result<QList<BatchRecord>> readBatches(Database& database, const QString& rest, const QVariantList& values) {
    QList<BatchRecord> list;
    bool whole = true;
    auto ok = database.select(QStringLiteral("SELECT ") + kBatchColumns + QStringLiteral(", digest FROM batch ") + rest,
                              values, [&](const QSqlQuery& query) {
                                  whole = rowIsWhole(query, 0, 9) && query.value(5).toInt() <= int(BatchState::Unknown);
                                  list << batchFrom(query);
                                  return whole;
                              });
    if (!ok) {
        return fail(ok.error());
    }
    if (!whole) {
        return fail(storage::damaged(database.path(), {}, QStringLiteral("a row of batch")));
    }
    return list;
}

/// The batch as stored; nothing when it is not known yet.
Result<std::optional<BatchRecord>> findBatch(Database& database, const PushId& push, quint32 number) {
    const auto list =
        readBatches(database, QStringLiteral("WHERE push = ? AND number = ?"), {push.value, qint64(number)});
    if (!list) {
        return fail(list.error());
    }
    return list->isEmpty() ? std::optional<BatchRecord>() : list->first();
}

Result<void> saveBatch(Database& database, const PushId& push, const BatchRecord& batch) {
    return database.execute(
        QStringLiteral("INSERT INTO batch (push, number, removal, first, count, state, attempts, changes_digest, "
                       "receipt, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (push, number) DO UPDATE SET removal = excluded.removal, first = excluded.first, "
                       "count = excluded.count, state = excluded.state, attempts = excluded.attempts, "
                       "changes_digest = excluded.changes_digest, receipt = excluded.receipt, "
                       "digest = excluded.digest"),
        batchRow(push, batch));
}

tl::unexpected<Error> misuse(const char* what, quint32 batch) {
    return fail(storage::internal(QStringLiteral("journal: batch %1 %2").arg(batch).arg(QLatin1String(what))));
}

Result<void> savePush(Database& database, const Journal::Unfinished& stored) {
    const Push& push = stored.push;
    const PushTerms& terms = stored.terms;
    QVariantList row = {push.id.value,
                        push.pathway.value,
                        int(push.status),
                        int(push.resumable),
                        push.started.toMSecsSinceEpoch(),
                        push.ended ? QVariant(push.ended->toMSecsSinceEpoch()) : QVariant(),
                        stored.planFile,
                        stored.sessionReference,
                        QString::fromUtf8(json::write(push)),
                        push.seq,
                        terms.place,
                        terms.targetDigest,
                        terms.day.isValid() ? terms.day.toJulianDay() : 0,
                        QString::fromUtf8(json::write(terms.decision)),
                        int(stored.settled)};
    row << rowDigest(row);
    return database.execute(
        QStringLiteral("INSERT INTO push (id, pathway, status, resumable, started, ended, plan_file, "
                       "session_reference, body, seq, place, target_digest, day, decision, settled, digest) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET pathway = excluded.pathway, status = excluded.status, "
                       "resumable = excluded.resumable, started = excluded.started, ended = excluded.ended, "
                       "plan_file = excluded.plan_file, session_reference = excluded.session_reference, "
                       "body = excluded.body, seq = excluded.seq, place = excluded.place, "
                       "target_digest = excluded.target_digest, day = excluded.day, decision = excluded.decision, "
                       "settled = excluded.settled, digest = excluded.digest"),
        row);
}

constexpr char kLastSeq[] = "push.last_seq";

/// Kept apart from the pushes, so that a number is not given again when the newest push was deleted: what is remembered
/// of people names it.
Result<qint64> lastSeq(Database& database) {
    SettingsRepository settings(database);
    const auto stored = settings.value(QLatin1String(kLastSeq));
    if (!stored) {
        return fail(stored.error());
    }
    qint64 last = stored->toLongLong();
    auto ok =
        database.select(QStringLiteral("SELECT coalesce(max(seq), 0) FROM push"), {}, [&](const QSqlQuery& query) {
            last = std::max(last, query.value(0).toLongLong());
            return false;
        });
    if (!ok) {
        return fail(ok.error());
    }
    return last;
}

Result<void> setLastSeq(Database& database, qint64 seq) {
    return SettingsRepository(database).setValue(QLatin1String(kLastSeq), QString::number(seq));
}

Result<qint64> nextSeq(Database& database) {
    return lastSeq(database).and_then(
        [&database](qint64 last) { return setLastSeq(database, last + 1).map([last] { return last + 1; }); });
}

/// Whether what is remembered of people at a place may stand at a pathway: one that was turned elsewhere meanwhile must
/// never take them for its own.
Result<void> leadsTo(Database& database, const WorkspaceKeys& keys, const Pathway& pathway, const QString& placeId) {
    if (placeId.isEmpty()) {
        return {}; // Of an older version, which did not keep where a push went.
    }
    return PlaceRepository(database, keys).find(placeId).and_then([&pathway](const Place& place) -> Result<void> {
        const bool otherAccount = !pathway.accountId.isEmpty() && pathway.accountId != place.key.account;
        if (otherAccount || pathway.object.id != place.key.object) {
            return fail(storage::internal(QStringLiteral("the pathway of a push leads elsewhere now")));
        }
        return {};
    });
}

} // namespace

qint64 countSettled(const QList<BatchRecord>& batches) {
    return std::count_if(batches.begin(), batches.end(),
                         [](const BatchRecord& batch) { return isSettled(batch.state); });
}

Journal::Journal(Database& database, const WorkspaceKeys& keys)
    : m_database(database)
    , m_keys(keys) {}

Result<qint64> Journal::begin(const Push& push, const QString& planFile, const QString& sessionReference,
                              const PushTerms& terms) {
    qint64 seq = 0;
    auto ok = m_database.transaction([&]() -> Result<void> {
        const auto known = find(push.id);
        if (!known && known.error().kind != ErrorKind::NotFound) {
            return fail(known.error());
        }
        if (known && known->push.status != PushStatus::Processing && !known->push.resumable) {
            return fail(storage::internal(QStringLiteral("journal: a finished push began again")));
        }
        const auto number = known ? Result<qint64>(known->push.seq) : nextSeq(m_database);
        if (!number) {
            return fail(number.error());
        }
        seq = *number;
        Unfinished stored{push, planFile, sessionReference, known ? known->terms : terms, false};
        stored.push.seq = seq;
        if (auto saved = savePush(m_database, stored); !saved) {
            return saved;
        }
        return known ? Result<void>() : saveCounters(push.id, push.counts);
    });
    if (!ok) {
        return fail(ok.error());
    }
    return seq;
}

Result<void> Journal::passOver(qint64 seq) {
    return lastSeq(m_database).and_then([this, seq](qint64 last) {
        return seq > last ? setLastSeq(m_database, seq) : Result<void>();
    });
}

Result<void> Journal::replan(const Push& push, const QString& planFile, const PushTerms& terms) {
    return m_database.transaction([&]() -> Result<void> {
        auto known = find(push.id);
        const auto sent = batches(push.id);
        if (!known || !sent) {
            return fail(!known ? known.error() : sent.error());
        }
        if (!sent->isEmpty()) {
            return fail(storage::internal(QStringLiteral("journal: a push with batches got another plan")));
        }
        known->push = push;
        known->planFile = planFile;
        known->terms = terms;
        return savePush(m_database, *known).and_then([&] { return saveCounters(push.id, push.counts); });
    });
}

Result<void> Journal::intent(const PushId& push, const BatchRecord& batch) {
    return m_database.transaction([&]() -> Result<void> {
        const auto known = findBatch(m_database, push, batch.number);
        if (!known) {
            return fail(known.error());
        }
        BatchRecord record = batch;
        record.state = BatchState::InFlight;
        if (const auto& before = *known) {
            if (isSettled(before->state)) {
                return misuse("is settled already", batch.number);
            }
            if (before->digest != batch.digest || before->first != batch.first || before->count != batch.count ||
                before->removal != batch.removal) {
                return misuse("is not what it was", batch.number);
            }
        }
        return saveBatch(m_database, push, record);
    });
}

Result<void> Journal::receipt(const PushId& push, quint32 number, const QByteArray& receipt) {
    return m_database.transaction([&]() -> Result<void> {
        auto known = findBatch(m_database, push, number);
        if (!known) {
            return fail(known.error());
        }
        if (!known->has_value()) {
            return misuse("has no intent", number);
        }
        (*known)->receipt = receipt;
        return saveBatch(m_database, push, **known);
    });
}

Result<void> Journal::outcome(const PushId& push, const BatchRecord& batch, const QList<RowOutcome>& rows,
                              const PushCounts& counters) {
    return m_database.transaction([&]() -> Result<void> {
        const auto known = findBatch(m_database, push, batch.number);
        if (!known) {
            return fail(known.error());
        }
        if (!known->has_value()) {
            return misuse("has no intent", batch.number);
        }
        if (isSettled((*known)->state)) {
            return misuse("has an outcome already", batch.number);
        }
        if (auto ok = saveBatch(m_database, push, batch); !ok) {
            return ok;
        }
        if (auto ok = insertRows(push, rows); !ok) {
            return ok;
        }
        return saveCounters(push, counters);
    });
}

Result<void> Journal::addLeftOut(const PushId& push, const QList<RowOutcome>& rows,
                                 const QMap<Reason, qint64>& unlisted) {
    return m_database.transaction([&]() -> Result<void> {
        auto done = insertRows(push, rows);
        for (auto it = unlisted.cbegin(); done && it != unlisted.cend(); ++it) {
            QVariantList values = {push.value, int(it.key()), it.value()};
            values << rowDigest(values);
            done = m_database.execute(
                QStringLiteral("INSERT INTO unlisted (push, reason, people, digest) VALUES (?, ?, ?, ?)"), values);
        }
        return done;
    });
}

Result<void> Journal::insertRows(const PushId& push, const QList<RowOutcome>& rows) {
    if (rows.isEmpty()) {
        return {};
    }
    BlobCipher sealer(m_keys.data);
    for (const RowOutcome& row : rows) {
        const QVariantList values = {push.value, row.row, int(row.kind), int(row.reason), sealRow(sealer, push, row)};
        if (auto ok = m_database.execute(
                QStringLiteral("INSERT INTO row_outcome (push, row, kind, reason, sealed) VALUES (?, ?, ?, ?, ?)"),
                values);
            !ok) {
            return ok;
        }
    }
    return {};
}

Result<void> Journal::saveCounters(const PushId& push, const PushCounts& c) {
    QVariantList row = {push.value, c.total,   c.unchanged, c.accepted, c.removed, c.invalid,
                        c.rejected, c.leftOut, c.planned,   c.settled,  c.requests};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO push_counter (push, total, unchanged, accepted, removed, invalid, rejected, "
                       "left_out, planned, settled, requests, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (push) DO UPDATE SET total = excluded.total, unchanged = excluded.unchanged, "
                       "accepted = excluded.accepted, removed = excluded.removed, invalid = excluded.invalid, "
                       "rejected = excluded.rejected, left_out = excluded.left_out, planned = excluded.planned, "
                       "settled = excluded.settled, requests = excluded.requests, digest = excluded.digest"),
        row);
}

Result<QList<BatchRecord>> Journal::batches(const PushId& push) {
    return readBatches(m_database, QStringLiteral("WHERE push = ? ORDER BY number"), {push.value});
}

Result<void> Journal::finish(const Push& push, const std::optional<QString>& snapshotFile) {
    return m_database.transaction([&] { return savePushAndSnapshot(push, snapshotFile, false); });
}

Result<void> Journal::unsettle(const PushId& push) {
    return m_database.transaction([&] {
        return find(push).and_then([this](Unfinished stored) -> Result<void> {
            if (!stored.settled) {
                return {};
            }
            stored.settled = false;
            return savePush(m_database, stored);
        });
    });
}

Result<void> Journal::resettle(const Push& push, const QList<BatchRecord>& batches, const QList<RowOutcome>& rows,
                               const NewMemory& memory) {
    return m_database.transaction([&]() -> Result<void> {
        for (const BatchRecord& batch : batches) {
            const auto known = findBatch(m_database, push.id, batch.number);
            if (!known) {
                return fail(known.error());
            }
            if (!known->has_value() || (*known)->state != BatchState::Acknowledged || !isSettled(batch.state)) {
                return misuse("was not acknowledged", batch.number);
            }
            if (auto ok = saveBatch(m_database, push.id, batch); !ok) {
                return ok;
            }
        }
        return insertRows(push.id, rows).and_then([&] { return nameMemory(push, memory); }).and_then([&] {
            return savePushAndSnapshot(push, memory.snapshotFile, memory.settled);
        });
    });
}

Result<void> Journal::nameMemory(const Push& push, const NewMemory& memory) {
    if (memory.place.isEmpty()) {
        return {};
    }
    PlaceRepository places(m_database, m_keys);
    if (memory.rosterFile) {
        auto named = places.setRoster(memory.place, memory.rosterSeq, *memory.rosterFile, memory.rosterPrevious);
        auto freed = named.and_then([&] { return places.freeSlots(memory.place, memory.endedSlots); });
        if (!freed) {
            return freed;
        }
    }
    if (memory.lossesOver) {
        if (auto closed = places.closeLosses(memory.place, memory.when); !closed) {
            return fail(closed.error());
        }
    }
    if (memory.lost > 0) {
        if (auto noted = places.addLoss(memory.place, {{}, memory.lost, memory.when, push.seq}); !noted) {
            return noted;
        }
    }
    for (const PersonKey& address : memory.endedOptOuts) {
        for (const OptOutKind kind :
             {OptOutKind::OwnWish, OptOutKind::Bounce, OptOutKind::Waiting, OptOutKind::ByOthers}) {
            if (auto ended = places.endOptOut(memory.place, address, kind, memory.when, push.seq); !ended) {
                return ended;
            }
        }
    }
    if (auto said =
            SaidNoRepository(m_database, m_keys).change(memory.place, memory.audience, memory.saidNo, memory.saidYes);
        !said) {
        return said;
    }
    // What was learnt by sending weighs more than what was read before.
    return places.addOptOuts(memory.place, memory.optOuts);
}

Result<void> Journal::savePushAndSnapshot(const Push& push, const std::optional<QString>& snapshotFile, bool settled) {
    auto known = find(push.id);
    if (!known) {
        return fail(known.error());
    }
    const qint64 seq = known->push.seq;
    known->push = push;
    known->push.seq = seq;
    known->settled = known->settled || settled;
    if (auto ok = savePush(m_database, *known); !ok) {
        return ok;
    }
    if (auto ok = saveCounters(push.id, push.counts); !ok) {
        return ok;
    }
    if (!snapshotFile) {
        return {};
    }
    PathwayRepository repository(m_database);
    auto pathway = repository.find(push.pathway);
    if (!pathway) {
        // Deleted for good meanwhile: there is nothing left that could use the snapshot.
        return pathway.error().kind == ErrorKind::NotFound ? Result<void>() : fail(pathway.error());
    }
    if (auto here = leadsTo(m_database, m_keys, *pathway, known->terms.place); !here) {
        return here;
    }
    pathway->snapshotFile = *snapshotFile;
    pathway->snapshotDoubtful = false;
    return repository.save(*pathway);
}

} // namespace pathways
