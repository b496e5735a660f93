// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/model/connection.h"
#include "core/net/http_client.h"

#include <stop_token>

namespace pathways {

/// What a connector is given for one conversation with a platform. Connectors know nothing of SQL, threads, keychain
/// or dialogs: they get a client, a connection and its secret, and return values. Any method may be called from any
/// worker thread; the client is thread-safe.
struct CallContext {
    HttpClient& http;
    Clock& clock;
    const Connection& connection;
    const Secret& secret;
    std::stop_token stop;
};

} // namespace pathways
