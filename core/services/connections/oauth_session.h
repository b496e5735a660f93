// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/access_token_cache.h"
#include "core/credentials/bearer_transport.h"
#include "core/net/http_client.h"

#include <functional>
#include <memory>
#include <mutex>

namespace pathways {

/// The HTTP client of an OAuth connection, which keeps its access token fresh. Shared by all users of the connection,
/// so that there is one refresh in flight however many pushes and probes run. Thread-safe.
class OAuthSession final {
public:
    struct Parts {
        HttpTransport& transport;
        Clock& clock;
        OAuthProvider provider;
        ClientLimits limits;
        RetryPolicy policy;
    };
    /// Transport and clock outlive this.
    OAuthSession(Parts parts, Secret refresh);
    OAuthSession(const OAuthSession&) = delete;
    OAuthSession& operator=(const OAuthSession&) = delete;

    /// Takes over the tokens of a new sign-in.
    void adopt(OAuthTokens tokens) { m_tokens.adopt(std::move(tokens)); }
    /// From now on rotated refresh tokens are stored through this. Before that they stay in memory: an unconfirmed
    /// sign-in must not replace what is in the keychain.
    void keepThrough(AccessTokenCache::StoreRefresh store);
    /// The refresh token as it is now.
    [[nodiscard]] Secret refreshToken() const;
    /// Ends the sign-in at the platform. Blocking: worker threads only.
    [[nodiscard]] Result<void> revoke(std::stop_token stop) const;
    [[nodiscard]] HttpClient& http() { return m_http; }

private:
    [[nodiscard]] Result<void> rotated(const Secret& refresh);

    OAuthClient m_client;
    mutable std::mutex m_mutex;
    Secret m_refresh;
    AccessTokenCache::StoreRefresh m_store;
    AccessTokenCache m_tokens;
    BearerTransport m_bearer;
    HttpClient m_http;
};

} // namespace pathways
