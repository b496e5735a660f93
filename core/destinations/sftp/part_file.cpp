// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sftp/part_file.h"

#include "core/base/digest.h"
#include "core/destinations/sftp/csv_rows.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <openssl/crypto.h>

namespace pathways {

namespace {

constexpr int kFormat = 1;
constexpr qsizetype kProofCharacters = 64;
constexpr int kTagCharacters = 16;
constexpr QLatin1String kSuffix(".changes");

QByteArray keyedHex(const char* purpose, const QByteArray& proofKey, const QByteArray& bytes) {
    KeyedDigest digest(QByteArray(purpose) + proofKey);
    const auto hash = digest.hash({bytes.constData(), std::size_t(bytes.size())});
    QByteArray hex(qsizetype(hash.size()) * 2, '\0');
    toHex(hash.data(), hash.size(), hex.data());
    return hex;
}

QByteArray proofOf(const QByteArray& headLine, const QByteArray& rows, const QByteArray& proofKey) {
    return keyedHex("file drop part", proofKey, headLine + '\n' + rows);
}

std::optional<PartHead> headFrom(const QByteArray& line) {
    const QJsonObject json = QJsonDocument::fromJson(line).object();
    if (json.value(u"format").toInt() != kFormat) {
        return std::nullopt;
    }
    PartHead head;
    head.pathway = json.value(u"pathway").toString();
    head.place = json.value(u"place").toString();
    head.push = json.value(u"push").toString();
    head.stamp = json.value(u"stamp").toString();
    head.batch = quint32(json.value(u"batch").toInteger());
    head.key = json.value(u"key").toString();
    const QJsonArray columns = json.value(u"columns").toArray();
    for (const auto& column : columns) {
        head.columns << column.toObject().value(u"name").toString();
        head.clears.push_back(column.toObject().value(u"clears").toBool());
    }
    return head.columns.contains(head.key) ? std::optional(head) : std::nullopt;
}

bool readChanges(const QByteArray& rows, PartFile& part) {
    CsvRows csv(rows, false);
    std::vector<std::string> cells;
    while (csv.next(cells)) {
        if (cells.size() != std::size_t(part.head.columns.size()) + 2) {
            return false;
        }
        PartFile::Change change;
        change.removal = cells[0] == "remove";
        change.kind = std::move(cells[0]);
        change.previous = std::move(cells[1]);
        change.values.assign(std::make_move_iterator(cells.begin() + 2), std::make_move_iterator(cells.end()));
        part.changes.push_back(std::move(change));
    }
    return csv.wellFormed();
}

} // namespace

QByteArray sealPart(const PartHead& head, const QByteArray& rows, const QByteArray& proofKey) {
    QJsonArray columns;
    for (qsizetype i = 0; i < head.columns.size(); ++i) {
        columns.append(QJsonObject{{QStringLiteral("name"), head.columns[i]},
                                   {QStringLiteral("clears"), bool(head.clears[std::size_t(i)])}});
    }
    const QByteArray line = QJsonDocument(QJsonObject{{QStringLiteral("format"), kFormat},
                                                      {QStringLiteral("pathway"), head.pathway},
                                                      {QStringLiteral("place"), head.place},
                                                      {QStringLiteral("push"), head.push},
                                                      {QStringLiteral("stamp"), head.stamp},
                                                      {QStringLiteral("batch"), qint64(head.batch)},
                                                      {QStringLiteral("key"), head.key},
                                                      {QStringLiteral("columns"), columns},
                                                      {QStringLiteral("bytes"), qint64(rows.size())}})
                                .toJson(QJsonDocument::Compact);
    return line + '\n' + proofOf(line, rows, proofKey) + '\n' + rows;
}

std::optional<PartFile> openPart(const QByteArray& bytes, const QByteArray& proofKey) {
    const qsizetype lineEnd = bytes.indexOf('\n');
    const qsizetype begin = lineEnd + 1 + kProofCharacters + 1;
    if (lineEnd < 0 || bytes.size() < begin || bytes[begin - 1] != '\n') {
        return std::nullopt;
    }
    const QByteArray line = bytes.first(lineEnd);
    const QByteArray rows = bytes.sliced(begin);
    const QByteArray proof = proofOf(line, rows, proofKey);
    if (CRYPTO_memcmp(proof.constData(), bytes.constData() + lineEnd + 1, std::size_t(kProofCharacters)) != 0) {
        return std::nullopt;
    }
    auto head = headFrom(line);
    if (!head) {
        return std::nullopt;
    }
    PartFile part;
    part.head = std::move(*head);
    return readChanges(rows, part) ? std::optional(std::move(part)) : std::nullopt;
}

PartNames::PartNames(const QString& file, const QString& pathway, const QByteArray& proofKey)
    : m_start(u'.' + file + u'-')
    , m_ours(m_start +
             QString::fromLatin1(keyedHex("file drop name", proofKey, pathway.toUtf8()).left(kTagCharacters)) + u'-') {}

QString PartNames::name(const QString& stamp, quint32 batch) const {
    return m_ours + stamp + u'-' + QString::number(batch).rightJustified(8, u'0') + kSuffix;
}

PartNames::Whose PartNames::whose(const QString& name) const {
    // With the mark of a pathway, or without one as an earlier version named them.
    static const QRegularExpression rest(QStringLiteral("^([0-9a-f]{16}-)?[0-9]{1,17}-[0-9]{8}\\.changes$"));
    if (!name.startsWith(m_start) || !rest.match(name.sliced(m_start.size())).hasMatch()) {
        return Whose::Nobodys;
    }
    return name.startsWith(m_ours) ? Whose::Ours : Whose::Others;
}

} // namespace pathways
