// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/credentials/oauth_provider.h"
#include "core/net/http.h"

#include <stop_token>

namespace pathways {

/// The conversation with a token endpoint (RFC 6749, 7636). Blocking: worker threads only. Thread-safe. Secrets go in
/// bodies, never in URLs.
class OAuthClient final {
public:
    OAuthClient(HttpTransport& transport, Clock& clock, OAuthProvider provider);

    /// Errors: SignIn, Permission (a required scope was not granted), Security (wrong clock), Input (client not known),
    /// Network, Protocol.
    [[nodiscard]] Result<OAuthTokens> exchangeCode(const QByteArray& code, const QByteArray& verifier,
                                                   const QString& redirectUri, std::stop_token stop) const;
    /// Kind SignIn only when the platform says that the refresh token is no longer good.
    [[nodiscard]] Result<OAuthTokens> refresh(const Secret& refreshToken, std::stop_token stop) const;
    /// Ends the token at the platform, where it can be done.
    [[nodiscard]] Result<void> revoke(const Secret& token, std::stop_token stop) const;

    [[nodiscard]] const OAuthProvider& provider() const { return m_provider; }

private:
    using Form = QList<QPair<QByteArray, QByteArray>>;
    [[nodiscard]] HttpReply post(const QUrl& url, Form form, std::stop_token stop) const;
    [[nodiscard]] Result<OAuthTokens> tokens(const HttpReply& reply, bool firstTime) const;
    [[nodiscard]] Error refusal(const HttpReply& reply, bool firstTime) const;

    HttpTransport& m_transport;
    Clock& m_clock;
    OAuthProvider m_provider;
};

} // namespace pathways
