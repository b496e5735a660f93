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
/// Small blocks: identities are read one by one, in no order.
constexpr std::size_t kIdentityBlock = 8 * 1024;

QByteArray toJson(const SnapshotMeta& meta) {
    QJsonArray segments;
    for (const auto& segment : meta.segments) {
        segments.append(QJsonObject{{QStringLiteral("id"), int(segment.id)},
                                    {QStringLiteral("fields"), QJsonArray::fromStringList(segment.fields)},
                                    {QStringLiteral("entries"), segment.entries}});
    }
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
                                     {QStringLiteral("filled"), filled},
                                     {QStringLiteral("batchLimit"), meta.batchLimit.people},
                                     {QStringLiteral("batchLimitDay"), meta.batchLimit.day},
                                     {QStringLiteral("segments"), segments}})
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
    const QJsonObject filled = json.value(u"filled").toObject();
    for (auto it = filled.begin(); it != filled.end(); ++it) {
        meta.filled.insert(it.key(), it.value().toDouble());
    }
    meta.batchLimit.people = json.value(u"batchLimit").toInteger();
    meta.batchLimit.day = json.value(u"batchLimitDay").toInteger();
    const QJsonArray segments = json.value(u"segments").toArray();
    for (const auto& value : segments) {
        const QJsonObject object = value.toObject();
        SnapshotMeta::Segment segment;
        segment.id = quint32(object.value(u"id").toInt());
        segment.fields = object.value(u"fields").toVariant().toStringList();
        segment.entries = object.value(u"entries").toInteger();
        meta.segments.append(segment);
    }
    return meta;
}

StreamId streamOf(quint32 segment) {
    return StreamId(Snapshot::kFirstSegment + segment);
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

SnapshotWalk::SnapshotWalk(const Snapshot* snapshot)
    : m_snapshot(snapshot) {
    if (snapshot != nullptr) {
        m_cursor = std::make_unique<StreamCursor>(snapshot->file(), Snapshot::kRecords);
    }
}

Result<void> SnapshotWalk::load() {
    m_at = 0;
    m_count = 0;
    if (m_snapshot == nullptr || m_block >= m_snapshot->blocks()) {
        return {};
    }
    auto plain = m_cursor->block(m_block);
    if (!plain) {
        return fail(plain.error());
    }
    m_first = std::uint64_t(m_block) * Snapshot::kPerBlock;
    ++m_block;
    m_count = plain->size() / sizeof(PersonRecord);
    m_buffer.resize(m_count);
    std::memcpy(static_cast<void*>(m_buffer.data()), plain->data(), m_count * sizeof(PersonRecord));
    m_records = m_buffer.data();
    return {};
}

Result<void> SnapshotWalk::advance() {
    ++m_at;
    return m_at < m_count ? Result<void>{} : load();
}

IdentityReader::IdentityReader(const Snapshot& snapshot, const QStringList& fields) {
    for (const auto& segment : snapshot.meta().segments) {
        if (!snapshot.file().has(streamOf(segment.id))) {
            continue;
        }
        std::vector<int> order;
        for (const QString& field : fields) {
            order.push_back(int(segment.fields.indexOf(field)));
        }
        m_segments.emplace(segment.id, Segment{StreamCursor(snapshot.file(), streamOf(segment.id)), std::move(order)});
    }
}

Result<void> IdentityReader::read(std::uint64_t where, std::vector<std::string_view>& values) {
    values.clear();
    const auto segment = m_segments.find(quint32(where >> 40));
    if (segment == m_segments.end()) {
        return fail(damagedFile());
    }
    auto bytes = segment->second.cursor.at(where & kNowhere);
    if (!bytes) {
        return fail(bytes.error());
    }
    std::string_view packed = *bytes;
    if (!unpackTexts(packed, m_stored)) {
        return fail(damagedFile());
    }
    for (const int place : segment->second.order) {
        values.push_back(place >= 0 && std::size_t(place) < m_stored.size() ? m_stored[std::size_t(place)]
                                                                            : std::string_view());
    }
    return {};
}

SnapshotWriter::SnapshotWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dataKey(std::move(dataKey)) {
    m_file->addStream(Snapshot::kRecords);
    m_records =
        std::make_unique<StreamWriter>(*m_file, Snapshot::kRecords, StreamWriter::blockFor(sizeof(PersonRecord)));
}

Result<std::unique_ptr<SnapshotWriter>> SnapshotWriter::create(const QString& path, const QByteArray& dataKey) {
    return EncryptedFileWriter::create(path, dataKey).map([&](std::unique_ptr<EncryptedFileWriter> file) {
        return std::unique_ptr<SnapshotWriter>(new SnapshotWriter(std::move(file), path, dataKey));
    });
}

Result<void> SnapshotWriter::keepSegments(const Snapshot& old) {
    for (const auto& segment : old.meta().segments) {
        if (auto copied = m_file->copy(streamOf(segment.id), old.file(), streamOf(segment.id)); !copied) {
            return copied;
        }
        m_segments.append(segment);
    }
    return {};
}

void SnapshotWriter::beginSegment(const QStringList& fields) {
    SnapshotMeta::Segment segment;
    segment.id = 1;
    for (const auto& kept : std::as_const(m_segments)) {
        segment.id = std::max(segment.id, kept.id + 1);
    }
    segment.fields = fields;
    m_segments.append(segment);
    m_file->addStream(streamOf(segment.id));
    m_identities = std::make_unique<StreamWriter>(*m_file, streamOf(segment.id), kIdentityBlock);
}

Result<std::uint64_t> SnapshotWriter::addIdentity(const std::vector<std::string_view>& values) {
    m_scratch.clear();
    packTexts(values, m_scratch);
    ++m_segments.back().entries;
    return m_identities->append(m_scratch).map(
        [this](Location location) { return std::uint64_t(m_segments.back().id) << 40 | location; });
}

SnapshotWriter::Identities::Identities(SnapshotWriter& writer)
    : m_segment(std::uint64_t(writer.m_segments.back().id) << 40)
    , m_stream(*writer.m_file, streamOf(writer.m_segments.back().id), kIdentityBlock) {}

Result<std::uint64_t> SnapshotWriter::Identities::add(const std::vector<std::string_view>& values) {
    m_scratch.clear();
    packTexts(values, m_scratch);
    ++m_entries;
    return m_stream.append(m_scratch).map([this](Location location) { return m_segment | location; });
}

Result<void> SnapshotWriter::add(const PersonRecord& record) {
    ++m_count;
    m_people += record.reason == Reason::None ? 1 : 0;
    return m_records->appendRecord(record).map([](Location) {});
}

Result<void> SnapshotWriter::finish(SnapshotMeta meta, QThreadPool* helpers) {
    meta.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    meta.records = m_count;
    meta.people = m_people;
    meta.segments = m_segments;
    return m_records->flush()
        .and_then([this] { return m_identities ? m_identities->flush() : Result<void>{}; })
        .and_then([this, &meta] { return m_file->finish(toJson(meta)); })
        .and_then([this] { return EncryptedFile::open(m_path, m_dataKey); })
        .and_then([helpers](const std::unique_ptr<EncryptedFile>& written) { return written->verify(helpers); });
}

} // namespace pathways
