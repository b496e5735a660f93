// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/sql/sql_database.h"
#include "core/model/destination_type.h"

#include <QList>

namespace pathways {

/// One column of a table.
struct SqlColumn {
    QString name;
    QString type; ///< As information_schema writes it.
    bool nullable = true;
    bool hasDefault = false;
    bool generated = false;       ///< The server counts it up by itself.
    bool comparedLoosely = false; ///< "Ann" and "ann" are one value to the server.
    int maxCharacters = 0;
};

/// The base tables that the user can see, as "schema.table". A table without a usable key cannot be chosen, and says
/// so.
[[nodiscard]] Result<QList<DestinationObject>> readTables(SqlDatabase& database, const QString& connectionName);
[[nodiscard]] Result<QList<SqlColumn>> readColumns(SqlDatabase& database, const QString& table,
                                                   const QString& connectionName);
/// The one column that recognises a person: a key of a single column that the server does not make up itself, the
/// primary key before other unique ones. Empty when there is none.
[[nodiscard]] Result<QString> readKeyColumn(SqlDatabase& database, const QString& table,
                                            const QList<SqlColumn>& columns, const QString& connectionName);
/// A column as a field that an audience's column can feed.
[[nodiscard]] FieldSpec fieldOf(const SqlColumn& column, const QString& keyColumn);

} // namespace pathways
