// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/net/qt_transport.h"

#include <QString>

#include <functional>
#include <optional>

class QObject;

namespace pathways {

class CredentialStore;
class Database;

/// How this workspace reaches the network. Kept in the workspace's settings, except the proxy's password, which is in
/// the keychain. There is deliberately no setting to ignore certificate errors.
struct NetworkSettings {
    bool manualProxy = false; ///< False: the system's proxy, or none.
    QString proxyHost;
    quint16 proxyPort = 0;
    QString proxyUser;        ///< Empty: the proxy needs no sign-in.
    QString additionalCaFile; ///< PEM file of an organisation that inspects TLS; empty: the system's authorities alone.
    bool direct = false;      ///< No proxy, whatever the system says; only without manualProxy.
    friend bool operator==(const NetworkSettings&, const NetworkSettings&) = default;
};

[[nodiscard]] Result<NetworkSettings> loadNetworkSettings(Database& database);

using NetworkDone = std::function<void(Result<void>)>;

/// Loads the settings and the password and tells the transport. Calls back once, from the event loop, unless the
/// receiver is gone. Without a keychain the proxy is used without its password. GUI thread.
void applyNetworkSettings(CredentialStore& store, Database& database, const QString& workspaceId,
                          QtTransport& transport, QObject* receiver, const NetworkDone& done);

/// Checks and stores new settings, then applies them. A password that is not given leaves the stored one; settings
/// without a user remove it. Errors: Input (host, port or CA file cannot be used; nothing is stored then), Keychain,
/// Storage.
void changeNetworkSettings(CredentialStore& store, Database& database, const QString& workspaceId,
                           QtTransport& transport, const NetworkSettings& settings, std::optional<Secret> password,
                           QObject* receiver, const NetworkDone& done);

} // namespace pathways
