// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/oauth_provider.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"

#include <memory>

namespace pathways {

/// Settings of a connection that is signed in to by browser. None of them is a secret.
namespace sign_in_setting {
inline constexpr QLatin1String kClientId("client_id");         ///< The organisation's own.
inline constexpr QLatin1String kClientSecret("client_secret"); ///< "kept": there is one in the keychain.
inline constexpr QLatin1String kWho("signed_in_as");           ///< Who signed in, for people.
inline constexpr QLatin1String kWhoId("signed_in_id");
/// "browser": a practice connection that also practises the sign-in, instead of using the built-in credential.
inline constexpr QLatin1String kRehearsed("sign_in");
/// Another authorisation server on this machine.
inline constexpr QLatin1String kServer("sign_in_url");
} // namespace sign_in_setting

/// Whether the connection is signed in to with the system's browser.
[[nodiscard]] bool signsInByBrowser(const Connection& connection, const DestinationType& type);

/// The OAuth provider of this connection, with the organisation's client. A practice connection must have its address
/// filled in. Errors: Input (no client id), Security (a server that is not the platform's).
[[nodiscard]] Result<OAuthProvider> signInProvider(const Connection& connection, const DestinationType& type,
                                                   std::shared_ptr<const Secret> clientSecret);

} // namespace pathways
