// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/row_check.h"

#include "core/base/digest.h"

#include <string>

namespace pathways {

namespace {

// The driver gives back whole numbers as qlonglong and flags as numbers: one form for all of them. An empty text and
// an empty blob are the same here, NULL is not.
void append(std::string& text, const QVariant& value) {
    if (!value.isValid() || value.isNull()) {
        const int type = value.typeId();
        text += type == QMetaType::QString || type == QMetaType::QByteArray ? "0:" : "-";
        text += '|';
        return;
    }
    const QByteArray bytes = value.typeId() == QMetaType::QByteArray ? value.toByteArray()
                             : value.typeId() == QMetaType::QString  ? value.toString().toUtf8()
                                                                     : QByteArray::number(value.toLongLong());
    text += std::to_string(bytes.size());
    text += ':';
    text.append(bytes.constData(), std::size_t(bytes.size()));
    text += '|';
}

QByteArray digestOf(const std::string& text) {
    const auto digest = Sha256().hash(text);
    return QByteArray(reinterpret_cast<const char*>(digest.data()), 16);
}

} // namespace

QByteArray rowDigest(const QVariantList& values) {
    std::string text;
    for (const QVariant& value : values) {
        append(text, value);
    }
    return digestOf(text);
}

bool rowIsWhole(const QSqlQuery& query, int first, int count) {
    std::string text;
    for (int i = first; i < first + count; ++i) {
        append(text, query.isNull(i) ? QVariant() : query.value(i));
    }
    return digestOf(text) == query.value(first + count).toByteArray();
}

} // namespace pathways
