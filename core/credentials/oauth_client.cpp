// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/oauth_client.h"

#include "core/credentials/sign_in_errors.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <optional>

namespace pathways {

namespace {

using namespace std::chrono_literals;

// A smaller difference is not the clock's fault.
constexpr std::chrono::seconds kClockTolerance = 5min;
constexpr std::chrono::milliseconds kDeadline = 30s;
constexpr qint64 kMaxAnswer = 256 * 1024;
constexpr qsizetype kMaxToken = 64 * 1024;

QByteArray encoded(const QByteArray& value) {
    return value.toPercentEncoding();
}

QString s(const char* key) {
    return QString::fromLatin1(key);
}

/// A token goes into a header: visible ASCII only (RFC 6749 appendix A).
bool isToken(const QByteArray& token) {
    return !token.isEmpty() && token.size() <= kMaxToken &&
           std::all_of(token.begin(), token.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// The claims of an ID token that came straight from the token endpoint over TLS; its signature adds nothing there
/// (OpenID Connect Core 3.1.3.7, 6).
QJsonObject claims(const QString& idToken) {
    const QList<QByteArray> parts = idToken.toLatin1().split('.');
    if (parts.size() != 3) {
        return {};
    }
    return QJsonDocument::fromJson(QByteArray::fromBase64(parts[1], QByteArray::Base64UrlEncoding)).object();
}

/// How far our clock is ahead of the server's; no value when it sent no date.
std::optional<std::chrono::seconds> clockAhead(const HttpReply& reply, const QDateTime& now) {
    const QDateTime theirs =
        QLocale::c().toDateTime(QString::fromLatin1(reply.header("date")).remove(QStringLiteral(" GMT")),
                                QStringLiteral("ddd, dd MMM yyyy HH:mm:ss"));
    if (!theirs.isValid()) {
        return std::nullopt;
    }
    const QDateTime utc(theirs.date(), theirs.time(), Qt::UTC);
    return std::chrono::seconds(utc.secsTo(now));
}

} // namespace

OAuthProvider OAuthProvider::google(const QString& clientId, std::shared_ptr<const Secret> clientSecret) {
    OAuthProvider provider;
    provider.platformName = QStringLiteral("Google");
    provider.authorizeUrl = QUrl(QStringLiteral("https://accounts.google.com/o/oauth2/v2/auth"));
    provider.tokenUrl = QUrl(QStringLiteral("https://oauth2.googleapis.com/token"));
    provider.revokeUrl = QUrl(QStringLiteral("https://oauth2.googleapis.com/revoke"));
    provider.issuer = QStringLiteral("https://accounts.google.com");
    provider.scopes = {
        {QStringLiteral("https://www.googleapis.com/auth/datamanager"),
         QCoreApplication::translate("OAuthProvider", "Manage your customer lists"), true},
        {QStringLiteral("openid"), QCoreApplication::translate("OAuthProvider", "Know which account it is"), false},
        {QStringLiteral("email"), QCoreApplication::translate("OAuthProvider", "See the account’s email address"),
         false},
    };
    // Without both Google gives no refresh token when the account had allowed it before.
    provider.extraParameters = {{QStringLiteral("access_type"), QStringLiteral("offline")},
                                {QStringLiteral("prompt"), QStringLiteral("consent")}};
    provider.clientId = clientId;
    provider.clientSecret = std::move(clientSecret);
    return provider;
}

OAuthClient::OAuthClient(HttpTransport& transport, Clock& clock, OAuthProvider provider)
    : m_transport(transport)
    , m_clock(clock)
    , m_provider(std::move(provider)) {}

HttpReply OAuthClient::post(const QUrl& url, Form form, std::stop_token stop) const {
    form.append({"client_id", m_provider.clientId.toUtf8()});
    if (m_provider.clientSecret) {
        form.append({"client_secret", m_provider.clientSecret->reveal()});
    }
    HttpRequest request;
    request.method = "POST";
    request.url = url;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"Accept", "application/json"}};
    // A code works once, and a rotating refresh token too.
    request.idempotent = false;
    request.deadline = kDeadline;
    request.maxBodyBytes = kMaxAnswer;
    for (auto& [key, value] : form) {
        request.body += (request.body.isEmpty() ? "" : "&") + key + '=' + encoded(value);
        wipe(value);
    }
    HttpReply reply = m_transport.send(request, stop);
    wipe(request.body);
    return reply;
}

Error OAuthClient::refusal(const HttpReply& reply, bool firstTime) const {
    const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
    const QString code = answer.value(s("error")).toString();
    const QString detail = QStringLiteral("%1 %2 %3")
                               .arg(reply.status)
                               .arg(code.left(64), answer.value(s("error_description")).toString().left(200));
    if (code == QLatin1String("invalid_client") || code == QLatin1String("unauthorized_client")) {
        return sign_in::unknownClient(m_provider.platformName, detail);
    }
    // A fresh code looks old when our clock is wrong; a refused refresh token was revoked, whatever our clock says.
    if (const auto ahead = clockAhead(reply, m_clock.now());
        firstTime && ahead && std::chrono::abs(*ahead) > kClockTolerance) {
        return sign_in::wrongClock(m_provider.platformName, *ahead);
    }
    if (code == QLatin1String("invalid_grant")) {
        return sign_in::revoked(m_provider.platformName, detail);
    }
    if (code == QLatin1String("invalid_scope")) {
        return sign_in::missingPermission(m_provider.platformName, {m_provider.platformName});
    }
    if (reply.status >= 500 || reply.status == 429) {
        return sign_in::notWorking(m_provider.platformName, detail);
    }
    return sign_in::notUnderstood(m_provider.platformName, detail);
}

Result<OAuthTokens> OAuthClient::tokens(const HttpReply& reply, bool firstTime) const {
    if (reply.end != HttpEnd::Answered) {
        return fail(reply.error);
    }
    if (!reply.ok()) {
        return fail(refusal(reply, firstTime));
    }
    const QJsonObject answer = QJsonDocument::fromJson(reply.body).object();
    QByteArray access = answer.value(s("access_token")).toString().toUtf8();
    QByteArray refresh = answer.value(s("refresh_token")).toString().toUtf8();
    const QString type = answer.value(s("token_type")).toString();
    if (!isToken(access) || (!refresh.isEmpty() && !isToken(refresh)) ||
        type.compare(QLatin1String("bearer"), Qt::CaseInsensitive) != 0) {
        return fail(sign_in::notUnderstood(m_provider.platformName, QStringLiteral("token answer")));
    }
    OAuthTokens tokens;
    tokens.access = Secret(std::move(access));
    tokens.refresh = Secret(std::move(refresh));
    const qint64 lifetime = answer.value(s("expires_in")).toVariant().toLongLong();
    tokens.lifetime = std::chrono::seconds(std::clamp<qint64>(lifetime, 0, 10LL * 365 * 86'400));
    if (const qint64 whole = answer.value(s("refresh_token_expires_in")).toVariant().toLongLong(); whole > 0) {
        tokens.signInLifetime = std::chrono::seconds(std::min<qint64>(whole, 10LL * 365 * 86'400));
    }
    tokens.scopes = answer.value(s("scope")).toString().split(u' ', Qt::SkipEmptyParts);
    const QJsonObject who = claims(answer.value(s("id_token")).toString());
    tokens.accountId = who.value(s("sub")).toString();
    tokens.accountName = who.value(s("email")).toString(who.value(s("name")).toString());
    return tokens;
}

Result<OAuthTokens> OAuthClient::exchangeCode(const QByteArray& code, const QByteArray& verifier,
                                              const QString& redirectUri, std::stop_token stop) const {
    auto granted = tokens(post(m_provider.tokenUrl,
                               {{"grant_type", "authorization_code"},
                                {"code", code},
                                {"code_verifier", verifier},
                                {"redirect_uri", redirectUri.toUtf8()}},
                               stop),
                          true);
    if (!granted || granted->scopes.isEmpty()) {
        return granted;
    }
    QStringList missing;
    for (const OAuthProvider::Scope& scope : m_provider.scopes) {
        if (scope.required && !granted->scopes.contains(scope.id)) {
            missing << (scope.words.isEmpty() ? scope.id : scope.words);
        }
    }
    if (!missing.isEmpty()) {
        return fail(sign_in::missingPermission(m_provider.platformName, missing));
    }
    return granted;
}

Result<OAuthTokens> OAuthClient::refresh(const Secret& refreshToken, std::stop_token stop) const {
    return tokens(post(m_provider.tokenUrl,
                       {{"grant_type", "refresh_token"}, {"refresh_token", refreshToken.clone().reveal()}}, stop),
                  false);
}

Result<void> OAuthClient::revoke(const Secret& token, std::stop_token stop) const {
    if (m_provider.revokeUrl.isEmpty()) {
        return {};
    }
    const HttpReply reply = post(m_provider.revokeUrl, {{"token", token.clone().reveal()}}, stop);
    if (reply.end != HttpEnd::Answered) {
        return fail(reply.error);
    }
    // A token that no longer exists is fine (RFC 7009 2.2; Google answers 400).
    if (reply.ok() || reply.status == 400) {
        return {};
    }
    return fail(refusal(reply, false));
}

} // namespace pathways
