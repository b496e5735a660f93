// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/snapshot.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

#include <cstring>

namespace pathways {

namespace {

constexpr int kVersion = 1;

QByteArray toJson(const SnapshotMeta& meta) {
    QJsonObject filled;
    for (auto it = meta.filled.cbegin(); it != meta.filled.cend(); ++it) {
        filled.insert(it.key(), it.value());
    }
    return QJsonDocument(QJsonObject{{QStringLiteral("version"), kVersion},
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
                                     {QStringLiteral("segments"), toJson(meta.segments)}})
        .toJson(QJsonDocument::Compact);
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
    if (!QFile::exists(path)) {
        return fail(damagedFile()); // Lost is as good as damaged: it cannot be trusted.
    }
    auto file = EncryptedFile::open(path, dataKey);
    if (!file) {
        return fail(file.error());
    }
    auto snapshot = std::make_unique<Snapshot>();
    snapshot->m_file = std::move(*file);
    const QJsonObject json = QJsonDocument::fromJson(snapshot->m_file->meta()).object();
    if (json.value(u"version").toInt() != kVersion || !snapshot->m_file->has(kRecords)) {
        return fail(damagedFile());
    }
    snapshot->m_meta = fromJson(json);
    return snapshot;
}

Result<void>
Snapshot::read(std::uint32_t firstBlock, std::uint32_t lastBlock,
               const std::function<Result<void>(std::uint64_t, const PersonRecord*, std::size_t)>& sink) const {
    BlockCipher cipher = m_file->cipher(kRecords);
    std::string sealed;
    std::string plain;
    std::vector<PersonRecord> records;
    for (std::uint32_t block = firstBlock; block < lastBlock; ++block) {
        if (auto read = m_file->read(kRecords, block, cipher, sealed, plain); !read) {
            return read;
        }
        records.resize(plain.size() / sizeof(PersonRecord));
        std::memcpy(static_cast<void*>(records.data()), plain.data(), records.size() * sizeof(PersonRecord));
        if (auto taken = sink(std::uint64_t(block) * kPerBlock, records.data(), records.size()); !taken) {
            return taken;
        }
    }
    return {};
}

SnapshotWriter::SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dataKey(std::move(dataKey))
    , m_identities(*m_file) {
    m_file->addStream(Snapshot::kRecords);
    m_records =
        std::make_unique<StreamWriter>(*m_file, Snapshot::kRecords, StreamWriter::blockFor(sizeof(PersonRecord)));
    m_file->addStream(Snapshot::kUnreadable);
    m_unreadable =
        std::make_unique<StreamWriter>(*m_file, Snapshot::kUnreadable, StreamWriter::blockFor(sizeof(std::uint64_t)));
}

Result<std::unique_ptr<SnapshotWriter>> SnapshotWriter::create(const QString& path, const QByteArray& dataKey) {
    return EncryptedFileWriter::create(path, dataKey).map([&](std::unique_ptr<EncryptedFileWriter> file) {
        return std::unique_ptr<SnapshotWriter>(new SnapshotWriter(std::move(file), path, dataKey));
    });
}

Result<void> SnapshotWriter::add(const PersonRecord& record) {
    ++m_count;
    m_people += record.reason == Reason::None ? 1 : 0;
    return m_records->appendRecord(record).map([](Location) {});
}

Result<void> SnapshotWriter::takeUnreadable(const EncryptedFile& from, StreamId stream) {
    RecordWalk<std::uint64_t> rows(&from, stream);
    auto done = rows.start();
    while (done && rows.current() != nullptr) {
        done = m_unreadable->appendRecord(*rows.current()).and_then([&rows](Location) { return rows.advance(); });
    }
    return done;
}

Result<void> SnapshotWriter::finish(SnapshotMeta meta, QThreadPool* helpers) {
    meta.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    meta.records = m_count;
    meta.people = m_people;
    meta.segments = m_identities.segments();
    return m_records->flush()
        .and_then([this] { return m_unreadable->flush(); })
        .and_then([this] { return m_identities.flush(); })
        .and_then([this, &meta] { return m_file->finish(toJson(meta)); })
        .and_then([this] { return EncryptedFile::open(m_path, m_dataKey); })
        .and_then([helpers](const std::unique_ptr<EncryptedFile>& written) { return written->verify(helpers); });
}

} // namespace pathways
