// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/network_service.h"

#include "core/base/async.h"
#include "core/credentials/network_settings.h"
#include "core/services/service_context.h"

namespace pathways {

namespace {

NetworkDone finishing(const SharedPromise<Result<void>>& promise) {
    return [promise](Result<void> result) { finishWith(promise, std::move(result)); };
}

} // namespace

NetworkService::NetworkService(ServiceContext& context, QtTransport& transport, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_transport(transport) {}

Result<NetworkChoice> NetworkService::settings() {
    return loadNetworkSettings(m_context.database).map([](const NetworkSettings& stored) {
        NetworkChoice choice;
        choice.proxy = stored.manualProxy ? NetworkChoice::Proxy::Manual
                       : stored.direct    ? NetworkChoice::Proxy::None
                                          : NetworkChoice::Proxy::System;
        choice.host = stored.proxyHost;
        choice.port = stored.proxyPort == 0 ? choice.port : stored.proxyPort;
        choice.user = stored.proxyUser;
        choice.caFile = stored.additionalCaFile;
        return choice;
    });
}

QFuture<Result<void>> NetworkService::apply() {
    auto promise = startedPromise<Result<void>>();
    applyNetworkSettings(m_context.credentials, m_context.database, m_context.workspace.id(), m_transport, this,
                         finishing(promise));
    return promise->future();
}

QFuture<Result<void>> NetworkService::change(const NetworkChoice& choice, std::optional<Secret> password) {
    NetworkSettings settings;
    settings.manualProxy = choice.proxy == NetworkChoice::Proxy::Manual;
    settings.direct = choice.proxy == NetworkChoice::Proxy::None;
    settings.proxyHost = choice.host.trimmed();
    settings.proxyPort = choice.port;
    settings.proxyUser = choice.user.trimmed();
    settings.additionalCaFile = choice.caFile.trimmed();
    auto promise = startedPromise<Result<void>>();
    changeNetworkSettings(m_context.credentials, m_context.database, m_context.workspace.id(), m_transport, settings,
                          std::move(password), this, finishing(promise));
    return promise->future();
}

} // namespace pathways
