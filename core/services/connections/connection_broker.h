// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/clock.h"
#include "core/base/run_on.h"
#include "core/credentials/keychain_store.h"
#include "core/credentials/oauth_provider.h"
#include "core/destinations/connector.h"

#include <QFuture>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <memory>

namespace pathways {

class ConnectorRegistry;
class PracticeHost;
class OAuthSession;

/// A connection ready for use: its secret in memory, its connector, and a handle of its own on the connection's one
/// client, so that requests are counted and waits reported per use. Shared by its users; the secret is wiped with the
/// last of them. Any thread.
struct OpenConnection {
    Connection connection;
    Secret secret;
    std::shared_ptr<OAuthSession> session; ///< Where somebody signed in by browser; else none.
    std::shared_ptr<HttpClient> http;      ///< Below the session that it talks through.
    const Connector* connector = nullptr;
    Clock* clock = nullptr;

    [[nodiscard]] CallContext context(std::stop_token stop = {}) const {
        return CallContext{*http, *clock, connection, secret, std::move(stop)};
    }
};
using OpenConnectionPtr = std::shared_ptr<const OpenConnection>;

/// Opens connections: reads the secret, resolves a practice destination, and keeps one HttpClient per connection so
/// that its pushes and probes share limits and throttling. GUI thread.
class ConnectionBroker final : public QObject {
    Q_OBJECT
public:
    struct Parts {
        const ConnectorRegistry& connectors;
        HttpTransport& transport;
        CredentialStore& credentials;
        Clock& clock;
        PracticeHost& practice;
        QThreadPool& pool;
    };
    explicit ConnectionBroker(Parts parts, QObject* parent = nullptr);
    ~ConnectionBroker() override;

    using Opened = std::function<void(Result<OpenConnectionPtr>)>;
    /// Calls back once, in the GUI thread.
    void open(const Connection& connection, QObject* receiver, const Opened& done);
    /// The same with a secret that is not stored yet.
    [[nodiscard]] Result<OpenConnectionPtr> openWith(Connection connection, Secret secret);
    /// The same with the tokens of a browser sign-in. Nothing is kept before adoptSession().
    [[nodiscard]] Result<OpenConnectionPtr> openSignedIn(Connection connection, OAuthTokens tokens,
                                                         std::shared_ptr<const Secret> clientSecret);
    /// The sign-in was stored: every user of the connection gets this session from now on.
    void adoptSession(const OpenConnectionPtr& opened);
    /// Fetches the secret of the organisation's client ID; none where there is none. Calls back once.
    void readClientSecret(const Connection& connection, QObject* receiver,
                          std::function<void(Result<std::shared_ptr<const Secret>>)> done);
    /// Keeps a secret in memory until the program ends ("this time only"), where there is no keychain. name: as in the
    /// keychain.
    void setSessionSecret(const ConnectionId& id, const QString& name, Secret secret);
    /// The secret is in the keychain now: one kept in memory is no longer used.
    void clearSessionSecret(const ConnectionId& id);
    /// Forgets the client and any secret kept in memory.
    void close(const ConnectionId& id);

    /// Opens the connection, then runs work on the probes' pool.
    template <typename T>
    [[nodiscard]] QFuture<Result<T>> run(const Connection& connection,
                                         std::function<Result<T>(const OpenConnection&)> work) {
        auto promise = startedPromise<Result<T>>();
        open(connection, this, [this, promise, work = std::move(work)](Result<OpenConnectionPtr> opened) mutable {
            if (!opened) {
                finishWith(promise, Result<T>(fail(opened.error())));
                return;
            }
            runOn<T>(
                m_parts.pool, promise, [opened = *opened, work = std::move(work)] { return work(*opened); },
                InterruptedWork::Connection);
        });
        return promise->future();
    }

private:
    [[nodiscard]] std::shared_ptr<HttpClient> clientFor(const Connection& connection, const Connector& connector);
    [[nodiscard]] CredentialStore& storeOf(const ConnectionId& id);
    void openStored(const Connection& connection, QObject* receiver, const Opened& done);
    [[nodiscard]] bool needsNoSecret(const Connection& connection, const Error& missing) const;
    void openSession(const Connection& connection, QObject* receiver, const Opened& done);
    [[nodiscard]] Result<OpenConnectionPtr> openThrough(Connection connection, std::shared_ptr<OAuthSession> session);
    [[nodiscard]] Result<std::shared_ptr<OAuthSession>> makeSession(Connection& connection, Secret refresh,
                                                                    std::shared_ptr<const Secret> clientSecret);

    Parts m_parts;
    QHash<QString, std::shared_ptr<HttpClient>> m_clients;
    QHash<QString, std::shared_ptr<OAuthSession>> m_oauthSessions;
    MemoryStore m_memory;
    QSet<QString> m_thisTimeOnly; ///< Connections whose secrets are in m_memory.
};

/// Name of a connection's secret in the keychain: its key, or the refresh token of a sign-in by browser.
[[nodiscard]] QString credentialName(const ConnectionId& id);
/// Name of the secret that belongs to the organisation's own client id.
[[nodiscard]] QString clientSecretName(const ConnectionId& id);

} // namespace pathways
