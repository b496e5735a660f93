// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/sql/sql_session.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QSqlError>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SqlSession)
};

} // namespace

SqlSession::SqlSession(const CallContext& context, PushTarget target)
    : m_context(context)
    , m_target(std::move(target)) {
    m_target.clears.resize(m_target.fields.size(), false);
}

Result<SqlKey> SqlSession::key(SqlDatabase& database) {
    const std::lock_guard lock(m_mutex);
    if (m_key) {
        return *m_key;
    }
    auto read = SqlKey::read(database, m_target.object.id, m_target.fields[m_target.identifiers.front()].id,
                             m_context.connection.name);
    if (read) {
        m_key = *read;
    }
    return read;
}

/// Whoever a plan adds is not in the table as it was read before. So whoever is found by a batch that may have arrived
/// already was put there by it, unless the first try found them too.
bool SqlSession::apply(SqlStatements& statements, const ChangeBatch& batch, std::uint32_t index,
                       BatchResult& result) const {
    using Effect = SqlStatements::Effect;
    const PersonChange& person = batch.people[index];
    const bool ours = batch.repeated && person.kind == ChangeKind::Add && m_target.method != SyncMethod::UpdateOnly &&
                      !m_others.contains(person.key);
    if (person.kind == ChangeKind::Remove) {
        const Effect effect = statements.remove(person);
        if (effect == Effect::Untouched) {
            result.rows.push_back({.index = index, .reason = Reason::AlreadyGone, .field = {}, .note = {}});
        }
        return effect != Effect::Failed;
    }
    if (!statements.rename(person)) {
        return false;
    }
    const Effect effect = statements.write(person);
    if (effect == Effect::Untouched && !ours) {
        const Reason reason = m_target.method == SyncMethod::UpdateOnly ? Reason::NotThere : Reason::AlreadyThere;
        result.rows.push_back({.index = index, .reason = reason, .field = {}, .note = {}});
    }
    if (effect == Effect::Updated && person.kind == ChangeKind::Add && m_target.method != SyncMethod::UpdateOnly &&
        !ours) {
        result.adopted.push_back(index);
    }
    return effect != Effect::Failed;
}

void SqlSession::noteOthers(const ChangeBatch& batch, const BatchResult& undecided) {
    for (const std::uint32_t index : undecided.adopted) {
        m_others.insert(batch.people[index].key);
    }
    for (const RowVerdict& row : undecided.rows) {
        m_others.insert(batch.people[row.index].key);
    }
}

BatchResult SqlSession::refused(const QSqlError& error, const ChangeBatch& batch) const {
    BatchResult result;
    if (isPassing(error)) {
        // Rolled back by the server in favour of another transaction: retry shortly.
        result.verdict = BatchVerdict::Unknown;
        result.error = sqlError(error, m_context.connection.name);
        return result;
    }
    if (isDataError(error)) {
        if (batch.people.size() == 1) {
            const bool nobody = batch.removal && isImpossibleValue(error); // No row could have such a key.
            result.verdict = BatchVerdict::Acknowledged;
            result.rows.push_back(
                {.index = 0,
                 .reason = nobody ? Reason::AlreadyGone : Reason::RefusedValue,
                 .field = {},
                 .note = nobody ? QString() : Texts::tr("The table does not allow one of the values.")});
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
    auto database = SqlDatabase::open(m_context.connection, m_context.secret);
    if (!database) {
        result.verdict = BatchVerdict::Refused;
        result.error = database.error();
        return result;
    }
    auto keyColumn = key(**database);
    if (!keyColumn) {
        result.verdict = BatchVerdict::Refused;
        result.error = keyColumn.error();
        return result;
    }
    QSqlDatabase& handle = (*database)->handle();
    if (stop.stop_requested() || !handle.transaction()) {
        result.verdict = BatchVerdict::Refused;
        result.error =
            stop.stop_requested() ? answers::stopped() : sqlError(handle.lastError(), m_context.connection.name);
        return result;
    }
    {
        SqlStatements statements(**database, m_target, *keyColumn);
        for (std::uint32_t i = 0; i < batch.people.size(); ++i) {
            if (!apply(statements, batch, i, result)) {
                handle.rollback();
                return refused(statements.error(), batch);
            }
        }
    }
    if (!handle.commit()) {
        if (isDataError(handle.lastError())) {
            return refused(handle.lastError(), batch); // A rule of the table that is checked at the end.
        }
        // The server may have committed before the connection broke.
        noteOthers(batch, result);
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

Result<QString> SqlSession::keyForm(std::stop_token) {
    auto database = SqlDatabase::open(m_context.connection, m_context.secret);
    if (!database) {
        return fail(database.error());
    }
    return key(**database).map([](const SqlKey& column) { return column.rules; });
}

Result<std::vector<std::optional<std::string>>> SqlSession::serverForm(const std::vector<std::string>& keys,
                                                                       std::stop_token stop) {
    if (stop.stop_requested()) {
        return fail(answers::stopped());
    }
    auto database = SqlDatabase::open(m_context.connection, m_context.secret);
    if (!database) {
        return fail(database.error());
    }
    return key(**database).and_then([&](const SqlKey& column) {
        return formsOf(**database, column, keys, m_context.connection.name);
    });
}

Result<void> SqlSession::readMembers(const std::function<bool(const RemoteMember&)>& sink, std::stop_token stop) {
    auto database = SqlDatabase::open(m_context.connection, m_context.secret);
    if (!database) {
        return fail(database.error());
    }
    auto keyColumn = key(**database);
    if (!keyColumn) {
        return fail(keyColumn.error());
    }
    // What the server writes, not what a driver makes of it; and whether that leads back to the same value.
    const QString text = keyColumn->textOf(keyColumn->column);
    const QString sameAgain = keyColumn->column + QStringLiteral(" = ") + keyColumn->typedOf(text);
    QSqlQuery query = (*database)->prepared(QStringLiteral("SELECT ") + text + QStringLiteral(", ") +
                                            keyColumn->formOf(keyColumn->column) + QStringLiteral(", CASE WHEN ") +
                                            sameAgain + QStringLiteral(" THEN 1 ELSE 0 END FROM ") +
                                            (*database)->quotedTable(m_target.object.id) + QStringLiteral(" WHERE ") +
                                            keyColumn->column + QStringLiteral(" IS NOT NULL"));
    if (!query.exec()) {
        return fail(sqlError(query.lastError(), m_context.connection.name));
    }
    while (query.next() && !stop.stop_requested()) {
        RemoteMember member;
        member.identity = query.value(0).toString().toStdString();
        member.form = query.value(1).toString().toStdString();
        member.removable = query.value(2).toInt() == 1;
        if (!sink(member)) {
            break;
        }
    }
    if (stop.stop_requested()) {
        return fail(answers::stopped()); // Whoever was not read yet is not gone.
    }
    const QSqlError broken = query.lastError();
    return broken.isValid() ? Result<void>(fail(sqlError(broken, m_context.connection.name))) : Result<void>();
}

} // namespace pathways
