// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/roster.h"

#include "core/roster/memory_file.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <cstring>

namespace pathways {

namespace {

constexpr int kVersion = 1;

/// One opt-out as it is stored.
struct StoredOptOut {
    PersonKey address;
    PersonKey person;
    std::int64_t since = 0; ///< Milliseconds since 1970.
    std::uint32_t push = 0;
    OptOutKind kind = OptOutKind::OwnWish;
    std::uint8_t reserved[3] = {};
};
static_assert(sizeof(StoredOptOut) == 48 && std::is_trivially_copyable_v<StoredOptOut>);

QJsonArray toJson(const QList<Slot>& all) {
    QJsonArray json;
    for (const Slot& slot : all) {
        json.append(QJsonArray{slot.number, slot.pathway.value, slot.mark, int(slot.state)});
    }
    return json;
}

QList<Slot> slotsFromJson(const QJsonArray& json) {
    QList<Slot> all;
    for (const auto& value : json) {
        const QJsonArray one = value.toArray();
        const int number = one.at(0).toInt(-1);
        if (number >= 0 && number < kPlaceSlots) {
            all << Slot{number, PathwayId{one.at(1).toString()}, one.at(2).toString(), SlotState(one.at(3).toInt())};
        }
    }
    return all;
}

QJsonArray toJson(const PlaceKey& key) {
    return {key.type, key.account, key.object, key.part};
}

EncryptedFileWriter& withStream(EncryptedFileWriter& file, StreamId id) {
    file.addStream(id);
    return file;
}

StoredOptOut stored(const OptOut& one) {
    return {.address = one.address,
            .person = one.person,
            .since = one.since.toMSecsSinceEpoch(),
            .push = std::uint32_t(one.pushSeq),
            .kind = one.kind};
}

/// Whether the base has just these.
Result<bool> standInBase(const EncryptedFile& file, const QList<OptOut>& optOuts) {
    const EncryptedFile& base = file.base() != nullptr ? *file.base() : file;
    if (base.records(Roster::kOptOuts, sizeof(StoredOptOut)) != std::uint64_t(optOuts.size())) {
        return false;
    }
    RecordWalk<StoredOptOut> walk(&base, Roster::kOptOuts);
    auto read = walk.start();
    for (const OptOut& one : optOuts) {
        const StoredOptOut now = stored(one);
        if (!read || walk.current() == nullptr || std::memcmp(walk.current(), &now, sizeof now) != 0) {
            return read ? Result<bool>(false) : fail(read.error());
        }
        read = walk.advance();
    }
    return true;
}

} // namespace

Result<std::unique_ptr<Roster>> Roster::open(const QString& path, const QByteArray& dataKey) {
    auto opened = openMemory(path, dataKey);
    if (!opened) {
        return fail(opened.error());
    }
    auto roster = std::make_unique<Roster>();
    roster->m_file = std::move(opened->file);
    const QJsonObject& json = opened->meta;
    if (json.value(u"roster").toInt() != kVersion || !roster->m_file->has(kRecords)) {
        return fail(damagedFile());
    }
    RosterMeta& meta = roster->m_meta;
    meta.id = json.value(u"id").toString();
    meta.place = json.value(u"place").toString();
    meta.seq = json.value(u"seq").toInteger();
    meta.writtenBy = json.value(u"writtenBy").toString();
    meta.perhaps = json.value(u"perhaps").toInteger();
    meta.key = json.value(u"key").toString();
    meta.records = json.value(u"records").toInteger();
    meta.unknown = json.value(u"unknown").toVariant().toStringList();
    meta.segments = segmentsFromJson(json.value(u"segments").toArray());
    const QJsonArray at = json.value(u"at").toArray();
    meta.at = {at.at(0).toString(), at.at(1).toString(), at.at(2).toString(), at.at(3).toString()};
    meta.slotted = slotsFromJson(json.value(u"slots").toArray());
    meta.pushSeq = json.value(u"pushSeq").toInteger();
    meta.batches = json.value(u"batches").toInteger();
    return roster;
}

Result<std::unique_ptr<Roster>> Roster::openOf(const Place& place, const QString& folder, const QByteArray& dataKey) {
    return open(QDir(folder).filePath(place.rosterFile), dataKey)
        .and_then([&place](std::unique_ptr<Roster> roster) -> Result<std::unique_ptr<Roster>> {
            const RosterMeta& meta = roster->meta();
            if (meta.place != place.id || meta.seq != place.seq) {
                return fail(damagedFile());
            }
            return roster;
        });
}

Result<QList<OptOut>> Roster::optOuts() const {
    QList<OptOut> all;
    RecordWalk<StoredOptOut> walk(m_file->has(kOptOuts) ? m_file.get() : nullptr, kOptOuts);
    auto read = walk.start();
    while (read && walk.current() != nullptr) {
        const StoredOptOut& one = *walk.current();
        all.append({one.address, one.kind, QDateTime::fromMSecsSinceEpoch(one.since, Qt::UTC), std::nullopt, one.push,
                    one.person, QString()});
        read = walk.advance();
    }
    return read.map([&all] { return all; });
}

RosterWriter::RosterWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey,
                           const Roster* deltaOf)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dataKey(std::move(dataKey))
    , m_deltaOf(deltaOf)
    , m_records(withStream(*m_file, deltaOf != nullptr ? Roster::kChanged : Roster::kRecords),
                deltaOf != nullptr ? Roster::kChanged : Roster::kRecords, StreamWriter::blockFor(sizeof(RosterRecord)))
    , m_identities(*m_file) {}

Result<std::unique_ptr<RosterWriter>> RosterWriter::create(const QString& path, const QByteArray& dataKey,
                                                           const Roster* deltaOf) {
    return EncryptedFileWriter::create(path, dataKey).map([&](std::unique_ptr<EncryptedFileWriter> file) {
        return std::unique_ptr<RosterWriter>(new RosterWriter(std::move(file), path, dataKey, deltaOf));
    });
}

void RosterWriter::count(const RosterRecord& record) {
    ++m_count;
    m_perhaps += isInDoubt(record.state) ? 1 : 0;
}

Result<void> RosterWriter::add(const RosterRecord& record) {
    count(record);
    return m_records.appendRecord(record).map([](Location) {});
}

Result<void> RosterWriter::keep(const RosterRecord& record, bool ofBase) {
    if (m_deltaOf == nullptr || !ofBase) {
        return add(record);
    }
    count(record);
    return {};
}

Result<void> RosterWriter::add(const QList<OptOut>& optOuts) {
    const auto known = m_deltaOf != nullptr ? standInBase(m_deltaOf->file(), optOuts) : Result<bool>(false);
    if (!known || *known) {
        return known ? Result<void>() : fail(known.error());
    }
    StreamWriter all(withStream(*m_file, Roster::kOptOuts), Roster::kOptOuts,
                     StreamWriter::blockFor(sizeof(StoredOptOut)));
    for (const OptOut& one : optOuts) {
        if (const auto added = all.appendRecord(stored(one)); !added) {
            return fail(added.error());
        }
    }
    return all.flush();
}

Result<void> RosterWriter::finish(RosterMeta meta, QThreadPool* helpers) {
    meta.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    meta.records = m_count;
    QJsonObject json{{QStringLiteral("roster"), kVersion},
                     {QStringLiteral("id"), meta.id},
                     {QStringLiteral("place"), meta.place},
                     {QStringLiteral("seq"), meta.seq},
                     {QStringLiteral("writtenBy"), meta.writtenBy},
                     {QStringLiteral("perhaps"), m_perhaps},
                     {QStringLiteral("key"), meta.key},
                     {QStringLiteral("records"), meta.records},
                     {QStringLiteral("unknown"), QJsonArray::fromStringList(meta.unknown)},
                     {QStringLiteral("at"), toJson(meta.at)},
                     {QStringLiteral("slots"), toJson(meta.slotted)},
                     {QStringLiteral("pushSeq"), meta.pushSeq},
                     {QStringLiteral("batches"), meta.batches},
                     {QStringLiteral("segments"), toJson(m_identities.segments())}};
    if (m_deltaOf != nullptr) {
        json.insert(kBaseId, idOfBase(m_deltaOf->file()));
    }
    return m_records.flush()
        .and_then([this] { return m_identities.flush(); })
        .and_then([&] { return m_file->finish(QJsonDocument(json).toJson(QJsonDocument::Compact)); })
        .and_then([this] { return EncryptedFile::open(m_path, m_dataKey); })
        .and_then([helpers](const std::unique_ptr<EncryptedFile>& written) { return written->verify(helpers); });
}

} // namespace pathways
