// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

#include <QDateTime>
#include <QList>
#include <QPair>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>
#include <optional>

namespace pathways {

/// A platform that people sign in to with their browser (RFC 8252), as one organisation uses it.
struct OAuthProvider {
    QString platformName; ///< As people know it: "Google".
    QUrl authorizeUrl;
    QUrl tokenUrl;
    QUrl revokeUrl; ///< Empty: the platform has none.
    QString issuer; ///< Compared with "iss" where the platform sends it (RFC 9207); empty: not known.
    struct Scope {
        QString id;
        QString words; ///< What it allows, for people: "Manage your customer lists".
        bool required = true;
    };
    QList<Scope> scopes;
    QList<QPair<QString, QString>> extraParameters; ///< Of the authorize URL: access_type=offline and the like.
    QString clientId;                               ///< The organisation's own.
    /// Some platforms demand one although a program cannot keep it secret (RFC 8252 8.5); from the keychain.
    std::shared_ptr<const Secret> clientSecret;

    /// Google's endpoints with the organisation's client (contracts 0.6 and 2.1).
    [[nodiscard]] static OAuthProvider google(const QString& clientId, std::shared_ptr<const Secret> clientSecret);
};

/// The reply of a token endpoint. The access token lives in memory only; the refresh token in the keychain.
struct OAuthTokens {
    Secret access;
    Secret refresh;                   ///< Empty: none was given.
    std::chrono::seconds lifetime{0}; ///< Of the access token; 0: not said.
    /// Of the whole sign-in, where it expires by itself: Google's does for a client in testing mode.
    std::optional<std::chrono::seconds> signInLifetime;
    QStringList scopes; ///< The granted ones; empty: all that were requested.
    QString accountId;  ///< From the ID token, when there was one.
    QString accountName;
};

} // namespace pathways
