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
    Secret main;                          ///< Its key, or the refresh token; empty: it has none.
    std::shared_ptr<const Secret> client; ///< Of the organisation's client id; may be none.
};

using StoredCallback = std::function<void(const Result<void>&)>;

/// Stores a connection that was checked: its secrets first, in the keychain or for this time in memory, then its row: a
/// row without its secret would be a connection that cannot work. Before the first real connection the workspace's own
/// key moves into the keychain. Calls back once. GUI thread. Errors: Keychain, Storage.
void storeConnection(ServiceContext& context, const Connection& connection, ConnectionSecrets secrets,
                     bool thisTimeOnly, QObject* receiver, StoredCallback done);

/// Why another account cannot take the place of the one of before just now: a push over the connection is under way,
/// and what it learns of the one must not be taken for the other's.
[[nodiscard]] std::optional<Error> pushInTheWay(ServiceContext& context, const Connection& connection);

/// Why the workspace's keys cannot change just now: a push under way still writes with those of before.
[[nodiscard]] std::optional<Error> pushHoldsKeys(ServiceContext& context);

/// Deletes a connection's secrets from the keychain and from memory. What is not there is as good as deleted.
void deleteSecrets(ServiceContext& context, const Connection& connection, QObject* receiver, StoredCallback done);

} // namespace pathways
