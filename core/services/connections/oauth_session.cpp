// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/oauth_session.h"

namespace pathways {

OAuthSession::OAuthSession(Parts parts, Secret refresh)
    : m_client(parts.transport, parts.clock, std::move(parts.provider))
    , m_refresh(refresh.clone())
    , m_tokens(m_client, parts.clock, std::move(refresh), [this](const Secret& fresh) { return rotated(fresh); })
    , m_bearer(parts.transport, m_tokens)
    , m_http(m_bearer, parts.clock, parts.limits, std::move(parts.policy)) {}

void OAuthSession::keepThrough(AccessTokenCache::StoreRefresh store) {
    const std::lock_guard lock(m_mutex);
    m_store = std::move(store);
}

Secret OAuthSession::refreshToken() const {
    const std::lock_guard lock(m_mutex);
    return m_refresh.clone();
}

Result<void> OAuthSession::rotated(const Secret& refresh) {
    AccessTokenCache::StoreRefresh store;
    {
        const std::lock_guard lock(m_mutex);
        store = m_store;
    }
    // Stored before it is used; without the lock, because the keychain may prompt its owner.
    if (store) {
        if (auto stored = store(refresh); !stored) {
            return stored;
        }
    }
    const std::lock_guard lock(m_mutex);
    m_refresh = refresh.clone();
    return {};
}

Result<void> OAuthSession::revoke(std::stop_token stop) const {
    return m_client.revoke(refreshToken(), stop);
}

} // namespace pathways
