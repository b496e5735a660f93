// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/credentials/oauth_client.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>

namespace pathways {

class CredentialStore;

/// Keeps one connection's access token fresh: in memory only, refreshed before it expires, with one refresh in flight
/// however many requests need it. A rotated refresh token is stored before anything that came with it is used, so that
/// the one in the keychain stays valid after a crash (F36). Blocking and thread-safe; never on the GUI thread.
class AccessTokenCache final {
public:
    /// Stores a rotated refresh token; blocking, called from worker threads.
    using StoreRefresh = std::function<Result<void>(const Secret& refresh)>;

    AccessTokenCache(OAuthClient client, Clock& clock, Secret refresh, StoreRefresh store);

    /// Takes over what a sign-in gave (its refresh token is in the keychain already).
    void adopt(OAuthTokens tokens);

    /// A token that is valid for a while. Errors: SignIn (revoked; permanent until adopt()), Keychain, Network, ...
    [[nodiscard]] Result<Secret> accessToken(std::stop_token stop);
    /// After the platform refused a token (401): another one. Refreshes only when that token is still the current one.
    [[nodiscard]] Result<Secret> accessTokenAfter(const QByteArray& refusedToken, std::stop_token stop);

private:
    [[nodiscard]] Result<Secret> token(const std::optional<QByteArray>& refused, std::stop_token stop);
    [[nodiscard]] bool isFresh() const;
    void take(OAuthTokens tokens);
    /// Asks for new tokens and stores a rotated one. Called without the lock, by one thread at a time.
    [[nodiscard]] Result<void> renew(std::stop_token stop);

    OAuthClient m_client;
    Clock& m_clock;
    StoreRefresh m_store;

    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    bool m_renewing = false;
    Secret m_access;
    Secret m_refresh;
    std::optional<OAuthTokens> m_unstored; ///< Received, but the refresh token is not stored yet.
    std::optional<Error> m_revoked;
    std::optional<std::chrono::milliseconds> m_freshUntil; ///< Monotonic; unset: the platform did not say.
    QDateTime m_freshUntilWall;
};

/// StoreRefresh for a credential store that lives in another thread: waits for its answer, at most limit.
[[nodiscard]] AccessTokenCache::StoreRefresh storeThrough(CredentialStore& store, const QString& name,
                                                          std::chrono::milliseconds limit = std::chrono::seconds(90));

} // namespace pathways
