// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/model/connection.h"

#include <functional>
#include <memory>
#include <optional>

class QObject;

namespace pathways {

struct ServiceContext;

/// What is to be kept of a connection besides its row.
struct ConnectionSecrets {
    Secret main;                          ///< The key, or the refresh token; empty: none.
    std::shared_ptr<const Secret> client; ///< Of the organisation's client ID; may be none.
};

using StoredCallback = std::function<void(const Result<void>&)>;

/// Stores a checked connection: its secrets first, in the keychain or in memory ("this time only"), then its row,
/// because a row without its secret could not work. Before the first real connection the workspace's own key is moved
/// into the keychain. Calls back once. GUI thread. Errors: Keychain, Storage.
void storeConnection(ServiceContext& context, const Connection& connection, ConnectionSecrets secrets,
                     bool thisTimeOnly, QObject* receiver, StoredCallback done);

/// Why the account cannot be replaced now: a push over this connection is running, and its results must not be
/// attributed to another account.
[[nodiscard]] std::optional<Error> pushInTheWay(ServiceContext& context, const Connection& connection);

/// Why the workspace's keys cannot change now: a running push still writes with the old ones.
[[nodiscard]] std::optional<Error> pushUsesKeys(ServiceContext& context);

/// Deletes a connection's secrets from the keychain and from memory. A missing one is no error.
void deleteSecrets(ServiceContext& context, const Connection& connection, QObject* receiver,
                   const StoredCallback& done);

} // namespace pathways
