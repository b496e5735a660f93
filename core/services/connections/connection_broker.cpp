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
                    tr("This version of Pathways does not know the destination of \"%1\".").arg(connection.name),
                    tr("Nobody's details were sent."), tr("Install the newest version of Pathways."));
    }
    if (connection.practice) {
        if (auto ready = m_parts.practice.complete(connection, secret); !ready) {
            return fail(ready.error());
        }
    }
    auto access = std::make_shared<OpenConnection>();
    access->http = clientFor(connection, *connector);
    access->connector = connector;
    access->clock = &m_parts.clock;
    access->connection = std::move(connection);
    access->secret = std::move(secret);
    return OpenConnectionPtr(std::move(access));
}

Result<std::shared_ptr<OAuthSession>> ConnectionBroker::makeLine(Connection& connection, Secret refresh,
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
    auto line =
        std::make_shared<OAuthSession>(OAuthSession::Parts{m_parts.transport, m_parts.clock, std::move(*provider),
                                                           limitsOf(connector.type()), connector.retryPolicy()},
                                       std::move(refresh));
    line->http().setPlatformName(connector.type().name);
    return line;
}

Result<OpenConnectionPtr> ConnectionBroker::accessBy(Connection connection, std::shared_ptr<OAuthSession> line) {
    // A word in the secret's place: the line puts its token on every request.
    auto bare = openWith(std::move(connection), Secret());
    if (!bare) {
        return fail(bare.error());
    }
    auto access = std::make_shared<OpenConnection>();
    access->connector = (*bare)->connector;
    access->clock = (*bare)->clock;
    access->connection = (*bare)->connection;
    access->secret = Secret(QByteArray("signed-in-by-browser"));
    access->http = std::shared_ptr<HttpClient>(line, &line->http());
    access->line = std::move(line);
    return OpenConnectionPtr(std::move(access));
}

Result<OpenConnectionPtr> ConnectionBroker::openSignedIn(Connection connection, OAuthTokens tokens,
                                                         std::shared_ptr<const Secret> clientSecret) {
    auto line = makeLine(connection, tokens.refresh.clone(), std::move(clientSecret));
    if (!line) {
        return fail(line.error());
    }
    (*line)->adopt(std::move(tokens));
    return accessBy(std::move(connection), std::move(*line));
}

void ConnectionBroker::adoptSession(const OpenConnectionPtr& access) {
    const ConnectionId& id = access->connection.id;
    if (const auto before = m_lines.value(id.value); before && before != access->line) {
        before->keepThrough({}); // As in close().
    }
    access->line->keepThrough(storeThrough(storeOf(id), credentialName(id)));
    m_lines.insert(id.value, access->line);
}

void ConnectionBroker::open(const Connection& connection, QObject* receiver, Opened done) {
    const Connector* connector = m_parts.connectors.find(connection.type);
    if (connector != nullptr && signsInByBrowser(connection, connector->type())) {
        openLine(connection, receiver, done);
        return;
    }
    // An unknown type is told by openWith(); practice and open servers have no secret to fetch.
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

/// A key file without a passphrase has nothing to keep. If there was something after all, the server says so.
bool ConnectionBroker::needsNoSecret(const Connection& connection, const Error& missing) const {
    const Connector* connector = m_parts.connectors.find(connection.type);
    return missing.kind == ErrorKind::SignIn && connection.secretTail.isEmpty() && connector != nullptr &&
           connector->type().signIn == SignInKind::UserAndPassword;
}

void ConnectionBroker::openLine(const Connection& connection, QObject* receiver, const Opened& done) {
    if (const auto line = m_lines.value(connection.id.value)) {
        done(accessBy(connection, line));
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
                // Somebody else may have opened it meanwhile: two lines would use up each other's refresh tokens.
                if (const auto line = self->m_lines.value(connection.id.value)) {
                    done(self->accessBy(connection, line));
                    return;
                }
                Connection completed = connection;
                auto line = self->makeLine(completed, std::move(*refresh), client);
                auto access = line ? self->accessBy(completed, *line) : Result<OpenConnectionPtr>(fail(line.error()));
                if (access) {
                    self->adoptSession(*access);
                }
                done(access);
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
    return m_forNow.contains(id.value) ? static_cast<CredentialStore&>(m_memory) : m_parts.credentials;
}

void ConnectionBroker::setSessionSecret(const ConnectionId& id, const QString& name, Secret secret) {
    m_forNow.insert(id.value);
    m_memory.write(name, std::move(secret), this, [](const Result<void>&) {
        // Memory takes it.
    });
}

void ConnectionBroker::close(const ConnectionId& id) {
    m_clients.remove(id.value);
    if (const auto line = m_lines.take(id.value)) {
        // A push that still talks through it must not put an old sign-in over a new one.
        line->keepThrough({});
    }
    clearSessionSecret(id);
}

void ConnectionBroker::clearSessionSecret(const ConnectionId& id) {
    if (m_forNow.remove(id.value)) {
        for (const QString& name : {credentialName(id), clientSecretName(id)}) {
            m_memory.remove(name, this, [](const Result<void>&) {
                // Gone either way.
            });
        }
    }
}

} // namespace pathways
