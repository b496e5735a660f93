// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/roster.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>

namespace pathways {

namespace {

constexpr int kVersion = 1;

EncryptedFileWriter& withRecords(EncryptedFileWriter& file) {
    file.addStream(Roster::kRecords);
    return file;
}

} // namespace

Result<std::unique_ptr<Roster>> Roster::open(const QString& path, const QByteArray& dataKey) {
    if (!QFile::exists(path)) {
        return fail(damagedFile()); // Lost is as good as damaged: it cannot be trusted.
    }
    auto file = EncryptedFile::open(path, dataKey);
    if (!file) {
        return fail(file.error());
    }
    auto roster = std::make_unique<Roster>();
    roster->m_file = std::move(*file);
    const QJsonObject json = QJsonDocument::fromJson(roster->m_file->meta()).object();
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
    return roster;
}

RosterWriter::RosterWriter(std::unique_ptr<EncryptedFileWriter> file, QString path, QByteArray dataKey)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dataKey(std::move(dataKey))
    , m_records(withRecords(*m_file), Roster::kRecords, StreamWriter::blockFor(sizeof(RosterRecord)))
    , m_identities(*m_file) {}

Result<std::unique_ptr<RosterWriter>> RosterWriter::create(const QString& path, const QByteArray& dataKey) {
    return EncryptedFileWriter::create(path, dataKey).map([&](std::unique_ptr<EncryptedFileWriter> file) {
        return std::unique_ptr<RosterWriter>(new RosterWriter(std::move(file), path, dataKey));
    });
}

Result<void> RosterWriter::add(const RosterRecord& record) {
    ++m_count;
    m_perhaps += record.state == PlaceState::PerhapsIn || record.state == PlaceState::PerhapsOut ? 1 : 0;
    return m_records.appendRecord(record).map([](Location) {});
}

Result<void> RosterWriter::finish(RosterMeta meta, QThreadPool* helpers) {
    meta.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    meta.records = m_count;
    const QByteArray json =
        QJsonDocument(QJsonObject{{QStringLiteral("roster"), kVersion},
                                  {QStringLiteral("id"), meta.id},
                                  {QStringLiteral("place"), meta.place},
                                  {QStringLiteral("seq"), meta.seq},
                                  {QStringLiteral("writtenBy"), meta.writtenBy},
                                  {QStringLiteral("perhaps"), m_perhaps},
                                  {QStringLiteral("key"), meta.key},
                                  {QStringLiteral("records"), meta.records},
                                  {QStringLiteral("unknown"), QJsonArray::fromStringList(meta.unknown)},
                                  {QStringLiteral("segments"), toJson(m_identities.segments())}})
            .toJson(QJsonDocument::Compact);
    return m_records.flush()
        .and_then([this] { return m_identities.flush(); })
        .and_then([&] { return m_file->finish(json); })
        .and_then([this] { return EncryptedFile::open(m_path, m_dataKey); })
        .and_then([helpers](const std::unique_ptr<EncryptedFile>& written) { return written->verify(helpers); });
}

} // namespace pathways
