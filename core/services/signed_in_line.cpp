// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/signed_in_line.h"

namespace pathways {

SignedInLine::SignedInLine(Parts parts, Secret refresh)
    : m_client(parts.transport, parts.clock, std::move(parts.provider))
    , m_refresh(refresh.clone())
    , m_tokens(m_client, parts.clock, std::move(refresh), [this](const Secret& fresh) { return rotated(fresh); })
    , m_bearer(parts.transport, m_tokens)
    , m_http(m_bearer, parts.clock, parts.limits, std::move(parts.policy)) {}

void SignedInLine::keepThrough(TokenKeeper::StoreRefresh store) {
    const std::lock_guard lock(m_mutex);
    m_store = std::move(store);
}

Secret SignedInLine::refreshToken() const {
    const std::lock_guard lock(m_mutex);
    return m_refresh.clone();
}

Result<void> SignedInLine::rotated(const Secret& refresh) {
    TokenKeeper::StoreRefresh store;
    {
        const std::lock_guard lock(m_mutex);
        store = m_store;
    }
    // Stored before it is used: without the lock, as a keychain may ask its owner first.
    if (store) {
        if (auto stored = store(refresh); !stored) {
            return stored;
        }
    }
    const std::lock_guard lock(m_mutex);
    m_refresh = refresh.clone();
    return {};
}

Result<void> SignedInLine::revoke(std::stop_token stop) const {
    return m_client.revoke(refreshToken(), stop);
}

} // namespace pathways
