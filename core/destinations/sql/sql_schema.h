// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/sql/sql_database.h"
#include "core/model/destination_type.h"

#include <QList>

namespace pathways {

/// One column of a table.
struct SqlColumn {
    QString name;
    QString type; ///< As information_schema spells it.
    bool nullable = true;
    bool hasDefault = false;
    bool generated = false; ///< Filled by the server (identity, auto-increment).
    int maxCharacters = 0;
};

/// The base tables that the user can see, as "schema.table". A table without a usable key cannot be chosen; its reason
/// says why.
[[nodiscard]] Result<QList<DestinationObject>> readTables(SqlDatabase& database, const QString& connectionName);
[[nodiscard]] Result<QList<SqlColumn>> readColumns(SqlDatabase& database, const QString& table,
                                                   const QString& connectionName);
/// The column that identifies a person: a single-column key that the server does not generate; the primary key is
/// preferred to other unique keys. Empty when there is none.
[[nodiscard]] Result<QString> readKeyColumn(SqlDatabase& database, const QString& table,
                                            const QList<SqlColumn>& columns, const QString& connectionName);
/// The column as a field to map to.
[[nodiscard]] FieldSpec fieldOf(const SqlColumn& column, const QString& keyColumn);

} // namespace pathways
