// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/place_repository.h"

#include "core/base/blob_cipher.h"
#include "core/workspace/row_check.h"
#include "core/workspace/row_reading.h"

#include <QCoreApplication>
#include <QUuid>

#include <algorithm>
#include <cstring>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlaceRepository)
};

QString newId() {
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

QDateTime utc(const QVariant& msecs) {
    return QDateTime::fromMSecsSinceEpoch(msecs.toLongLong(), Qt::UTC);
}

tl::unexpected<Error> unknownPlace() {
    return fail(storage::internal(QStringLiteral("no such place")));
}

// --- Places ---

constexpr QStringView kSelectPlace =
    u"SELECT id, type, account, object, part, seq, roster_file, roster_previous, digest FROM place ";
constexpr int kPlaceColumns = 8;

Result<QList<Place>> places(Database& database, const QString& rest, const QVariantList& values) {
    return readAll<Place>(
        database, kSelectPlace.toString() + rest, values, [&](const QSqlQuery& query) -> Result<Place> {
            if (!rowIsWhole(query, 0, kPlaceColumns)) {
                return fail(damagedRow(database, "place"));
            }
            const auto text = [&query](int column) { return query.value(column).toString(); };
            return Place{text(0), {text(1), text(2), text(3), text(4)}, query.value(5).toLongLong(), text(6), text(7)};
        });
}

Result<void> savePlace(Database& database, const Place& place) {
    QVariantList row = {place.id,       place.key.type, place.key.account, place.key.object,
                        place.key.part, place.seq,      place.rosterFile,  place.rosterPrevious};
    row << rowDigest(row);
    return database.execute(
        QStringLiteral("INSERT INTO place (id, type, account, object, part, seq, roster_file, roster_previous, digest) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, roster_file = excluded.roster_file, "
                       "roster_previous = excluded.roster_previous, digest = excluded.digest"),
        row);
}

// --- Slots ---

constexpr int kSlotColumns = 5;

Result<QList<Slot>> readSlots(Database& database, const QString& rest, const QVariantList& values) {
    return readAll<Slot>(
        database, QStringLiteral("SELECT place, number, pathway, mark, state, digest FROM slot ") + rest, values,
        [&](const QSqlQuery& query) -> Result<Slot> {
            if (!rowIsWhole(query, 0, kSlotColumns) || query.value(4).toInt() > int(SlotState::Closed)) {
                return fail(damagedRow(database, "slot"));
            }
            return Slot{query.value(1).toInt(), PathwayId{query.value(2).toString()}, query.value(3).toString(),
                        SlotState(query.value(4).toInt())};
        });
}

Result<void> storeSlot(Database& database, const QString& place, const Slot& slot) {
    QVariantList row = {place, slot.number, slot.pathway.value, slot.mark, int(slot.state)};
    row << rowDigest(row);
    return database.execute(
        QStringLiteral("INSERT INTO slot (place, number, pathway, mark, state, digest) VALUES (?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (place, number) DO UPDATE SET pathway = excluded.pathway, mark = excluded.mark, "
                       "state = excluded.state, digest = excluded.digest"),
        row);
}

/// A number for one more slot; none when all are taken.
std::optional<int> freeNumber(const QList<Slot>& taken) {
    for (int number = 0; number < kPlaceSlots; ++number) {
        if (std::none_of(taken.begin(), taken.end(), [number](const Slot& slot) { return slot.number == number; })) {
            return number;
        }
    }
    return std::nullopt;
}

// --- Opt-outs ---

constexpr int kOptOutColumns = 8;

QByteArray bytesOf(const PersonKey& key) {
    return QByteArray(reinterpret_cast<const char*>(key.bytes.data()), qsizetype(key.bytes.size()));
}

QByteArray contextOf(const QString& place, const PersonKey& address, OptOutKind kind) {
    return QByteArrayLiteral("opt_out|") + place.toUtf8() + '|' + bytesOf(address).toHex() + '|' +
           QByteArray::number(int(kind));
}

Result<QList<OptOut>> readOptOuts(Database& database, const WorkspaceKeys& keys, const QString& place,
                                  const QString& rest, const QVariantList& further = {}) {
    std::optional<BlobCipher> cipher;
    return readAll<OptOut>(
        database,
        QStringLiteral("SELECT place, address, kind, since, ended, push_seq, person, sealed, digest FROM opt_out "
                       "WHERE place = ? ") +
            rest,
        QVariantList{place} + further, [&](const QSqlQuery& query) -> Result<OptOut> {
            OptOut found;
            const QByteArray address = query.value(1).toByteArray();
            const int kind = query.value(2).toInt();
            if (!rowIsWhole(query, 0, kOptOutColumns) || address.size() != qsizetype(found.address.bytes.size()) ||
                kind > int(OptOutKind::Deleted)) {
                return fail(damagedRow(database, "opt_out"));
            }
            std::memcpy(found.address.bytes.data(), address.constData(), found.address.bytes.size());
            found.kind = OptOutKind(kind);
            found.since = utc(query.value(3));
            if (!query.isNull(4)) {
                found.ended = utc(query.value(4));
            }
            found.pushSeq = query.value(5).toLongLong();
            if (const QByteArray person = query.value(6).toByteArray();
                person.size() == qsizetype(found.person.bytes.size())) {
                std::memcpy(found.person.bytes.data(), person.constData(), found.person.bytes.size());
            }
            // With other keys than it was sealed with, the address cannot be named any more; who it is, is still known.
            if (const QByteArray sealed = query.value(7).toByteArray(); !sealed.isEmpty()) {
                if (!cipher) {
                    cipher.emplace(keys.data);
                }
                const auto opened = cipher->open(sealed, contextOf(place, found.address, found.kind));
                found.identity = QString::fromUtf8(opened.value_or(""));
                found.ofOldKeys = !opened;
            }
            return found;
        });
}

Result<void> saveOptOut(Database& database, BlobCipher& cipher, const QString& place, const OptOut& optOut) {
    // Sealed without an address as well: it tells with which keys the digests were made.
    const QByteArray sealed = cipher.seal(optOut.identity.toUtf8(), contextOf(place, optOut.address, optOut.kind));
    QVariantList row = {place,
                        bytesOf(optOut.address),
                        int(optOut.kind),
                        optOut.since.toMSecsSinceEpoch(),
                        when(optOut.ended),
                        optOut.pushSeq,
                        optOut.person == PersonKey{} ? QByteArray("") : bytesOf(optOut.person),
                        sealed};
    row << rowDigest(row);
    return database.execute(
        QStringLiteral("INSERT INTO opt_out (place, address, kind, since, ended, push_seq, person, sealed, digest) "
                       "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                       "ON CONFLICT (place, address, kind) DO UPDATE SET since = excluded.since, "
                       "ended = excluded.ended, push_seq = excluded.push_seq, person = excluded.person, "
                       "sealed = excluded.sealed, digest = excluded.digest"),
        row);
}

/// The one opt-out of this address and kind; an empty list when there is none.
Result<QList<OptOut>> findOptOut(Database& database, const WorkspaceKeys& keys, const QString& place,
                                 const PersonKey& address, OptOutKind kind) {
    return readOptOuts(database, keys, place, QStringLiteral("AND address = ? AND kind = ?"),
                       {bytesOf(address), int(kind)});
}

// --- Losses ---

constexpr int kLossColumns = 6;

QVariantList lossRow(const QString& id, const QString& place, const PlaceLoss& loss, const QVariant& closed) {
    QVariantList row = {id, place, loss.people, loss.since.toMSecsSinceEpoch(), loss.pushSeq, closed};
    row << rowDigest(row);
    return row;
}

/// A loss with the place it belongs to.
struct StoredLoss {
    QString place;
    PlaceLoss loss;
};

Result<QList<StoredLoss>> readLosses(Database& database, const QString& rest, const QVariantList& values) {
    return readAll<StoredLoss>(
        database,
        QStringLiteral("SELECT id, place, people, since, push_seq, closed, digest FROM place_loss "
                       "WHERE closed IS NULL AND ") +
            rest,
        values, [&](const QSqlQuery& query) -> Result<StoredLoss> {
            if (!rowIsWhole(query, 0, kLossColumns)) {
                return fail(damagedRow(database, "place_loss"));
            }
            return StoredLoss{query.value(1).toString(),
                              {query.value(0).toString(), query.value(2).toLongLong(), utc(query.value(3)),
                               query.value(4).toLongLong()}};
        });
}

} // namespace

PlaceRepository::PlaceRepository(Database& database, const WorkspaceKeys& keys)
    : m_database(database)
    , m_keys(keys) {}

Result<Place> PlaceRepository::findOrCreate(const PlaceKey& key) {
    Place place;
    auto ok = m_database.transaction([&]() -> Result<void> {
        const auto known =
            places(m_database, QStringLiteral("WHERE type = ? AND account = ? AND object = ? AND part = ?"),
                   {key.type, key.account, key.object, key.part});
        if (!known) {
            return fail(known.error());
        }
        if (!known->isEmpty()) {
            place = known->first();
            return {};
        }
        place.id = newId();
        place.key = key;
        return savePlace(m_database, place);
    });
    if (!ok) {
        return fail(ok.error());
    }
    return place;
}

Result<QList<Place>> PlaceRepository::all() {
    return places(m_database, {}, {});
}

Result<Place> PlaceRepository::find(const QString& id) {
    auto known = places(m_database, QStringLiteral("WHERE id = ?"), {id});
    if (!known) {
        return fail(known.error());
    }
    if (known->isEmpty()) {
        return unknownPlace();
    }
    return std::move(known->first());
}

Result<void> PlaceRepository::setRoster(const QString& id, qint64 seq, const QString& file, const QString& previous) {
    return m_database.transaction([&] {
        return find(id).and_then([&](Place place) {
            place.seq = seq;
            place.rosterFile = file;
            place.rosterPrevious = previous;
            return savePlace(m_database, place);
        });
    });
}

Result<void> PlaceRepository::save(const Place& place) {
    return savePlace(m_database, place);
}

Result<void> PlaceRepository::saveSlot(const QString& place, const Slot& slot) {
    return storeSlot(m_database, place, slot);
}

Result<QList<Slot>> PlaceRepository::slotsOf(const QString& place) {
    return readSlots(m_database, QStringLiteral("WHERE place = ? ORDER BY number"), {place});
}

Result<Slot> PlaceRepository::slotFor(const QString& place, const PathwayId& pathway, const QString& mark) {
    Slot wanted{0, pathway, mark, SlotState::Active};
    auto ok = m_database.transaction([&]() -> Result<void> {
        const auto taken = slotsOf(place);
        if (!taken) {
            return fail(taken.error());
        }
        const auto own = std::find_if(taken->begin(), taken->end(),
                                      [&](const Slot& slot) { return slot.pathway == pathway && slot.mark == mark; });
        if (own != taken->end()) {
            wanted.number = own->number;
            return own->state == SlotState::Active ? Result<void>() : storeSlot(m_database, place, wanted);
        }
        const auto number = freeNumber(*taken);
        if (!number) {
            return fail(
                ErrorKind::Input,
                Texts::tr("No more than %Ln pathway(s) can be kept apart at one list, and there are as many already.",
                          nullptr, kPlaceSlots),
                Texts::tr("Nobody was added or removed there."),
                Texts::tr("Delete pathways to this list that you no longer need, or choose another list."));
        }
        wanted.number = *number;
        return storeSlot(m_database, place, wanted);
    });
    if (!ok) {
        return fail(ok.error());
    }
    return wanted;
}

Result<void> PlaceRepository::freeSlots(const QString& place, const std::vector<int>& numbers) {
    return m_database.transaction([&]() -> Result<void> {
        for (const int number : numbers) {
            auto freed =
                m_database.execute(QStringLiteral("DELETE FROM slot WHERE place = ? AND number = ?"), {place, number});
            if (!freed) {
                return freed;
            }
        }
        return {};
    });
}

Result<QList<OptOut>> PlaceRepository::optOuts(const QString& place) {
    return readOptOuts(m_database, m_keys, place, QStringLiteral("AND ended IS NULL ORDER BY address, kind"));
}

Result<QList<OptOut>> PlaceRepository::returns(const QString& place) {
    // Whoever waits was put there by a push, and is there by it once they have confirmed.
    return readOptOuts(m_database, m_keys, place,
                       QStringLiteral("AND ended IS NOT NULL AND kind <> ? ORDER BY address"),
                       {int(OptOutKind::Waiting)});
}

Result<void> PlaceRepository::addOptOuts(const QString& place, const QList<OptOut>& optOuts) {
    if (optOuts.isEmpty()) {
        return {};
    }
    BlobCipher cipher(m_keys.data);
    return m_database.transaction([&]() -> Result<void> {
        for (const OptOut& optOut : optOuts) {
            const auto known = findOptOut(m_database, m_keys, place, optOut.address, optOut.kind);
            if (!known) {
                return fail(known.error());
            }
            OptOut stored = optOut;
            if (!known->isEmpty() && !known->first().ended) {
                const OptOut& before = known->first();
                const bool nothingNew = optOut.person == PersonKey{} || before.person != PersonKey{};
                if (nothingNew) {
                    continue;
                }
                stored = before; // Only whose it is has been learnt.
                stored.person = optOut.person;
            }
            if (auto ok = saveOptOut(m_database, cipher, place, stored); !ok) {
                return ok;
            }
        }
        return {};
    });
}

Result<void> PlaceRepository::endOptOut(const QString& place, const PersonKey& address, OptOutKind kind,
                                        const QDateTime& when, qint64 pushSeq) {
    BlobCipher cipher(m_keys.data);
    return m_database.transaction([&]() -> Result<void> {
        auto known = findOptOut(m_database, m_keys, place, address, kind);
        if (!known) {
            return fail(known.error());
        }
        if (known->isEmpty() || known->first().ended) {
            return {};
        }
        known->first().ended = when;
        known->first().pushSeq = pushSeq;
        return saveOptOut(m_database, cipher, place, known->first());
    });
}

Result<LeaversKnown> PlaceRepository::leaversKnown(const QString& place) {
    return readAll<LeaversKnown>(
               m_database,
               QStringLiteral("SELECT place, until, push_seq, open, digest FROM leavers_known WHERE place = ?"),
               {place},
               [](const QSqlQuery& query) -> Result<LeaversKnown> {
                   constexpr int kColumns = 4;
                   if (!rowIsWhole(query, 0, kColumns)) {
                       return LeaversKnown{}; // Damaged: everything is asked for again.
                   }
                   LeaversKnown known{utc(query.value(1)), query.value(2).toLongLong(), {}};
                   for (const QString& push : query.value(3).toString().split(u' ', Qt::SkipEmptyParts)) {
                       known.open << push.toLongLong();
                   }
                   return known;
               })
        .map([](const QList<LeaversKnown>& found) { return found.value(0); });
}

Result<void> PlaceRepository::setLeaversKnown(const QString& place, const LeaversKnown& known) {
    QStringList open;
    for (const qint64 push : known.open) {
        open << QString::number(push);
    }
    QVariantList row = {place, known.until.toMSecsSinceEpoch(), known.pushSeq, open.join(u' ')};
    row << rowDigest(row);
    return m_database.execute(
        QStringLiteral("INSERT INTO leavers_known (place, until, push_seq, open, digest) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT (place) DO UPDATE SET until = excluded.until, push_seq = excluded.push_seq, "
                       "open = excluded.open, digest = excluded.digest"),
        row);
}

Result<QList<PlaceLoss>> PlaceRepository::losses(const QString& place) {
    return readLosses(m_database, QStringLiteral("place = ? ORDER BY since, id"), {place})
        .map([](const QList<StoredLoss>& stored) {
            QList<PlaceLoss> losses;
            for (const StoredLoss& one : stored) {
                losses << one.loss;
            }
            return losses;
        });
}

Result<int> PlaceRepository::closeLosses(const QString& place, const QDateTime& when) {
    int closed = 0;
    auto ok = m_database.transaction([&]() -> Result<void> {
        const auto open = losses(place);
        if (!open) {
            return fail(open.error());
        }
        for (const PlaceLoss& loss : *open) {
            const QVariantList row = lossRow(loss.id, place, loss, when.toMSecsSinceEpoch());
            auto saved = m_database.execute(QStringLiteral("UPDATE place_loss SET closed = ?, digest = ? WHERE id = ?"),
                                            {row[5], row[6], loss.id});
            if (!saved) {
                return saved;
            }
        }
        closed = int(open->size());
        return {};
    });
    if (!ok) {
        return fail(ok.error());
    }
    return closed;
}

Result<void> PlaceRepository::addLoss(const QString& place, const PlaceLoss& loss) {
    return m_database.transaction([&]() -> Result<void> {
        const auto open = losses(place);
        if (!open) {
            return fail(open.error());
        }
        const auto same = std::find_if(open->begin(), open->end(), [&loss](const PlaceLoss& one) {
            return loss.pushSeq != 0 && one.pushSeq == loss.pushSeq;
        });
        return m_database.execute(
            QStringLiteral("INSERT INTO place_loss (id, place, people, since, push_seq, closed, digest) "
                           "VALUES (?, ?, ?, ?, ?, ?, ?) "
                           "ON CONFLICT (id) DO UPDATE SET people = excluded.people, since = excluded.since, "
                           "digest = excluded.digest"),
            lossRow(same != open->end() ? same->id : newId(), place, loss, QVariant()));
    });
}

} // namespace pathways
