// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/http_server.h"

namespace pathways::practice {

QByteArray PracticeRequest::header(QByteArrayView lowerCaseName) const {
    for (const auto& [name, value] : headers) {
        if (name == lowerCaseName) {
            return value;
        }
    }
    return {};
}

QList<QByteArray> PracticeRequest::segments() const {
    QList<QByteArray> result;
    for (const QByteArray& part : path.split('/')) {
        if (!part.isEmpty()) {
            result.append(QByteArray::fromPercentEncoding(part));
        }
    }
    return result;
}

std::optional<QByteArray> PracticeRequest::parameter(QByteArrayView name) const {
    for (const QByteArray& pair : rawQuery.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        const QByteArray key = equals < 0 ? pair : pair.left(equals);
        if (QByteArray::fromPercentEncoding(key) == name) {
            QByteArray value = equals < 0 ? QByteArray() : pair.mid(equals + 1);
            return QByteArray::fromPercentEncoding(value.replace('+', ' '));
        }
    }
    return std::nullopt;
}

} // namespace pathways::practice
