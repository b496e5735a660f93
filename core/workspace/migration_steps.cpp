// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/migration_steps.h"

#include "core/workspace/database.h"
#include "core/workspace/row_check.h"

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

} // namespace

std::function<Result<void>(Database&)> codeOfMigration(int version) {
    return version == 3 ? coverColumnsOfPlaces : std::function<Result<void>(Database&)>();
}

} // namespace pathways
