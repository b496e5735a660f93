// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/access_token_cache.h"

#include "core/base/log.h"
#include "core/credentials/credential_store.h"
#include "core/credentials/keychain_errors.h"
#include "core/credentials/sign_in_errors.h"

#include <QMetaObject>
#include <QThread>

namespace pathways {

namespace {

using namespace std::chrono_literals;

// Refreshed this long before the end, or at four fifths of a short life.
constexpr std::chrono::milliseconds kAhead = 5min;

} // namespace

AccessTokenCache::AccessTokenCache(OAuthClient client, Clock& clock, Secret refresh, StoreRefresh store)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_store(std::move(store))
    , m_refresh(std::move(refresh)) {}

void AccessTokenCache::adopt(OAuthTokens tokens) {
    const std::lock_guard lock(m_mutex);
    m_revoked.reset();
    m_unstored.reset();
    take(std::move(tokens));
}

void AccessTokenCache::take(OAuthTokens tokens) {
    m_access = std::move(tokens.access);
    if (!tokens.refresh.isEmpty()) {
        m_refresh = std::move(tokens.refresh);
    }
    m_freshUntil.reset();
    m_freshUntilWall = {};
    if (tokens.lifetime.count() > 0) {
        const std::chrono::milliseconds life = tokens.lifetime;
        const std::chrono::milliseconds fresh = life - std::min(kAhead, life / 5);
        m_freshUntil = m_clock.monotonic() + fresh;
        m_freshUntilWall = m_clock.now().addMSecs(fresh.count());
    }
}

bool AccessTokenCache::isFresh() const {
    if (m_access.isEmpty()) {
        return false;
    }
    // Monotonic time may stop while the computer sleeps, and wall time may be set: the earlier expiry counts, and an
    // extra refresh does no harm.
    return !m_freshUntil || (m_clock.monotonic() < *m_freshUntil && m_clock.now() < m_freshUntilWall);
}

Result<Secret> AccessTokenCache::accessToken(std::stop_token stop) {
    return token(std::nullopt, stop);
}

Result<Secret> AccessTokenCache::accessTokenAfter(const QByteArray& refusedToken, std::stop_token stop) {
    return token(refusedToken, stop);
}

Result<Secret> AccessTokenCache::token(const std::optional<QByteArray>& refused, std::stop_token stop) {
    std::unique_lock lock(m_mutex);
    for (;;) {
        if (m_revoked) {
            return fail(*m_revoked);
        }
        if (isFresh() && (!refused || m_access.reveal() != *refused)) {
            return m_access.clone();
        }
        if (!m_renewing) {
            break;
        }
        if (!m_changed.wait(lock, stop, [this] { return !m_renewing; })) {
            return fail(sign_in::canceled());
        }
    }
    m_renewing = true;
    lock.unlock();
    const Result<void> renewed = renew(stop);
    lock.lock();
    m_renewing = false;
    if (!renewed && renewed.error().kind == ErrorKind::SignIn) {
        m_revoked = renewed.error();
    }
    m_changed.notify_all();
    return renewed ? Result<Secret>(m_access.clone()) : fail(renewed.error());
}

Result<void> AccessTokenCache::renew(std::stop_token stop) {
    std::optional<OAuthTokens> tokens;
    Secret current;
    {
        const std::lock_guard lock(m_mutex);
        tokens = std::exchange(m_unstored, std::nullopt);
        current = m_refresh.clone();
    }
    if (!tokens) {
        auto given = m_client.refresh(current, stop);
        if (!given) {
            return fail(given.error());
        }
        tokens = std::move(*given);
    }
    const bool rotated = !tokens->refresh.isEmpty() && tokens->refresh.reveal() != current.reveal();
    if (rotated) {
        if (auto stored = m_store(tokens->refresh); !stored) {
            qCWarning(lcCredentials) << "a new refresh token could not be stored yet";
            const std::lock_guard lock(m_mutex);
            m_unstored = std::move(tokens);
            return stored;
        }
    }
    const std::lock_guard lock(m_mutex);
    take(std::move(*tokens));
    return {};
}

AccessTokenCache::StoreRefresh storeThrough(CredentialStore& store, const QString& name,
                                            std::chrono::milliseconds limit) {
    return [&store, name, limit](const Secret& refresh) -> Result<void> {
        if (store.thread() == QThread::currentThread()) {
            return fail(Error{ErrorKind::Internal, {}, {}, {}, QStringLiteral("the keychain's thread cannot wait")});
        }
        struct Answer {
            std::mutex mutex;
            std::condition_variable changed;
            std::optional<Result<void>> result;
        };
        auto answer = std::make_shared<Answer>();
        auto secret = std::make_shared<Secret>(refresh.clone());
        QMetaObject::invokeMethod(
            &store,
            [&store, name, secret, answer] {
                store.write(name, std::move(*secret), &store, [answer](Result<void> done) {
                    const std::lock_guard lock(answer->mutex);
                    answer->result = std::move(done);
                    answer->changed.notify_all();
                });
            },
            Qt::QueuedConnection);
        std::unique_lock lock(answer->mutex);
        if (!answer->changed.wait_for(lock, limit, [&] { return answer->result.has_value(); })) {
            return fail(keychain::slow(limit));
        }
        return *answer->result;
    };
}

} // namespace pathways
