// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"
#include "core/destinations/push_target.h"
#include "core/destinations/sql/sql_key.h"

#include <QSqlError>

namespace pathways {

/// The statements of one push against one table, prepared once per batch and run once per person. Every value is bound,
/// never written into a statement. Belongs to the thread and the connection that prepared it.
class SqlStatements final {
public:
    SqlStatements(SqlDatabase& database, const PushTarget& target, const SqlKey& key);

    enum class Effect { Failed, Inserted, Updated, Untouched };
    /// Adds or updates by the method. Untouched: Append found the person there, or Update Only did not.
    [[nodiscard]] Effect write(const PersonChange& person);
    /// Changes the key of a person's row. No error when there is no such row, or when the new key already exists.
    [[nodiscard]] bool rename(const PersonChange& person);
    /// Deletes by key: the row whose key has the same form, and where the key was read from the table, the same
    /// spelling, so that no other row can be meant. Untouched: nobody there.
    [[nodiscard]] Effect remove(const PersonChange& person);
    /// Why the last one failed.
    [[nodiscard]] const QSqlError& error() const { return m_error; }

private:
    [[nodiscard]] bool run(QSqlQuery& query);
    [[nodiscard]] std::optional<bool> there(std::string_view key);
    [[nodiscard]] Effect upsert(const PersonChange& person);
    [[nodiscard]] Effect insert(const PersonChange& person);
    [[nodiscard]] Effect update(const PersonChange& person);
    [[nodiscard]] QString assignments(SqlDatabase& database) const;
    void prepareInsert(SqlDatabase& database, const QString& table, const QString& key);
    static void bindKey(QSqlQuery& query, int& place, int times, std::string_view key);

    SyncMethod m_method;
    SqlKind m_kind;
    std::vector<FieldSpec> m_fields;
    std::vector<bool> m_clears;
    std::size_t m_key;
    int m_keyTimes;    ///< How often a statement asks for a key to compare with, ...
    int m_removeTimes; ///< ... and one that deletes, by form ...
    int m_readTimes;   ///< ... or by spelling.
    QSqlQuery m_find;
    QSqlQuery m_insert; ///< PostgreSQL: including ON CONFLICT.
    QSqlQuery m_update;
    QSqlQuery m_rename;
    QSqlQuery m_remove;
    QSqlQuery m_removeRead; ///< Somebody known from reading the table alone.
    QSqlError m_error;
};

} // namespace pathways
