// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_statements.h"

namespace pathways {

namespace {

/// A blank is NULL: the statements keep what is there, unless the column is to be cleared (promise P7).
QVariant valueOf(std::string_view text) {
    return text.empty() ? QVariant(QMetaType::fromType<QString>())
                        : QVariant(QString::fromUtf8(text.data(), qsizetype(text.size())));
}

} // namespace

SqlStatements::SqlStatements(SqlDatabase& database, const PushTarget& target)
    : m_method(target.method)
    , m_kind(database.kind())
    , m_fields(target.fields)
    , m_clears(target.clears)
    , m_key(target.identifiers.front()) {
    const QString table = database.quotedTable(target.object.id);
    const QString key = database.quoted(m_fields[m_key].id);
    prepareInsert(database, table, key);
    // The row is locked between reading and writing. MySQL's own upsert is not used: it treats any unique column as the
    // key, and could change another person's row (promise P8).
    m_find = database.prepared(QStringLiteral("SELECT 1 FROM %1 WHERE %2 = ? FOR UPDATE").arg(table, key));
    m_update =
        database.prepared(QStringLiteral("UPDATE %1 SET %2 WHERE %3 = ?").arg(table, assignments(database), key));
    m_rename = database.prepared(QStringLiteral("UPDATE %1 SET %2 = ? WHERE %2 = ?").arg(table, key));
    m_remove = database.prepared(QStringLiteral("DELETE FROM %1 WHERE %2 = ?").arg(table, key));
}

QString SqlStatements::assignments(SqlDatabase& database) const {
    QStringList parts;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (i != m_key) {
            const QString column = database.quoted(m_fields[i].id);
            parts << column + (m_clears[i] ? QStringLiteral(" = ?") : QStringLiteral(" = COALESCE(?, %1)").arg(column));
        }
    }
    parts << database.quoted(m_fields[m_key].id) + QStringLiteral(" = ?"); // There has to be one.
    return parts.join(QStringLiteral(", "));
}

void SqlStatements::prepareInsert(SqlDatabase& database, const QString& table, const QString& key) {
    QStringList names;
    QStringList marks;
    QStringList keep;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        const QString column = database.quoted(m_fields[i].id);
        names << column;
        marks << QStringLiteral("?");
        keep << (m_clears[i] || i == m_key ? QStringLiteral("%1 = EXCLUDED.%1").arg(column)
                                           : QStringLiteral("%1 = COALESCE(EXCLUDED.%1, t.%1)").arg(column));
    }
    const bool postgres = m_kind == SqlKind::PostgreSql;
    QString sql = QStringLiteral("INSERT INTO %1%2 (%3) VALUES (%4)")
                      .arg(table, postgres ? QStringLiteral(" AS t") : QString(), names.join(QStringLiteral(", ")),
                           marks.join(QStringLiteral(", ")));
    if (postgres) {
        sql += m_method == SyncMethod::Append
                   ? QStringLiteral(" ON CONFLICT (%1) DO NOTHING RETURNING true").arg(key)
                   : QStringLiteral(" ON CONFLICT (%1) DO UPDATE SET %2 RETURNING (xmax = 0)")
                         .arg(key, keep.join(QStringLiteral(", ")));
    }
    m_insert = database.prepared(sql);
}

bool SqlStatements::run(QSqlQuery& query) {
    const bool done = query.exec();
    if (!done) {
        m_error = query.lastError();
    }
    return done;
}

std::optional<bool> SqlStatements::there(std::string_view key) {
    m_find.bindValue(0, valueOf(key));
    if (!run(m_find)) {
        return std::nullopt;
    }
    const bool found = m_find.next();
    m_find.finish();
    return found;
}

SqlStatements::Effect SqlStatements::insert(const PersonChange& person) {
    for (std::size_t i = 0; i < person.values.size(); ++i) {
        m_insert.bindValue(int(i), valueOf(person.values[i]));
    }
    if (!run(m_insert)) {
        return Effect::Failed;
    }
    Effect effect = Effect::Inserted;
    if (m_kind == SqlKind::PostgreSql) {
        effect = !m_insert.next() ? Effect::Untouched : m_insert.value(0).toBool() ? Effect::Inserted : Effect::Updated;
    }
    m_insert.finish();
    return effect;
}

SqlStatements::Effect SqlStatements::update(const PersonChange& person) {
    int place = 0;
    for (std::size_t i = 0; i < person.values.size(); ++i) {
        if (i != m_key) {
            m_update.bindValue(place++, valueOf(person.values[i]));
        }
    }
    m_update.bindValue(place++, valueOf(person.values[m_key]));
    m_update.bindValue(place, valueOf(person.values[m_key]));
    return run(m_update) ? Effect::Updated : Effect::Failed;
}

SqlStatements::Effect SqlStatements::upsert(const PersonChange& person) {
    if (m_kind == SqlKind::PostgreSql) {
        return insert(person);
    }
    const auto found = there(person.values[m_key]);
    if (!found) {
        return Effect::Failed;
    }
    if (!*found) {
        return insert(person);
    }
    return m_method == SyncMethod::Append ? Effect::Untouched : update(person);
}

SqlStatements::Effect SqlStatements::write(const PersonChange& person) {
    if (m_method != SyncMethod::UpdateOnly) {
        return upsert(person);
    }
    const auto found = there(person.values[m_key]);
    if (!found) {
        return Effect::Failed;
    }
    return *found ? update(person) : Effect::Untouched;
}

bool SqlStatements::rename(const PersonChange& person) {
    const std::string_view now = person.values[m_key];
    const std::string_view before = person.previous.empty() ? std::string_view() : person.previous.front();
    if (before.empty() || before == now) {
        return true;
    }
    m_rename.bindValue(0, valueOf(now));
    m_rename.bindValue(1, valueOf(before));
    return run(m_rename);
}

SqlStatements::Effect SqlStatements::remove(const PersonChange& person) {
    m_remove.bindValue(0, valueOf(person.previous.front()));
    if (!run(m_remove)) {
        return Effect::Failed;
    }
    return m_remove.numRowsAffected() == 0 ? Effect::Untouched : Effect::Updated;
}

} // namespace pathways
