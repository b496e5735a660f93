// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <QFuture>
#include <QObject>
#include <QString>

#include <optional>

namespace pathways {

struct ServiceContext;
class QtTransport;

/// How the program reaches the platforms. There is no choice to overlook a certificate, on purpose.
struct NetworkChoice {
    enum class Proxy { System, None, Manual };
    Proxy proxy = Proxy::System;
    QString host;
    quint16 port = 8080;
    QString user;   ///< Empty: the proxy needs no sign-in. Its password is in the keychain.
    QString caFile; ///< PEM file with the authority of an organisation that inspects TLS; empty: none.
    friend bool operator==(const NetworkChoice&, const NetworkChoice&) = default;
};

/// The network settings of the workspace, for the window and the command line. GUI thread.
class NetworkService final : public QObject {
    Q_OBJECT
public:
    /// Both outlive this.
    NetworkService(ServiceContext& context, QtTransport& transport, QObject* parent = nullptr);

    [[nodiscard]] Result<NetworkChoice> settings();
    /// Makes what is stored take effect; at the start, before the first request.
    [[nodiscard]] QFuture<Result<void>> apply();
    /// Checks, stores and applies. No password: the stored one is kept. Errors: Input (nothing was changed), Keychain,
    /// Storage.
    [[nodiscard]] QFuture<Result<void>> change(const NetworkChoice& choice, std::optional<Secret> password);

private:
    ServiceContext& m_context;
    QtTransport& m_transport;
};

} // namespace pathways
