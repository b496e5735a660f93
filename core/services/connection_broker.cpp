// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connection_broker.h"

#include "core/services/practice_host.h"

#include <QPointer>

namespace pathways {

QString credentialName(const ConnectionId& id) {
    return QStringLiteral("connection-") + id.value;
}

ConnectionBroker::ConnectionBroker(Parts parts, QObject* parent)
    : QObject(parent)
    , m_parts(parts) {}
ConnectionBroker::~ConnectionBroker() = default;

std::shared_ptr<HttpClient> ConnectionBroker::clientFor(const Connection& connection, const Connector& connector) {
    std::shared_ptr<HttpClient>& client = m_clients[connection.id.value];
    if (!client) {
        const PlatformLimits& limits = connector.type().limits;
        ClientLimits clientLimits;
        clientLimits.parallelRequests = limits.parallelRequests;
        clientLimits.requestsPerMinute = limits.requestsPerMinute;
        client = std::make_shared<HttpClient>(m_parts.transport, m_parts.clock, clientLimits, connector.retryPolicy());
        client->setPlatformName(connector.type().name);
    }
    return client;
}

Result<AccessPtr> ConnectionBroker::openWith(Connection connection, Secret secret) {
    const Connector* connector = m_parts.connectors.find(connection.type);
    if (connector == nullptr) {
        return fail(ErrorKind::TooNew,
                    tr("This version of Pathways does not know the destination of \"%1\".").arg(connection.name),
                    tr("Nobody's details were sent."), tr("Install the newest version of Pathways."));
    }
    if (connection.practice) {
        if (auto ready = m_parts.practice.complete(connection, secret); !ready) {
            return fail(ready.error());
        }
    }
    auto access = std::make_shared<Access>();
    access->http = clientFor(connection, *connector);
    access->connector = connector;
    access->clock = &m_parts.clock;
    access->connection = std::move(connection);
    access->secret = std::move(secret);
    return AccessPtr(std::move(access));
}

void ConnectionBroker::open(const Connection& connection, QObject* receiver, Opened done) {
    const Connector* connector = m_parts.connectors.find(connection.type);
    // An unknown type is told by openWith(); practice and open servers have no secret to fetch.
    if (connector == nullptr || connection.practice || connector->type().signIn == SignInKind::None) {
        done(openWith(connection, Secret()));
        return;
    }
    if (const auto kept = m_forNow.find(connection.id.value.toStdString()); kept != m_forNow.end()) {
        done(openWith(connection, kept->second.clone()));
        return;
    }
    openStored(connection, receiver, done);
}

void ConnectionBroker::openStored(const Connection& connection, QObject* receiver, const Opened& done) {
    m_parts.credentials.read(credentialName(connection.id), receiver,
                             [self = QPointer(this), connection, done](Result<Secret> secret) {
                                 if (self.isNull()) {
                                     return;
                                 }
                                 if (!secret && self->needsNoSecret(connection, secret.error())) {
                                     secret = Secret();
                                 }
                                 if (!secret) {
                                     done(fail(secret.error()));
                                     return;
                                 }
                                 done(self->openWith(connection, std::move(*secret)));
                             });
}

/// A key file without a passphrase has nothing to keep. If there was something after all, the server says so.
bool ConnectionBroker::needsNoSecret(const Connection& connection, const Error& missing) const {
    const Connector* connector = m_parts.connectors.find(connection.type);
    return missing.kind == ErrorKind::SignIn && connection.secretTail.isEmpty() && connector != nullptr &&
           connector->type().signIn == SignInKind::UserAndPassword;
}

void ConnectionBroker::rememberForNow(const ConnectionId& id, Secret secret) {
    m_forNow.insert_or_assign(id.value.toStdString(), std::move(secret));
}

void ConnectionBroker::close(const ConnectionId& id) {
    m_clients.remove(id.value);
    m_forNow.erase(id.value.toStdString());
}

} // namespace pathways
