// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/migration_steps.h"

#include "core/workspace/database.h"
#include "core/workspace/row_check.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QSqlQuery>

namespace pathways {

namespace {

// Version 3 gives push six more columns. A row that was whole gets a digest over all of them; one that was not keeps
// the digest it does not agree with.
Result<void> coverColumnsOfPlaces(Database& database) {
    constexpr int kBefore = 9;
    constexpr int kAdded = 6;
    struct Covered {
        QVariant id;
        QByteArray digest;
    };
    QList<Covered> rows;
    auto ok = database.select(
        QStringLiteral("SELECT id, pathway, status, resumable, started, ended, plan_file, session_reference, body, "
                       "digest, seq, place, target_digest, day, decision, settled FROM push"),
        {}, [&](const QSqlQuery& query) {
            if (!rowIsWhole(query, 0, kBefore)) {
                return true;
            }
            QVariantList values;
            for (int column = 0; column < kBefore + 1 + kAdded; ++column) {
                if (column != kBefore) {
                    values << (query.isNull(column) ? QVariant() : query.value(column));
                }
            }
            rows << Covered{values.first(), rowDigest(values)};
            return true;
        });
    for (qsizetype i = 0; ok && i < rows.size(); ++i) {
        ok = database.execute(QStringLiteral("UPDATE push SET digest = ? WHERE id = ?"), {rows[i].digest, rows[i].id});
    }
    return ok;
}

// Version 8 keeps what was decided about every column that says who may be written to; before, it was one, and always
// meant consent. What its name says is looked at when it is read: a choice that turns a refusal round is asked about.
Result<void> keepPermissionByColumn(Database& database) {
    QList<QVariantList> rows;
    auto ok = database.select(
        QStringLiteral("SELECT id, name, base, removed_at, body, digest FROM audience"), {},
        [&](const QSqlQuery& query) {
            constexpr int kBody = 4;
            QJsonObject body = QJsonDocument::fromJson(query.value(kBody).toString().toUtf8()).object();
            const QString column = body.take(QLatin1String("consent_column")).toString();
            if (!rowIsWhole(query, 0, kBody + 1) || body.isEmpty() || body.contains(QLatin1String("permission"))) {
                return true; // A damaged row stays what it is.
            }
            QJsonArray choices;
            if (!column.isEmpty()) {
                choices << QJsonObject{{QStringLiteral("column"), column},
                                       {QStringLiteral("use"), QStringLiteral("consent")},
                                       {QStringLiteral("allowed"), QJsonArray()},
                                       {QStringLiteral("denied"), QJsonArray()}};
            }
            body.insert(QStringLiteral("permission"), choices);
            QVariantList row;
            for (int i = 0; i < kBody; ++i) {
                row << (query.isNull(i) ? QVariant() : query.value(i));
            }
            rows << (row << QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Compact)));
            return true;
        });
    for (qsizetype i = 0; ok && i < rows.size(); ++i) {
        ok = database.execute(QStringLiteral("UPDATE audience SET body = ?, digest = ? WHERE id = ?"),
                              {rows[i].last(), rowDigest(rows[i]), rows[i].first()});
    }
    return ok;
}

} // namespace

std::function<Result<void>(Database&)> codeOfMigration(int version) {
    switch (version) {
    case 3:
        return coverColumnsOfPlaces;
    case 8:
        return keepPermissionByColumn;
    default:
        return {};
    }
}

} // namespace pathways
