// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/row_encryption.h"

#include <QDataStream>
#include <QIODevice>

namespace pathways {

namespace {

QByteArray contextOf(const PushId& push, const RowOutcome& row) {
    return push.value.toUtf8() + '|' + QByteArray::number(row.row) + '|' + QByteArray::number(int(row.kind)) + '|' +
           QByteArray::number(int(row.reason));
}

} // namespace

QByteArray sealRow(BlobCipher& sealer, const PushId& push, const RowOutcome& row) {
    QByteArray plain;
    QDataStream stream(&plain, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_4);
    stream << row.identity.toUtf8() << row.field.toUtf8() << row.note.toUtf8();
    return sealer.seal(plain, contextOf(push, row));
}

bool openRow(BlobCipher& sealer, const PushId& push, const QByteArray& sealed, RowOutcome& row) {
    const auto plain = sealer.open(sealed, contextOf(push, row));
    if (!plain) {
        return false;
    }
    QByteArray identity;
    QByteArray field;
    QByteArray note;
    QDataStream stream(*plain);
    stream.setVersion(QDataStream::Qt_6_4);
    stream >> identity >> field >> note;
    row.identity = QString::fromUtf8(identity);
    row.field = QString::fromUtf8(field);
    row.note = QString::fromUtf8(note);
    return stream.status() == QDataStream::Ok;
}

} // namespace pathways
