// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/destination_type.h"
#include "core/services/connections/connection_summary.h"
#include "core/services/connections/new_connection.h"

#include <QFuture>
#include <QList>
#include <QObject>

#include <memory>

namespace pathways {

struct ServiceContext;
class BrowserConnect;

/// Connections, for the window and the command line: one door to the parts in connections/. GUI thread.
class ConnectionService final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionService(ServiceContext& context, QObject* parent = nullptr);
    ~ConnectionService() override;

    [[nodiscard]] QList<DestinationType> types() const;
    [[nodiscard]] const DestinationType* type(const QString& key) const;
    [[nodiscard]] Result<QList<ConnectionSummary>> list();
    [[nodiscard]] Result<ConnectionSummary> find(const ConnectionId& id);
    [[nodiscard]] Result<ConnectionSummary> findByName(const QString& name);
    /// The tiles of step 2 for an audience, without asking any platform.
    [[nodiscard]] Result<QList<DestinationChoice>> choicesFor(const AudienceId& audience);

    /// Checks the secret with a live call, then stores the connection and the secret. Nothing is stored otherwise.
    [[nodiscard]] QFuture<Result<ConnectionId>> connectWithSecret(const NewConnection& wanted, Secret secret);
    /// The same for a type with a browser sign-in; the organisation's client ID is among the settings. The result is
    /// already waiting. Errors: Input, Security (nothing was started).
    [[nodiscard]] Result<std::unique_ptr<BrowserConnect>> connectWithBrowser(const NewConnection& wanted,
                                                                             Secret clientSecret);
    /// New secret for a connection that needs sign-in; notices another account (error kind NeedsDecision).
    [[nodiscard]] QFuture<Result<void>> reconnect(const ConnectionId& id, Secret secret,
                                                  const ReconnectChoice& choice = {});
    /// The same with the browser. A client ID and secret replace the earlier ones, where they are given.
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
    /// Those in the bin, which can be restored for 30 days.
    [[nodiscard]] Result<QList<Connection>> removed();
    [[nodiscard]] Result<void> restore(const ConnectionId& id);
    [[nodiscard]] Result<void> rename(const ConnectionId& id, const QString& name);

signals:
    void changed();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
