// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/digest.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

namespace pathways::practice {

/// SHA-256 in lower-case hex, as ad platforms want it.
inline QString digest(const QByteArray& value) {
    QByteArray hex(64, Qt::Uninitialized);
    Sha256().hex({value.constData(), std::size_t(value.size())}, hex.data());
    return QString::fromLatin1(hex);
}

inline QByteArray json(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace pathways::practice
