// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <functional>

namespace pathways {

class Database;

/// One step of the schema: resources/schema/NNN_name.sql, NNN being the user_version it leads to.
struct Migration {
    int version = 0;
    QString name;
    QString sql;
    std::function<Result<void>(Database&)> code = {}; ///< Runs after the SQL, in the same transaction; may be empty.
};

/// The steps compiled into the program, in order.
[[nodiscard]] Result<QList<Migration>> builtInMigrations();

/// The statements of a script of ours: each ends with a semicolon at the end of a line, and no other line, not even of
/// a comment, ends with one. A test holds the built-in steps to that; a trigger would need more.
[[nodiscard]] QStringList sqlStatements(const QString& script);

[[nodiscard]] Result<int> schemaVersion(Database& database);

/// Runs the steps above the database's version, each in one transaction with its user_version, so that a database is
/// never between two versions (F13).
[[nodiscard]] Result<void> migrate(Database& database, const QList<Migration>& migrations);

/// Writes a consistent copy of the database, without row details, to target, which must not exist. Not within a
/// transaction.
[[nodiscard]] Result<void> backUp(Database& database, const QString& target);

} // namespace pathways
