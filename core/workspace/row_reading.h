// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/database.h"
#include "core/workspace/storage_error.h"

#include <QDateTime>
#include <QList>
#include <QSqlQuery>

#include <optional>

namespace pathways {

// Common to the classes that read and write tables.

/// A time as it is stored: milliseconds since 1970, or NULL.
[[nodiscard]] inline QVariant when(const std::optional<QDateTime>& time) {
    return time ? QVariant(time->toMSecsSinceEpoch()) : QVariant();
}

[[nodiscard]] inline Error damagedRow(const Database& database, const char* table) {
    return storage::damaged(database.path(), {}, QStringLiteral("a row of %1").arg(QLatin1String(table)));
}

/// Rows of one statement as values; the first row that is not whole ends it.
template <typename T, typename ReadRow>
[[nodiscard]] Result<QList<T>> readAll(Database& database, const QString& sql, const QVariantList& values,
                                       ReadRow readRow) {
    QList<T> list;
    std::optional<Error> problem;
    auto ok = database.select(sql, values, [&](const QSqlQuery& query) {
        Result<T> value = readRow(query);
        if (!value) {
            problem = value.error();
            return false;
        }
        list << std::move(*value);
        return true;
    });
    if (!ok) {
        return fail(ok.error());
    }
    if (problem) {
        return fail(std::move(*problem));
    }
    return list;
}

} // namespace pathways
