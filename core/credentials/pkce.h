// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/oauth_provider.h"

#include <QByteArray>

namespace pathways {

/// The random parts of one sign-in: never used for another.
struct SignInChallenge {
    QByteArray state;     ///< 256 bits.
    QByteArray verifier;  ///< 256 bits (RFC 7636).
    QByteArray challenge; ///< S256 of the verifier.
    [[nodiscard]] static SignInChallenge create();
};

/// BASE64URL without padding.
[[nodiscard]] QByteArray base64Url(const QByteArray& bytes);
[[nodiscard]] QByteArray s256(const QByteArray& verifier);

/// The address that the browser opens.
[[nodiscard]] QUrl authorizeUrl(const OAuthProvider& provider, const SignInChallenge& challenge,
                                const QString& redirectUri);

} // namespace pathways
