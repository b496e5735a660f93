// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/connection.h"

#include <QFuture>
#include <QList>
#include <QObject>

namespace pathways {

struct ServiceContext;

/// Removed connections: without their secrets, and restorable for 30 days. GUI thread.
class ConnectionBin final : public QObject {
    Q_OBJECT
public:
    explicit ConnectionBin(ServiceContext& context, QObject* parent = nullptr);

    /// Ends the credential at the platform where that is possible, and deletes the secret.
    [[nodiscard]] QFuture<Result<void>> remove(const ConnectionId& id);
    [[nodiscard]] Result<QList<Connection>> removed() const;
    [[nodiscard]] Result<void> restore(const ConnectionId& id);

signals:
    void changed();

private:
    /// Whether it has nothing in the keychain.
    [[nodiscard]] bool withoutSecret(const Connection& connection) const;

    ServiceContext& m_context;
};

} // namespace pathways
