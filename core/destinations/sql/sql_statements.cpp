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

SqlStatements::SqlStatements(SqlDatabase& database, const PushTarget& target, const SqlKey& sqlKey)
    : m_method(target.method)
    , m_kind(database.kind())
    , m_fields(target.fields)
    , m_clears(target.clears)
    , m_key(target.identifiers.front())
    , m_keyTimes(int(sqlKey.typed.count(u'?')))
    , m_removeTimes(m_keyTimes + int(sqlKey.formOf(sqlKey.typed).count(u'?')))
    , m_readTimes(m_keyTimes + int(sqlKey.spelling.count(u'?'))) {
    const QString table = database.quotedTable(target.object.id);
    const QString key = database.quoted(m_fields[m_key].id);
    prepareInsert(database, table, key);
    // The row is locked between reading and writing. MySQL's own upsert is not used: it treats any unique column as the
    // key, and could change another person's row (promise P8).
    const QString same = QStringLiteral(" WHERE %1 = %2").arg(key, sqlKey.typed);
    m_find = database.prepared(QStringLiteral("SELECT 1 FROM %1").arg(table) + same + QStringLiteral(" FOR UPDATE"));
    m_update = database.prepared(QStringLiteral("UPDATE %1 SET %2").arg(table, assignments(database)) + same);
    m_rename = database.prepared(QStringLiteral("UPDATE %1 SET %2 = ?").arg(table, key) + same);
    const QString remove = QStringLiteral("DELETE FROM %1").arg(table) + same + QStringLiteral(" AND ");
    m_remove = database.prepared(remove + sqlKey.formOf(key) + QStringLiteral(" = ") + sqlKey.formOf(sqlKey.typed));
    m_removeRead = database.prepared(remove + sqlKey.spelledAs(key));
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

void SqlStatements::bindKey(QSqlQuery& query, int& place, int times, std::string_view key) {
    for (int i = 0; i < times; ++i) {
        query.bindValue(place++, valueOf(key));
    }
}

std::optional<bool> SqlStatements::there(std::string_view key) {
    int place = 0;
    bindKey(m_find, place, m_keyTimes, key);
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
    bindKey(m_update, place, m_keyTimes, person.values[m_key]);
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
    int place = 0;
    m_rename.bindValue(place++, valueOf(now));
    bindKey(m_rename, place, m_keyTimes, before);
    return run(m_rename);
}

SqlStatements::Effect SqlStatements::remove(const PersonChange& person) {
    const bool readThere = person.key == PersonKey{};
    QSqlQuery& query = readThere ? m_removeRead : m_remove;
    int place = 0;
    bindKey(query, place, readThere ? m_readTimes : m_removeTimes, person.previous.front());
    if (!run(query)) {
        return Effect::Failed;
    }
    return query.numRowsAffected() == 0 ? Effect::Untouched : Effect::Updated;
}

} // namespace pathways
