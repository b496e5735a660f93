// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"

#include <QDate>
#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPromise>
#include <QSet>

#include <memory>

namespace pathways {

struct ServiceContext;
struct OpenConnection;
class BrowserConnect;

enum class ConnectionState { Active, NeedsSignIn, ExpiresSoon, Checking, Problem };

/// One tile of Settings > Connections.
struct ConnectionSummary {
    Connection connection;
    QString typeName;
    QString icon;
    DestinationKind kind = DestinationKind::Email;
    ConnectionState state = ConnectionState::Active;
    QString stateText;    ///< "Active", "Needs sign-in", "Expires in 5 days", "Expires today".
    QString signedInAs;   ///< The person who signed in by browser; empty for keys.
    QStringList pathways; ///< Names of what depends on it.
    std::optional<QDateTime> lastSuccess;
};

/// A tile of step 2.
struct DestinationChoice {
    ConnectionSummary summary;
    bool selectable = true;
    QString reason;                   ///< "You cannot push modeled audiences to this destination"
    bool alreadyPushed = false;       ///< "(Already Pushed)"
    QList<DestinationObject> objects; ///< Only when asked for.
};

/// What the user enters to connect.
struct NewConnection {
    QString type;
    QString name;
    QMap<QString, QString> settings;
    bool practice = false;
    bool thisTimeOnly = false; ///< Keep the secret in memory only, after asking.
    std::optional<QDate> endsOn =
        std::nullopt; ///< The last day of the secret, where the user knows it; the platform knows better.
};

/// What was decided when signing in again.
struct ReconnectChoice {
    bool otherAccount = false;                  ///< Another account than before is meant.
    bool thisTimeOnly = false;                  ///< Keep the secret in memory only, after asking.
    std::optional<QDate> endsOn = std::nullopt; ///< As in NewConnection; none: nothing of the day before is kept.
};

/// Connections, for the window and the command line. GUI thread.
class ConnectionService final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionService(ServiceContext& context, QObject* parent = nullptr);

    [[nodiscard]] QList<DestinationType> types() const;
    [[nodiscard]] const DestinationType* type(const QString& key) const;
    [[nodiscard]] Result<QList<ConnectionSummary>> list();
    [[nodiscard]] Result<ConnectionSummary> find(const ConnectionId& id);
    [[nodiscard]] Result<ConnectionSummary> findByName(const QString& name);
    /// The tiles of step 2 for an audience, without asking any platform.
    [[nodiscard]] Result<QList<DestinationChoice>> choicesFor(const AudienceId& audience);

    /// Checks the secret with a live call, then stores the connection and the secret. Nothing is stored otherwise.
    [[nodiscard]] QFuture<Result<ConnectionId>> connectWithSecret(NewConnection wanted, Secret secret);
    /// The same for a type that one signs in to with the browser; the organisation's client ID is among the settings.
    /// It waits already. Errors: Input, Security (nothing was begun).
    [[nodiscard]] Result<std::unique_ptr<BrowserConnect>> connectWithBrowser(const NewConnection& wanted,
                                                                             Secret clientSecret);
    /// New secret for a connection that needs sign-in; notices another account (error kind NeedsDecision).
    [[nodiscard]] QFuture<Result<void>> reconnect(const ConnectionId& id, Secret secret,
                                                  const ReconnectChoice& choice = {});
    /// The same with the browser. A client ID and secret replace those of before, where they are given.
    [[nodiscard]] Result<std::unique_ptr<BrowserConnect>>
    reconnectWithBrowser(const ConnectionId& id, const QString& clientId = {}, Secret clientSecret = {});
    /// Whether this one is signed in to with the browser.
    [[nodiscard]] bool usesBrowser(const Connection& connection) const;
    /// Live check; stores what it found.
    [[nodiscard]] QFuture<Result<AccountInfo>> test(const ConnectionId& id);
    [[nodiscard]] QFuture<Result<QList<DestinationObject>>> objects(const ConnectionId& id);
    [[nodiscard]] QFuture<Result<DestinationObject>> createObject(const ConnectionId& id, const QString& name,
                                                                  const QMap<QString, QString>& options);
    /// Into the bin; revokes at the platform where possible and deletes the secret.
    [[nodiscard]] QFuture<Result<void>> remove(const ConnectionId& id);
    /// Those in the bin: they can be restored for 30 days.
    [[nodiscard]] Result<QList<Connection>> removed();
    [[nodiscard]] Result<void> restore(const ConnectionId& id);
    [[nodiscard]] Result<void> rename(const ConnectionId& id, const QString& name);

signals:
    void changed();

private:
    [[nodiscard]] ConnectionSummary summarise(const Connection& connection, const QList<Pathway>& pathways);
    [[nodiscard]] Result<Connection> prepare(const NewConnection& wanted);
    [[nodiscard]] QFuture<Result<AccountInfo>> check(const std::shared_ptr<const OpenConnection>& access);
    void apply(Connection& connection, const AccountInfo& account, std::optional<QDate> endsOn) const;
    [[nodiscard]] Secret secretToKeep(const Connection& connection, Secret secret) const;
    [[nodiscard]] Result<std::unique_ptr<BrowserConnect>> begin(std::unique_ptr<BrowserConnect> connecting);
    void noteCheck(const ConnectionId& id, const Result<AccountInfo>& account);

    ServiceContext& m_context;
    QHash<std::pair<QString, QString>, QString> m_unansweredCreations; ///< Connection and name -> NewObject::marker.
    QSet<ConnectionId> m_checking;
};

} // namespace pathways
