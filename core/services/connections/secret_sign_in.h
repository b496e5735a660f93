// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/services/connections/new_connection.h"

#include <QFuture>
#include <QObject>

#include <functional>
#include <memory>

namespace pathways {

struct ServiceContext;
struct OpenConnection;

/// Connecting with a secret that was entered: checked with a live call first, and stored only when it works. GUI
/// thread.
class SecretSignIn final : public QObject {
    Q_OBJECT
public:
    explicit SecretSignIn(ServiceContext& context, QObject* parent = nullptr);

    [[nodiscard]] QFuture<Result<ConnectionId>> connectNew(const NewConnection& wanted, const Secret& secret);
    /// A new secret for a connection that is there; notices another account (error kind NeedsDecision).
    [[nodiscard]] QFuture<Result<void>> connectAgain(const ConnectionId& id, const Secret& secret,
                                                     const ReconnectChoice& choice);

signals:
    void changed();

private:
    using Stored = std::function<void(const Result<void>&)>;
    [[nodiscard]] QFuture<Result<AccountInfo>> validate(const std::shared_ptr<const OpenConnection>& open);
    /// Why a different account is refused: it was not confirmed, or a push is running.
    [[nodiscard]] std::optional<Error> refusal(const Connection& connection, const AccountInfo& account,
                                               const ReconnectChoice& choice) const;
    /// Stores what was found and the secret with it.
    void store(Connection connection, const AccountInfo& account, std::optional<QDate> endsOn, Secret secret,
               bool thisTimeOnly, Stored done);
    [[nodiscard]] bool needsSecret(const Connection& connection) const;

    ServiceContext& m_context;
};

} // namespace pathways
