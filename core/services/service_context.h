// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/credentials/credential_store.h"
#include "core/destinations/connector_registry.h"
#include "core/net/http.h"
#include "core/workspace/workspace.h"

#include <QList>
#include <QThreadPool>

#include <chrono>
#include <memory>

namespace pathways {

class ConnectionBroker;
class PushPools;

/// How a sign-in by browser waits for its answer.
struct BrowserWaiting {
    std::chrono::milliseconds limit = std::chrono::minutes(5);
    QList<quint16> ports = {0, 0, 0}; ///< On loopback, tried in turn; 0 is any free one.
};

/// What the services share; built by the composition root and outliving them. GUI thread unless said otherwise.
struct ServiceContext {
    Workspace& workspace;
    WorkspaceKeys keys;
    Database& database; ///< The GUI thread's handle.
    ConnectorRegistry& connectors;
    HttpTransport& transport; ///< Thread-safe.
    CredentialStore& credentials;
    Clock& clock;             ///< Thread-safe.
    QThreadPool& probes;      ///< Small pool for validate, list, preview, count and plan.
    PushPools& pushPools;     ///< The threads of pushes and of their batches.
    ConnectionBroker& broker; ///< One HttpClient per connection.
    BrowserWaiting browser = {};
};

} // namespace pathways
