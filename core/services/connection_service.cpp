// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connection_service.h"

#include "core/destinations/connector.h"
#include "core/destinations/connector_registry.h"
#include "core/services/connections/browser_connect.h"
#include "core/services/connections/connection_bin.h"
#include "core/services/connections/connection_checks.h"
#include "core/services/connections/connection_overview.h"
#include "core/services/connections/destination_objects.h"
#include "core/services/connections/secret_sign_in.h"
#include "core/services/connections/sign_in_provider.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"

namespace pathways {

struct ConnectionService::Private {
    explicit Private(ServiceContext& shared)
        : context(shared) {}

    ServiceContext& context;
    ConnectionChecks checks{context};
    ConnectionOverview overview{context, checks};
    SecretSignIn secrets{context};
    DestinationObjects objects{context};
    ConnectionBin bin{context};
};

namespace {

Result<std::unique_ptr<BrowserConnect>> begun(ConnectionService& service, std::unique_ptr<BrowserConnect> connecting) {
    if (auto started = connecting->start(); !started) {
        return fail(started.error());
    }
    QObject::connect(connecting.get(), &BrowserConnect::ended, &service, &ConnectionService::changed);
    return connecting;
}

} // namespace

ConnectionService::ConnectionService(ServiceContext& context, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(context)) {
    connect(&d->checks, &ConnectionChecks::changed, this, &ConnectionService::changed);
    connect(&d->secrets, &SecretSignIn::changed, this, &ConnectionService::changed);
    connect(&d->bin, &ConnectionBin::changed, this, &ConnectionService::changed);
}

ConnectionService::~ConnectionService() = default;

QList<DestinationType> ConnectionService::types() const {
    QList<DestinationType> types;
    for (const auto& connector : d->context.connectors.all()) {
        types << connector->type();
    }
    return types;
}

const DestinationType* ConnectionService::type(const QString& key) const {
    const Connector* connector = d->context.connectors.find(key);
    return connector == nullptr ? nullptr : &connector->type();
}

Result<QList<ConnectionSummary>> ConnectionService::list() {
    return d->overview.list();
}

Result<ConnectionSummary> ConnectionService::find(const ConnectionId& id) {
    return d->overview.find(id);
}

Result<ConnectionSummary> ConnectionService::findByName(const QString& name) {
    return d->overview.findByName(name);
}

Result<QList<DestinationChoice>> ConnectionService::choicesFor(const AudienceId& audience) {
    return d->overview.choicesFor(audience);
}

QFuture<Result<ConnectionId>> ConnectionService::connectWithSecret(const NewConnection& wanted, Secret secret) {
    return d->secrets.connectNew(wanted, secret);
}

QFuture<Result<void>> ConnectionService::reconnect(const ConnectionId& id, Secret secret,
                                                   const ReconnectChoice& choice) {
    return d->secrets.connectAgain(id, secret, choice);
}

bool ConnectionService::usesBrowser(const Connection& connection) const {
    const DestinationType* known = type(connection.type);
    return known != nullptr && signsInByBrowser(connection, *known);
}

Result<std::unique_ptr<BrowserConnect>> ConnectionService::connectWithBrowser(const NewConnection& wanted,
                                                                              Secret clientSecret) {
    auto prepared = prepareConnection(d->context, wanted);
    if (!prepared) {
        return fail(prepared.error());
    }
    return begun(*this, std::make_unique<BrowserConnect>(d->context, *prepared, false, std::move(clientSecret),
                                                         wanted.thisTimeOnly));
}

Result<std::unique_ptr<BrowserConnect>>
ConnectionService::reconnectWithBrowser(const ConnectionId& id, const QString& clientId, Secret clientSecret) {
    auto connection = ConnectionRepository(d->context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    if (!clientId.trimmed().isEmpty()) {
        connection->settings.insert(sign_in_setting::kClientId, clientId.trimmed());
    }
    return begun(*this, std::make_unique<BrowserConnect>(d->context, *connection, true, std::move(clientSecret)));
}

QFuture<Result<AccountInfo>> ConnectionService::test(const ConnectionId& id) {
    return d->checks.start(id);
}

QFuture<Result<QList<DestinationObject>>> ConnectionService::objects(const ConnectionId& id) {
    return d->objects.list(id);
}

QFuture<Result<DestinationObject>> ConnectionService::createObject(const ConnectionId& id, const QString& name,
                                                                   const QMap<QString, QString>& options) {
    return d->objects.create(id, name, options);
}

QFuture<Result<void>> ConnectionService::remove(const ConnectionId& id) {
    return d->bin.remove(id);
}

Result<QList<Connection>> ConnectionService::removed() {
    return d->bin.removed();
}

Result<void> ConnectionService::restore(const ConnectionId& id) {
    return d->bin.restore(id);
}

Result<void> ConnectionService::rename(const ConnectionId& id, const QString& name) {
    auto connection = ConnectionRepository(d->context.database).find(id);
    if (!connection) {
        return fail(connection.error());
    }
    const auto other = ConnectionRepository(d->context.database).findByName(name.trimmed());
    if (name.trimmed().isEmpty() || (other && other->id != id)) {
        return fail(ErrorKind::Input, tr("This name is blank or already used."), tr("The connection keeps its name."),
                    tr("Choose another name."));
    }
    connection->name = name.trimmed();
    auto saved = ConnectionRepository(d->context.database).save(*connection);
    emit changed();
    return saved;
}

} // namespace pathways
