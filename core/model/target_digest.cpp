// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/target_digest.h"

#include "core/base/digest.h"
#include "core/model/pathway.h"

#include <QDataStream>
#include <QIODevice>

namespace pathways {

QByteArray targetDigest(const Pathway& pathway, bool trial) {
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_4);
    // Not known to be the same account, two connections are two.
    out << (pathway.accountId.isEmpty() ? pathway.connection.value : pathway.accountId) << pathway.object.id
        << toKey(pathway.method) << (pathway.matchExactly && !trial) << pathway.removalMeaning << pathway.options;
    for (const ColumnMapping& line : pathway.mapping) {
        if (!line.column.isEmpty()) {
            out << line.field.id << line.column << line.clear;
        }
    }
    const auto digest = Sha256().hash({bytes.constData(), std::size_t(bytes.size())});
    return QByteArray(reinterpret_cast<const char*>(digest.data()), qsizetype(digest.size()));
}

} // namespace pathways
