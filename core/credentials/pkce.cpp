// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/pkce.h"

#include "core/base/digest.h"

#include <QUrlQuery>

namespace pathways {

namespace {
constexpr int kRandomBytes = 32;

QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}
} // namespace

QByteArray base64Url(const QByteArray& bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray s256(const QByteArray& verifier) {
    const auto digest = Sha256().hash({verifier.constData(), size_t(verifier.size())});
    return base64Url(QByteArray(reinterpret_cast<const char*>(digest.data()), int(digest.size())));
}

SignInChallenge SignInChallenge::create() {
    SignInChallenge made;
    made.state = base64Url(randomBytes(kRandomBytes));
    made.verifier = base64Url(randomBytes(kRandomBytes));
    made.challenge = s256(made.verifier);
    return made;
}

QUrl authorizeUrl(const OAuthProvider& provider, const SignInChallenge& challenge, const QString& redirectUri) {
    QStringList scopes;
    for (const OAuthProvider::Scope& scope : provider.scopes) {
        scopes << scope.id;
    }
    QList<QPair<QString, QString>> items = {
        {QStringLiteral("response_type"), QStringLiteral("code")},
        {QStringLiteral("client_id"), encoded(provider.clientId)},
        {QStringLiteral("redirect_uri"), encoded(redirectUri)},
        {QStringLiteral("scope"), encoded(scopes.join(u' '))},
        {QStringLiteral("state"), QString::fromLatin1(challenge.state)},
        {QStringLiteral("code_challenge"), QString::fromLatin1(challenge.challenge)},
        {QStringLiteral("code_challenge_method"), QStringLiteral("S256")},
    };
    for (const auto& [key, value] : provider.extraParameters) {
        items << qMakePair(encoded(key), encoded(value));
    }
    QUrlQuery query(provider.authorizeUrl);
    for (const auto& [key, value] : items) {
        query.addQueryItem(key, value);
    }
    QUrl url = provider.authorizeUrl;
    url.setQuery(query);
    return url;
}

} // namespace pathways
