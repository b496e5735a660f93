// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_bin.h"

#include "core/base/log.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/connection_persistence.h"
#include "core/services/connections/oauth_session.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

ConnectionBin::ConnectionBin(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , m_context(context) {}

bool ConnectionBin::withoutSecret(const Connection& connection) const {
    const Connector* connector = m_context.connectors.find(connection.type);
    return connection.practice && (connector == nullptr || !signsInByBrowser(connection, connector->type()));
}

QFuture<Result<void>> ConnectionBin::remove(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return readyFuture(Result<void>(fail(connection.error())));
    }
    auto promise = startedPromise<Result<void>>();
    // Revoking is best effort: a platform that cannot be reached must not keep the connection here.
    auto revoked = m_context.broker.run<void>(*connection, [](const OpenConnection& open) {
        return open.session ? open.session->revoke({}) : open.connector->revoke(open.context());
    });
    whenDone(revoked, this, [this, promise, connection = *connection](const Result<void>& result) mutable {
        if (!result) {
            qCInfo(lcCredentials) << "a credential was not revoked at the platform:" << result.error().detail;
        }
        connection.removedAt = m_context.clock.now();
        connection.secretTail.clear();
        m_context.broker.close(connection.id);
        const Result<void> saved = ConnectionRepository(m_context.database).save(connection);
        if (!saved || withoutSecret(connection)) {
            emit changed();
            finishWith(promise, saved);
            return;
        }
        deleteSecrets(m_context, connection, this, [this, promise](const Result<void>& deleted) {
            emit changed();
            finishWith(promise, deleted);
        });
    });
    return promise->future();
}

Result<QList<Connection>> ConnectionBin::removed() const {
    return ConnectionRepository(m_context.database).all(true).map([](QList<Connection> all) {
        all.removeIf([](const Connection& connection) { return !connection.removedAt; });
        return all;
    });
}

Result<void> ConnectionBin::restore(const ConnectionId& id) {
    auto connection = ConnectionRepository(m_context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    connection->removedAt.reset();
    if (!withoutSecret(*connection)) {
        connection->problem = Error{ErrorKind::SignIn,
                                    tr("The key of this connection was deleted when it was removed."),
                                    tr("Its pathways wait."),
                                    tr("Sign in again."),
                                    {}};
    }
    auto saved = ConnectionRepository(m_context.database).save(*connection);
    emit changed();
    return saved;
}

} // namespace pathways
