// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/connection_broker.h"

#include "core/destinations/connector_registry.h"
#include "core/services/connections/oauth_session.h"
#include "core/services/connections/practice_host.h"
#include "core/services/connections/sign_in_provider.h"

#include <QPointer>

namespace pathways {

QString credentialName(const ConnectionId& id) {
    return QStringLiteral("connection-") + id.value;
}

QString clientSecretName(const ConnectionId& id) {
    return QStringLiteral("client-") + id.value;
}

namespace {

ClientLimits limitsOf(const DestinationType& type) {
    ClientLimits limits;
    limits.parallelRequests = type.limits.parallelRequests;
    limits.requestsPerMinute = type.limits.requestsPerMinute;
    return limits;
}

} // namespace

ConnectionBroker::ConnectionBroker(Parts parts, QObject* parent)
    : QObject(parent)
    , m_parts(parts) {}
ConnectionBroker::~ConnectionBroker() = default;

std::shared_ptr<HttpClient> ConnectionBroker::clientFor(const Connection& connection, const Connector& connector) {
    std::shared_ptr<HttpClient>& client = m_clients[connection.id.value];
    if (!client) {
        client = std::make_shared<HttpClient>(m_parts.transport, m_parts.clock, limitsOf(connector.type()),
                                              connector.retryPolicy());
        client->setPlatformName(connector.type().name);
    }
    return client;
}

Result<OpenConnectionPtr> ConnectionBroker::openWith(Connection connection, Secret secret) {
    const Connector* connector = m_parts.connectors.find(connection.type);
    if (connector == nullptr) {
        return fail(ErrorKind::TooNew,
                    tr("This version of Pathways does not know the destination of “%1”.").arg(connection.name),
                    tr("Nobody’s details were sent."), tr("Install the newest version of Pathways."));
    }
    if (connection.practice) {
        if (auto ready = m_parts.practice.complete(connection, secret); !ready) {
            return fail(ready.error());
        }
    }
    auto opened = std::make_shared<OpenConnection>();
    opened->http = clientFor(connection, *connector)->newHandle();
    opened->connector = connector;
    opened->clock = &m_parts.clock;
    opened->connection = std::move(connection);
    opened->secret = std::move(secret);
    return OpenConnectionPtr(std::move(opened));
}

Result<std::shared_ptr<OAuthSession>> ConnectionBroker::makeSession(Connection& connection, Secret refresh,
                                                                    std::shared_ptr<const Secret> clientSecret) {
    // Fills in a practice connection's address; the type is known by then.
    auto bare = openWith(connection, Secret());
    if (!bare) {
        return fail(bare.error());
    }
    connection = (*bare)->connection;
    const Connector& connector = *(*bare)->connector;
    auto provider = signInProvider(connection, connector.type(), std::move(clientSecret));
    if (!provider) {
        return fail(provider.error());
    }
    auto session =
        std::make_shared<OAuthSession>(OAuthSession::Parts{m_parts.transport, m_parts.clock, std::move(*provider),
                                                           limitsOf(connector.type()), connector.retryPolicy()},
                                       std::move(refresh));
    session->http().setPlatformName(connector.type().name);
    return session;
}

Result<OpenConnectionPtr> ConnectionBroker::openThrough(Connection connection, std::shared_ptr<OAuthSession> session) {
    // A placeholder for the secret: the session puts its token on every request.
    auto bare = openWith(std::move(connection), Secret());
    if (!bare) {
        return fail(bare.error());
    }
    auto opened = std::make_shared<OpenConnection>();
    opened->connector = (*bare)->connector;
    opened->clock = (*bare)->clock;
    opened->connection = (*bare)->connection;
    opened->secret = Secret(QByteArray("signed-in-by-browser"));
    opened->http = session->http().newHandle();
    opened->session = std::move(session);
    return OpenConnectionPtr(std::move(opened));
}

Result<OpenConnectionPtr> ConnectionBroker::openSignedIn(Connection connection, OAuthTokens tokens,
                                                         std::shared_ptr<const Secret> clientSecret) {
    auto session = makeSession(connection, tokens.refresh.clone(), std::move(clientSecret));
    if (!session) {
        return fail(session.error());
    }
    (*session)->adopt(std::move(tokens));
    return openThrough(std::move(connection), std::move(*session));
}

void ConnectionBroker::adoptSession(const OpenConnectionPtr& opened) {
    const ConnectionId& id = opened->connection.id;
    if (const auto before = m_oauthSessions.value(id.value); before && before != opened->session) {
        before->keepThrough({}); // As in close().
    }
    opened->session->keepThrough(storeThrough(storeOf(id), credentialName(id)));
    m_oauthSessions.insert(id.value, opened->session);
}

void ConnectionBroker::open(const Connection& connection, QObject* receiver, const Opened& done) {
    const Connector* connector = m_parts.connectors.find(connection.type);
    if (connector != nullptr && signsInByBrowser(connection, connector->type())) {
        openSession(connection, receiver, done);
        return;
    }
    // openWith() reports an unknown type; practice and open servers have no secret to read.
    if (connector == nullptr || connection.practice || connector->type().signIn == SignInKind::None) {
        done(openWith(connection, Secret()));
        return;
    }
    openStored(connection, receiver, done);
}

void ConnectionBroker::openStored(const Connection& connection, QObject* receiver, const Opened& done) {
    storeOf(connection.id)
        .read(credentialName(connection.id), receiver,
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

/// A key file without a passphrase has no secret. If one is needed after all, the server says so.
bool ConnectionBroker::needsNoSecret(const Connection& connection, const Error& missing) const {
    const Connector* connector = m_parts.connectors.find(connection.type);
    return missing.kind == ErrorKind::SignIn && connection.secretTail.isEmpty() && connector != nullptr &&
           connector->type().signIn == SignInKind::UserAndPassword;
}

void ConnectionBroker::openSession(const Connection& connection, QObject* receiver, const Opened& done) {
    if (const auto session = m_oauthSessions.value(connection.id.value)) {
        done(openThrough(connection, session));
        return;
    }
    const auto withClient = [self = QPointer(this), connection, receiver, done](std::shared_ptr<const Secret> client) {
        if (self.isNull()) {
            return;
        }
        self->storeOf(connection.id)
            .read(credentialName(connection.id), receiver, [self, connection, client, done](Result<Secret> refresh) {
                if (self.isNull()) {
                    return;
                }
                if (!refresh) {
                    done(fail(refresh.error()));
                    return;
                }
                // Somebody else may have opened it meanwhile: two sessions would invalidate each other's refresh
                // tokens.
                if (const auto session = self->m_oauthSessions.value(connection.id.value)) {
                    done(self->openThrough(connection, session));
                    return;
                }
                Connection completed = connection;
                auto session = self->makeSession(completed, std::move(*refresh), client);
                auto opened =
                    session ? self->openThrough(completed, *session) : Result<OpenConnectionPtr>(fail(session.error()));
                if (opened) {
                    self->adoptSession(*opened);
                }
                done(opened);
            });
    };
    readClientSecret(connection, receiver, [withClient, done](Result<std::shared_ptr<const Secret>> client) {
        if (!client) {
            done(fail(client.error()));
            return;
        }
        withClient(*client);
    });
}

void ConnectionBroker::readClientSecret(const Connection& connection, QObject* receiver,
                                        std::function<void(Result<std::shared_ptr<const Secret>>)> done) {
    if (connection.settings.value(sign_in_setting::kClientSecret).isEmpty()) {
        done(std::shared_ptr<const Secret>());
        return;
    }
    storeOf(connection.id)
        .read(clientSecretName(connection.id), receiver, [done = std::move(done)](Result<Secret> client) {
            if (client) {
                done(std::make_shared<const Secret>(std::move(*client)));
            } else if (client.error().kind == ErrorKind::SignIn) {
                done(std::shared_ptr<const Secret>()); // Deleted with a removed connection: the platform says if it
                                                       // matters.
            } else {
                done(fail(client.error()));
            }
        });
}

CredentialStore& ConnectionBroker::storeOf(const ConnectionId& id) {
    return m_thisTimeOnly.contains(id.value) ? static_cast<CredentialStore&>(m_memory) : m_parts.credentials;
}

void ConnectionBroker::setSessionSecret(const ConnectionId& id, const QString& name, Secret secret) {
    m_thisTimeOnly.insert(id.value);
    m_memory.write(name, std::move(secret), this, [](const Result<void>&) {
        // Memory takes it.
    });
}

void ConnectionBroker::close(const ConnectionId& id) {
    m_clients.remove(id.value);
    if (const auto session = m_oauthSessions.take(id.value)) {
        // A push that still uses it must not overwrite a new sign-in with an old one.
        session->keepThrough({});
    }
    clearSessionSecret(id);
}

void ConnectionBroker::clearSessionSecret(const ConnectionId& id) {
    if (m_thisTimeOnly.remove(id.value)) {
        for (const QString& name : {credentialName(id), clientSecretName(id)}) {
            m_memory.remove(name, this, [](const Result<void>&) {
                // Gone either way.
            });
        }
    }
}

} // namespace pathways
