// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <memory>
#include <optional>

namespace pathways {

enum class SqlKind { PostgreSql, MySql };

/// One connection to the organisation's own database server. Belongs to the thread that opened it; destroying it closes
/// the connection. Errors never contain the server's own text, which may quote a donor's values.
class SqlDatabase final {
public:
    /// Errors: SignIn, Network, and Security when a server on another machine does not offer encryption.
    [[nodiscard]] static Result<std::unique_ptr<SqlDatabase>> open(const Connection& connection, const Secret& secret);
    ~SqlDatabase();
    SqlDatabase(const SqlDatabase&) = delete;
    SqlDatabase& operator=(const SqlDatabase&) = delete;

    [[nodiscard]] SqlKind kind() const { return m_kind; }
    [[nodiscard]] QSqlDatabase& handle() { return m_database; }
    /// A statement that can be run again; forward only.
    [[nodiscard]] QSqlQuery prepared(const QString& sql);
    /// A column or table name in quotes, so that no name can become a statement.
    [[nodiscard]] QString quoted(const QString& identifier) const;
    /// "schema.table" quoted part by part.
    [[nodiscard]] QString quotedTable(const QString& object) const;

private:
    SqlDatabase() = default;
    [[nodiscard]] std::optional<Error> prepareMySql(const Connection& connection, bool elsewhere);
    QSqlDatabase m_database;
    QString m_name;
    SqlKind m_kind = SqlKind::PostgreSql;
};

/// What a statement's error means, by its SQLSTATE class (ISO/IEC 9075) and the driver's own type.
[[nodiscard]] Error sqlError(const QSqlError& error, const QString& connectionName);
/// Whether the server rolled back because of another transaction (deadlock, serialisation): retrying helps.
[[nodiscard]] bool isPassing(const QSqlError& error);
/// Whether the server refused one row's values (class 22 or 23) rather than the statement or the session.
[[nodiscard]] bool isDataError(const QSqlError& error);
/// Whether a value is none that its column could hold (class 22).
[[nodiscard]] bool isImpossibleValue(const QSqlError& error);

} // namespace pathways
