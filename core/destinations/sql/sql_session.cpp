// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_session.h"

#include <QCoreApplication>
#include <QSqlError>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlSession)
};

/// A blank is NULL: the statements keep what is there, unless the column is to be cleared (promise P7).
QVariant valueOf(std::string_view text) {
    return text.empty() ? QVariant(QMetaType::fromType<QString>())
                        : QVariant(QString::fromUtf8(text.data(), qsizetype(text.size())));
}

} // namespace

struct SqlSession::Statements {
    QSqlQuery upsert;
    QSqlQuery rename;
    QSqlQuery remove;
    bool returnsInserted = false; ///< PostgreSQL tells in a column whether the row is new; MySQL in the row count.
    QSqlError error;
};

SqlSession::SqlSession(const CallContext& context, PushTarget target, SqlKind kind)
    : m_context(context)
    , m_target(std::move(target))
    , m_kind(kind) {}

SqlSession::Statements SqlSession::prepare(SqlDatabase& database) const {
    const QString table = database.quotedTable(m_target.object.id);
    const QString key = database.quoted(m_target.fields[m_target.identifiers.front()].id);
    const bool mysql = m_kind == SqlKind::MySql;
    QStringList names;
    QStringList marks;
    QStringList keep;   // of an existing row, in an upsert
    QStringList direct; // of an existing row, in an update
    for (std::size_t i = 0; i < m_target.fields.size(); ++i) {
        const QString column = database.quoted(m_target.fields[i].id);
        names << column;
        marks << QStringLiteral("?");
        const QString incoming =
            mysql ? QStringLiteral("VALUES(%1)").arg(column) : QStringLiteral("EXCLUDED.%1").arg(column);
        const QString stored = mysql ? column : QStringLiteral("t.%1").arg(column);
        const bool clear = m_target.clears[i];
        if (i != m_target.identifiers.front()) {
            keep << column + QStringLiteral(" = ") +
                        (clear ? incoming : QStringLiteral("COALESCE(%1, %2)").arg(incoming, stored));
            direct << column + QStringLiteral(" = ") +
                          (clear ? QStringLiteral("?") : QStringLiteral("COALESCE(?, %1)").arg(column));
        }
    }
    // Something has to be set, or MySQL and PostgreSQL would not report the row as found.
    if (keep.isEmpty()) {
        const QString incoming = mysql ? QStringLiteral("VALUES(%1)").arg(key) : QStringLiteral("EXCLUDED.%1").arg(key);
        keep << key + QStringLiteral(" = ") + incoming;
    }
    Statements statements;
    const QString insert = QStringLiteral("INSERT INTO %1%2 (%3) VALUES (%4) ")
                               .arg(table, mysql ? QString() : QStringLiteral(" AS t"),
                                    names.join(QStringLiteral(", ")), marks.join(QStringLiteral(", ")));
    QString sql;
    switch (m_target.method) {
    case SyncMethod::Append:
        sql = insert;
        if (mysql) {
            sql.replace(QLatin1String("INSERT INTO"), QLatin1String("INSERT IGNORE INTO"));
        } else {
            sql += QStringLiteral("ON CONFLICT (%1) DO NOTHING").arg(key);
        }
        break;
    case SyncMethod::UpdateOnly:
        direct << key + QStringLiteral(" = ?");
        sql = QStringLiteral("UPDATE %1 SET %2 WHERE %3 = ?").arg(table, direct.join(QStringLiteral(", ")), key);
        break;
    default:
        sql = insert;
        sql += mysql ? QStringLiteral("ON DUPLICATE KEY UPDATE %1").arg(keep.join(QStringLiteral(", ")))
                     : QStringLiteral("ON CONFLICT (%1) DO UPDATE SET %2 RETURNING (xmax = 0)")
                           .arg(key, keep.join(QStringLiteral(", ")));
        statements.returnsInserted = !mysql;
    }
    statements.upsert = database.prepared(sql);
    statements.rename = database.prepared(QStringLiteral("UPDATE %1 SET %2 = ? WHERE %2 = ?").arg(table, key));
    statements.remove = database.prepared(QStringLiteral("DELETE FROM %1 WHERE %2 = ?").arg(table, key));
    return statements;
}

bool SqlSession::rename(Statements& statements, const PersonChange& person) const {
    const std::string_view now = person.values[m_target.identifiers.front()];
    const std::string_view before = person.previous.empty() ? std::string_view() : person.previous.front();
    if (before.empty() || before == now) {
        return true;
    }
    statements.rename.bindValue(0, valueOf(now));
    statements.rename.bindValue(1, valueOf(before));
    const bool done = statements.rename.exec();
    statements.error = statements.rename.lastError();
    return done;
}

bool SqlSession::upsert(Statements& statements, const PersonChange& person, std::uint32_t index,
                        BatchResult& result) const {
    QSqlQuery& query = statements.upsert;
    const std::size_t key = m_target.identifiers.front();
    int place = 0;
    if (m_target.method == SyncMethod::UpdateOnly) {
        for (std::size_t i = 0; i < person.values.size(); ++i) {
            if (i != key) {
                query.bindValue(place++, valueOf(person.values[i]));
            }
        }
        query.bindValue(place++, valueOf(person.values[key]));
        query.bindValue(place, valueOf(person.values[key]));
    } else {
        for (const std::string_view value : person.values) {
            query.bindValue(place++, valueOf(value));
        }
    }
    if (!query.exec()) {
        statements.error = query.lastError();
        return false;
    }
    switch (m_target.method) {
    case SyncMethod::Append:
        if (query.numRowsAffected() == 0) {
            result.rows.push_back({.index = index, .reason = Reason::AlreadyThere, .field = {}, .note = {}});
        }
        break;
    case SyncMethod::UpdateOnly:
        if (query.numRowsAffected() == 0) {
            result.rows.push_back({.index = index, .reason = Reason::NotThere, .field = {}, .note = {}});
        }
        break;
    default: {
        const bool inserted =
            statements.returnsInserted ? query.next() && query.value(0).toBool() : query.numRowsAffected() == 1;
        if (person.kind == ChangeKind::Add && !inserted) {
            result.adopted.push_back(index);
        }
    }
    }
    query.finish();
    return true;
}

bool SqlSession::apply(Statements& statements, const PersonChange& person, std::uint32_t index,
                       BatchResult& result) const {
    if (person.kind != ChangeKind::Remove) {
        return rename(statements, person) && upsert(statements, person, index, result);
    }
    statements.remove.bindValue(0, valueOf(person.previous.front()));
    if (!statements.remove.exec()) {
        statements.error = statements.remove.lastError();
        return false;
    }
    if (statements.remove.numRowsAffected() == 0) {
        result.rows.push_back({.index = index, .reason = Reason::AlreadyGone, .field = {}, .note = {}});
    }
    return true;
}

BatchResult SqlSession::refused(const QSqlError& error, const ChangeBatch& batch) const {
    BatchResult result;
    if (isDataError(error)) {
        if (batch.people.size() == 1) {
            result.verdict = BatchVerdict::Acknowledged;
            result.rows.push_back({.index = 0,
                                   .reason = Reason::RefusedValue,
                                   .field = {},
                                   .note = Texts::tr("The table does not allow one of the values.")});
            return result;
        }
        result.splittable = true;
    }
    result.verdict = BatchVerdict::Refused;
    result.error = sqlError(error, m_context.connection.name);
    return result;
}

BatchResult SqlSession::send(const ChangeBatch& batch, std::stop_token stop) {
    BatchResult result;
    auto database =
        SqlDatabase::open(m_context.connection, m_context.secret, m_target.method == SyncMethod::UpdateOnly);
    if (!database) {
        result.verdict = BatchVerdict::Refused;
        result.error = database.error();
        return result;
    }
    QSqlDatabase& handle = (*database)->handle();
    if (stop.stop_requested() || !handle.transaction()) {
        result.verdict = BatchVerdict::Refused;
        result.error = stop.stop_requested()
                           ? Error{ErrorKind::Canceled, Texts::tr("The push was stopped."), {}, {}, {}}
                           : sqlError(handle.lastError(), m_context.connection.name);
        return result;
    }
    {
        Statements statements = prepare(**database);
        for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
            if (!apply(statements, batch.people[i], i, result)) {
                handle.rollback();
                return refused(statements.error, batch);
            }
        }
    }
    if (!handle.commit()) {
        // The server may have committed before the line broke.
        result = BatchResult{};
        result.verdict = BatchVerdict::Unknown;
        result.error = sqlError(handle.lastError(), m_context.connection.name);
        return result;
    }
    result.verdict = BatchVerdict::Acknowledged;
    return result;
}

bool SqlSession::resendable(const ChangeBatch&) const {
    return true;
}

BatchResult SqlSession::settle(const ChangeBatch& batch, const QByteArray&, std::stop_token stop) {
    return send(batch, std::move(stop));
}

Result<void> SqlSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) {
    auto database = SqlDatabase::open(m_context.connection, m_context.secret);
    if (!database) {
        return fail(database.error());
    }
    const QString key = (*database)->quoted(m_target.fields[m_target.identifiers.front()].id);
    QSqlQuery query = (*database)->prepared(
        QStringLiteral("SELECT %1 FROM %2").arg(key, (*database)->quotedTable(m_target.object.id)));
    if (!query.exec()) {
        return fail(sqlError(query.lastError(), m_context.connection.name));
    }
    while (query.next() && !stop.stop_requested()) {
        RemoteMember member;
        member.identity = query.value(0).toString().toStdString();
        if (!sink(member)) {
            break;
        }
    }
    return {};
}

} // namespace pathways
