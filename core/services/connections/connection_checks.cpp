// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_checks.h"

#include "core/base/log.h"
#include "core/services/connections/account_check.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/connection_expiry.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

ConnectionChecks::ConnectionChecks(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

QFuture<Result<AccountInfo>> ConnectionChecks::start(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<AccountInfo>(fail(connection.error())));
    }
    m_running.insert(id);
    emit changed();
    QFuture<Result<AccountInfo>> future = m_context.broker.run<AccountInfo>(
        *connection, [](const OpenConnection& opened) { return validateAccount(opened); });
    whenDone(future, this, [this, id](const Result<AccountInfo>& account) {
        m_running.remove(id);
        store(id, account);
        emit changed();
    });
    return future;
}

void ConnectionChecks::store(const ConnectionId& id, const Result<AccountInfo>& account) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return;
    }
    connection->lastChecked = m_context.clock.now();
    if (account) {
        connection->problem.reset();
        connection->expires = endAfterCheck(*connection, *account, m_context.clock.now());
    } else if (account.error().kind != ErrorKind::Canceled && account.error().kind != ErrorKind::Network) {
        // A network that is down says nothing about the connection.
        connection->problem = account.error();
    }
    if (const auto saved = ConnectionRepository(m_context.database).save(*connection); !saved) {
        qCWarning(lcWorkspace) << "the result of a check could not be stored:" << saved.error().detail;
    }
}

} // namespace pathways
