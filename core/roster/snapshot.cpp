// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/snapshot.h"

#include "core/roster/memory_file.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <algorithm>
#include <cstring>

namespace pathways {

namespace {

constexpr int kVersion = 1;

QJsonObject toJson(const SnapshotMeta& meta) {
    QJsonObject filled;
    for (auto it = meta.filled.cbegin(); it != meta.filled.cend(); ++it) {
        filled.insert(it.key(), it.value());
    }
    return {{QStringLiteral("version"), kVersion},
            {QStringLiteral("id"), meta.id},
            {QStringLiteral("writtenBy"), meta.writtenBy},
            {QStringLiteral("keyKind"), meta.keyKind},
            {QStringLiteral("addressField"), meta.addressField},
            {QStringLiteral("keyForm"), meta.keyForm},
            {QStringLiteral("rowContext"), QString::fromLatin1(meta.rowContext.toHex())},
            {QStringLiteral("records"), meta.records},
            {QStringLiteral("people"), meta.people},
            {QStringLiteral("whole"), meta.whole},
            {QStringLiteral("decided"), meta.decided},
            {QStringLiteral("filled"), filled},
            {QStringLiteral("batchLimit"), meta.batchLimit.people},
            {QStringLiteral("batchLimitDay"), meta.batchLimit.day},
            {QStringLiteral("segments"), toJson(meta.segments)}};
}

SnapshotMeta fromJson(const QJsonObject& json) {
    SnapshotMeta meta;
    meta.id = json.value(u"id").toString();
    meta.writtenBy = json.value(u"writtenBy").toString();
    meta.keyKind = json.value(u"keyKind").toString();
    meta.addressField = json.value(u"addressField").toString();
    meta.keyForm = json.value(u"keyForm").toString();
    meta.rowContext = QByteArray::fromHex(json.value(u"rowContext").toString().toLatin1());
    meta.records = json.value(u"records").toInteger();
    meta.people = json.value(u"people").toInteger();
    meta.whole = json.value(u"whole").toBool(true);
    meta.decided = json.value(u"decided").toBool(true);
    const QJsonObject filled = json.value(u"filled").toObject();
    for (auto it = filled.begin(); it != filled.end(); ++it) {
        meta.filled.insert(it.key(), it.value().toDouble());
    }
    meta.batchLimit.people = json.value(u"batchLimit").toInteger();
    meta.batchLimit.day = json.value(u"batchLimitDay").toInteger();
    meta.segments = segmentsFromJson(json.value(u"segments").toArray());
    return meta;
}

} // namespace

Result<std::unique_ptr<Snapshot>> Snapshot::open(const QString& path, const QByteArray& dataKey) {
    auto opened = openMemory(path, dataKey);
    if (!opened) {
        return fail(opened.error());
    }
    auto snapshot = std::make_unique<Snapshot>();
    snapshot->m_file = std::move(opened->file);
    if (opened->meta.value(u"version").toInt() != kVersion || !snapshot->m_file->has(kRecords)) {
        return fail(damagedFile());
    }
    snapshot->m_meta = fromJson(opened->meta);
    snapshot->m_ofBase = snapshot->m_file->records(kRecords, sizeof(PersonRecord));
    return snapshot->readChanged().map([&snapshot] { return std::move(snapshot); });
}

Result<void> Snapshot::readChanged() {
    m_changed.reserve(std::size_t(m_file->records(kChanged, sizeof(PersonRecord))));
    RecordWalk<PersonRecord> walk(m_file->has(kChanged) ? m_file.get() : nullptr, kChanged);
    auto read = walk.start();
    while (read && walk.current() != nullptr) {
        m_changed.push_back({walk.current()->key, isGone(*walk.current())});
        read = walk.advance();
    }
    return read;
}

Result<void>
Snapshot::read(std::uint32_t firstBlock, std::uint32_t lastBlock,
               const std::function<Result<void>(std::uint64_t, const PersonRecord*, std::size_t)>& sink) const {
    BlockCipher ofBase = m_file->cipher(kRecords);
    BlockCipher ofDelta = m_file->cipher(kChanged);
    const std::uint32_t baseBlocks = m_file->blocks(kRecords);
    std::string sealed;
    std::string plain;
    std::vector<PersonRecord> records;
    for (std::uint32_t block = firstBlock; block < lastBlock; ++block) {
        const bool base = block < baseBlocks;
        const std::uint32_t number = base ? block : block - baseBlocks;
        const StreamId stream = base ? kRecords : kChanged;
        if (auto read = m_file->read(stream, number, base ? ofBase : ofDelta, sealed, plain); !read) {
            return read;
        }
        records.resize(plain.size() / sizeof(PersonRecord));
        std::memcpy(static_cast<void*>(records.data()), plain.data(), records.size() * sizeof(PersonRecord));
        const std::uint64_t first = std::uint64_t(number) * kPerBlock + (base ? 0 : m_ofBase);
        if (auto taken = pass(first, records, base, sink); !taken) {
            return taken;
        }
    }
    return {};
}

/// Those that count, in runs: not the ones of the base that the delta replaces, and none that are gone.
Result<void> Snapshot::pass(std::uint64_t first, const std::vector<PersonRecord>& records, bool ofBase,
                            const Sink& sink) const {
    if (m_changed.empty()) {
        return sink(first, records.data(), records.size());
    }
    auto changed = std::lower_bound(m_changed.begin(), m_changed.end(), records.empty() ? PersonKey{} : records[0].key,
                                    [](const Changed& one, const PersonKey& key) { return one.key < key; });
    std::size_t begin = 0;
    const auto passUpTo = [&](std::size_t end) {
        const std::size_t from = std::exchange(begin, end + 1);
        return from < end ? sink(first + from, records.data() + from, end - from) : Result<void>();
    };
    Result<void> done;
    for (std::size_t i = 0; done && i < records.size(); ++i) {
        while (changed != m_changed.end() && changed->key < records[i].key) {
            ++changed;
        }
        const bool replaced = ofBase && changed != m_changed.end() && changed->key == records[i].key;
        if (replaced || (!ofBase && isGone(records[i]))) {
            done = passUpTo(i);
        }
    }
    return done.and_then([&] { return passUpTo(records.size()); });
}

SnapshotWriter::SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey,
                               const Snapshot* deltaOf)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dataKey(std::move(dataKey))
    , m_deltaOf(deltaOf)
    , m_identities(*m_file) {
    const StreamId stream = deltaOf != nullptr ? Snapshot::kChanged : Snapshot::kRecords;
    m_file->addStream(stream);
    m_records = std::make_unique<StreamWriter>(*m_file, stream, StreamWriter::blockFor(sizeof(PersonRecord)));
}

Result<std::unique_ptr<SnapshotWriter>> SnapshotWriter::create(const QString& path, const QByteArray& dataKey,
                                                               const Snapshot* deltaOf) {
    return EncryptedFileWriter::create(path, dataKey).map([&](std::unique_ptr<EncryptedFileWriter> file) {
        return std::unique_ptr<SnapshotWriter>(new SnapshotWriter(std::move(file), path, dataKey, deltaOf));
    });
}

Result<void> SnapshotWriter::add(const PersonRecord& record) {
    ++m_count;
    m_people += record.reason == Reason::None ? 1 : 0;
    return put(record);
}

Result<void> SnapshotWriter::keep(const PersonRecord& record, bool ofBase) {
    if (m_deltaOf == nullptr || !ofBase) {
        return add(record);
    }
    ++m_count;
    m_people += record.reason == Reason::None ? 1 : 0;
    return {};
}

Result<void> SnapshotWriter::drop(const PersonKey& key) {
    if (m_deltaOf == nullptr) {
        return {};
    }
    PersonRecord record;
    record.key = key;
    record.flags = kGone;
    return put(record);
}

Result<void> SnapshotWriter::put(const PersonRecord& record) {
    return putGone(&record.key).and_then([&] { return m_records->appendRecord(record); }).map([](Location) {});
}

/// Whoever is gone of the base stays so, unless something else is said of them now. before: up to this key, and not of
/// it; null: all the others.
Result<void> SnapshotWriter::putGone(const PersonKey* before) {
    if (m_deltaOf == nullptr) {
        return {};
    }
    const std::vector<Snapshot::Changed>& old = m_deltaOf->m_changed;
    for (; m_gone < old.size() && (before == nullptr || !(*before < old[m_gone].key)); ++m_gone) {
        if (!old[m_gone].gone || (before != nullptr && old[m_gone].key == *before)) {
            continue;
        }
        PersonRecord record;
        record.key = old[m_gone].key;
        record.flags = kGone;
        if (auto added = m_records->appendRecord(record); !added) {
            return fail(added.error());
        }
    }
    return {};
}

Result<void> SnapshotWriter::takeUnreadable(const EncryptedFile& from, StreamId stream) {
    m_file->addStream(Snapshot::kUnreadable);
    StreamWriter all(*m_file, Snapshot::kUnreadable, StreamWriter::blockFor(sizeof(std::uint64_t)));
    RecordWalk<std::uint64_t> rows(&from, stream);
    auto done = rows.start();
    while (done && rows.current() != nullptr) {
        done = all.appendRecord(*rows.current()).and_then([&rows](Location) { return rows.advance(); });
    }
    return done.and_then([&all] { return all.flush(); });
}

Result<void> SnapshotWriter::keepUnreadable(const Snapshot& old) {
    const bool inBase = old.file().base() == nullptr || !old.file().hasOwn(Snapshot::kUnreadable);
    return m_deltaOf != nullptr && inBase ? Result<void>() : takeUnreadable(old.file(), Snapshot::kUnreadable);
}

Result<void> SnapshotWriter::finish(SnapshotMeta meta, QThreadPool* helpers) {
    meta.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    meta.records = m_count;
    meta.people = m_people;
    meta.segments = m_identities.segments();
    QJsonObject json = toJson(meta);
    if (m_deltaOf != nullptr) {
        json.insert(kBaseId, idOfBase(m_deltaOf->file()));
    }
    return putGone(nullptr)
        .and_then([this] { return m_records->flush(); })
        .and_then([this] { return m_identities.flush(); })
        .and_then([&] { return m_file->finish(QJsonDocument(json).toJson(QJsonDocument::Compact)); })
        .and_then([this] { return EncryptedFile::open(m_path, m_dataKey); })
        .and_then([helpers](const std::unique_ptr<EncryptedFile>& written) { return written->verify(helpers); });
}

} // namespace pathways
