// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/oauth/practice_oauth.h"

#include "core/base/digest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QLocale>
#include <QUrl>
#include <QUrlQuery>

namespace pathways::practice {

namespace {

constexpr char kClientId[] = "pathways-practice";
constexpr int kCodeSeconds = 60;

QString s(const char* key) {
    return QString::fromLatin1(key);
}

QByteArray base64Url(const QByteArray& bytes) {
    return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

QByteArray fresh(const char* prefix) {
    return prefix + base64Url(randomBytes(32));
}

QHash<QByteArray, QByteArray> formOf(const PracticeRequest& request) {
    QHash<QByteArray, QByteArray> form;
    for (const QByteArray& pair : request.body.split('&')) {
        const qsizetype equals = pair.indexOf('=');
        QByteArray value = pair.mid(equals + 1);
        form.insert(QByteArray::fromPercentEncoding(pair.left(equals)),
                    QByteArray::fromPercentEncoding(value.replace('+', ' ')));
    }
    return form;
}

PracticeResponse refusal(int status, const char* error, const char* description) {
    return jsonResponse(status, {{s("error"), s(error)}, {s("error_description"), s(description)}});
}

PracticeResponse page(int status, const QByteArray& html) {
    PracticeResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/html; charset=utf-8"}, {"Cache-Control", "no-store"}};
    response.body = "<!doctype html><title>Practice sign-in</title>" + html;
    return response;
}

PracticeResponse redirect(const QByteArray& to) {
    PracticeResponse response;
    response.status = 302;
    response.headers = {{"Location", to}, {"Cache-Control", "no-store"}};
    return response;
}

bool isLoopback(const QByteArray& redirectUri) {
    const QUrl url(QString::fromLatin1(redirectUri), QUrl::StrictMode);
    return url.isValid() && url.scheme() == QLatin1String("http") && url.host() == QLatin1String("127.0.0.1") &&
           url.port() > 0 && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
}

QByteArray bearer(const PracticeRequest& request) {
    const QByteArray header = request.header("authorization");
    return header.startsWith("Bearer ") ? header.mid(7) : QByteArray();
}

QByteArray idToken(const QString& id, const QString& name) {
    const auto part = [](const QJsonObject& object) {
        return base64Url(QJsonDocument(object).toJson(QJsonDocument::Compact));
    };
    return part({{s("alg"), s("none")}}) + '.' + part({{s("sub"), id}, {s("email"), name}}) + '.';
}

QString parameterText(const PracticeRequest& request, const char* name) {
    return QString::fromUtf8(request.parameter(name).value_or(QByteArray()));
}

} // namespace

QJsonObject PracticeOAuth::description(const QByteArray& base) const {
    const QString url = QString::fromLatin1(base);
    return {{s("url"), url},
            {s("authorize"), QString(url + s("/authorize"))},
            {s("token"), QString(url + s("/token"))},
            {s("revoke"), QString(url + s("/revoke"))},
            {s("issuer"), url},
            {s("client_id"), s(kClientId)}};
}

QJsonObject PracticeOAuth::state() const {
    const std::lock_guard lock(m_mutex);
    return {{s("codes"), m_codes.size()},
            {s("access_tokens"), m_access.size()},
            {s("refresh_tokens"), m_refresh.size()},
            {s("given"), m_given},
            {s("account"), m_accountId}};
}

void PracticeOAuth::reset() {
    const std::lock_guard lock(m_mutex);
    m_codes.clear();
    m_access.clear();
    m_refresh.clear();
    m_answer = s("ask");
    m_misbehaviour.clear();
    m_accountId = s("account-1");
    m_accountName = s("ada@riverbank.example");
    m_grantOnly.reset();
    m_lifetime = 3600;
    m_signInLifetime = 0;
    m_rotation = true;
    m_given = 0;
}

QJsonObject PracticeOAuth::saved() const {
    const std::lock_guard lock(m_mutex);
    QJsonObject tokens;
    for (auto it = m_refresh.begin(); it != m_refresh.end(); ++it) {
        const Grant& grant = it->grant;
        tokens.insert(QString::fromLatin1(it.key()), QJsonObject{{s("family"), QString::fromLatin1(grant.family)},
                                                                 {s("scopes"), grant.scopes.join(u' ')},
                                                                 {s("account"), grant.accountId},
                                                                 {s("name"), grant.accountName},
                                                                 {s("until"), grant.until.toString(Qt::ISODate)},
                                                                 {s("used"), it->used}});
    }
    return {{s("refresh"), tokens}};
}

void PracticeOAuth::restore(const QJsonObject& saved) {
    reset();
    const std::lock_guard lock(m_mutex);
    const QJsonObject tokens = saved.value(s("refresh")).toObject();
    for (auto it = tokens.begin(); it != tokens.end(); ++it) {
        const QJsonObject token = it->toObject();
        const Grant grant{token.value(s("family")).toString().toLatin1(),
                          token.value(s("scopes")).toString().split(u' ', Qt::SkipEmptyParts),
                          token.value(s("account")).toString(), token.value(s("name")).toString(),
                          QDateTime::fromString(token.value(s("until")).toString(), Qt::ISODate)};
        m_refresh.insert(it.key().toLatin1(), {grant, token.value(s("used")).toBool()});
    }
}

bool PracticeOAuth::idempotent(const PracticeRequest& request) const {
    return request.method == "GET" || request.path == "/revoke";
}

PracticeResponse PracticeOAuth::throttled() const {
    return refusal(429, "slow_down", "Too many requests.");
}

PracticeResponse PracticeOAuth::control(const QString& verb, const QJsonObject& arguments) {
    const std::lock_guard lock(m_mutex);
    if (verb == QLatin1String("decide")) {
        m_answer = arguments.value(s("answer")).toString();
    } else if (verb == QLatin1String("account")) {
        m_accountId = arguments.value(s("id")).toString();
        m_accountName = arguments.value(s("name")).toString();
    } else if (verb == QLatin1String("grant")) {
        QStringList scopes;
        for (const QJsonValue& scope : arguments.value(s("scopes")).toArray()) {
            scopes << scope.toString();
        }
        m_grantOnly = scopes;
    } else if (verb == QLatin1String("lifetime")) {
        m_lifetime = arguments.value(s("seconds")).toInteger(3600);
        m_signInLifetime = arguments.value(s("sign_in")).toInteger(0);
    } else if (verb == QLatin1String("rotation")) {
        m_rotation = arguments.value(s("on")).toBool(true);
    } else if (verb == QLatin1String("revoke")) {
        m_access.clear();
        m_refresh.clear();
    } else if (verb == QLatin1String("misbehave")) {
        m_misbehaviour = arguments.value(s("how")).toString();
    } else {
        return refusal(404, "unknown_verb", "See practice_oauth.h.");
    }
    return jsonResponse(200, {});
}

PracticeResponse PracticeOAuth::handle(const PracticeRequest& request) {
    const std::lock_guard lock(m_mutex);
    if (request.method == "GET" && request.path == "/authorize") {
        return authorize(request);
    }
    if (request.method == "GET" && request.path == "/decision") {
        return decide(request, request.parameter("allow") == QByteArray("1"));
    }
    if (request.method == "POST" && request.path == "/token") {
        return token(request);
    }
    if (request.method == "POST" && request.path == "/revoke") {
        return revoke(request);
    }
    if (request.method == "GET" && request.path == "/userinfo") {
        return userInfo(request);
    }
    return refusal(404, "not_found", "There is nothing here.");
}

PracticeResponse PracticeOAuth::authorize(const PracticeRequest& request) {
    const QByteArray redirectUri = request.parameter("redirect_uri").value_or(QByteArray());
    // Without a client and an address that are known nobody may be sent anywhere (RFC 6749 4.1.2.1).
    if (request.parameter("client_id") != QByteArray(kClientId) || !isLoopback(redirectUri)) {
        return page(400, "<h1>This program is not known here</h1>");
    }
    const bool sound = request.parameter("response_type") == QByteArray("code") &&
                       request.parameter("code_challenge_method") == QByteArray("S256") &&
                       request.parameter("code_challenge").value_or(QByteArray()).size() == 43;
    if (!sound) {
        return redirect(redirectUri + "?error=invalid_request&state=" +
                        request.parameter("state").value_or(QByteArray()).toPercentEncoding());
    }
    if (m_answer != QLatin1String("ask")) {
        return decide(request, m_answer == QLatin1String("allow"));
    }
    const QByteArray query = QString::fromLatin1(request.rawQuery).toHtmlEscaped().toUtf8();
    return page(200, "<h1>Practice sign-in</h1><p>Pathways would like to: " +
                         parameterText(request, "scope").toHtmlEscaped().toUtf8() + "</p><p>Account: " +
                         m_accountName.toHtmlEscaped().toUtf8() + "</p><p><a href=\"decision?" + query +
                         "&amp;allow=1\">Allow</a> &nbsp; <a href=\"decision?" + query + "&amp;allow=0\">Deny</a></p>");
}

PracticeResponse PracticeOAuth::decide(const PracticeRequest& request, bool allow) {
    const QByteArray redirectUri = request.parameter("redirect_uri").value_or(QByteArray());
    if (request.parameter("client_id") != QByteArray(kClientId) || !isLoopback(redirectUri)) {
        return page(400, "<h1>This program is not known here</h1>");
    }
    QByteArray state = request.parameter("state").value_or(QByteArray());
    if (m_misbehaviour == QLatin1String("wrong-state")) {
        state = "another";
    }
    const QByteArray issuer =
        m_misbehaviour == QLatin1String("wrong-issuer") ? QByteArray("https://evil.example") : request.baseUrl;
    const QByteArray rest = "&state=" + state.toPercentEncoding() + "&iss=" + issuer.toPercentEncoding();
    if (!allow) {
        return redirect(redirectUri + "?error=access_denied" + rest);
    }
    Code code;
    code.grant.family = fresh("family-");
    code.grant.scopes = m_grantOnly.value_or(parameterText(request, "scope").split(u' ', Qt::SkipEmptyParts));
    code.grant.accountId = m_accountId;
    code.grant.accountName = m_accountName;
    if (m_signInLifetime > 0) {
        code.grant.until = m_clock.now().addSecs(m_signInLifetime);
    }
    code.redirectUri = redirectUri;
    code.challenge = request.parameter("code_challenge").value_or(QByteArray());
    code.until = m_clock.now().addSecs(kCodeSeconds);
    const QByteArray value = fresh("code-");
    m_codes.insert(value, code);
    return redirect(redirectUri + "?code=" + value + rest);
}

PracticeResponse PracticeOAuth::token(const PracticeRequest& request) {
    PracticeResponse response = redeem(request);
    const QString date = QLocale::c().toString(m_clock.now(), s("ddd, dd MMM yyyy HH:mm:ss"));
    response.headers.emplaceBack("Date", date.toLatin1() + " GMT");
    return response;
}

PracticeResponse PracticeOAuth::redeem(const PracticeRequest& request) {
    const auto form = formOf(request);
    if (form.value("client_id") != kClientId) {
        return refusal(401, "invalid_client", "The client is not known.");
    }
    if (form.value("grant_type") == "authorization_code") {
        return redeemCode(form);
    }
    if (form.value("grant_type") == "refresh_token") {
        return redeemRefresh(form);
    }
    return refusal(400, "unsupported_grant_type", "authorization_code or refresh_token");
}

PracticeResponse PracticeOAuth::redeemCode(const QHash<QByteArray, QByteArray>& form) {
    const auto code = m_codes.find(form.value("code"));
    if (code == m_codes.end()) {
        return refusal(400, "invalid_grant", "The code is not known.");
    }
    if (code->used) {
        endFamily(code->grant.family);
        return refusal(400, "invalid_grant", "The code was used before.");
    }
    const QByteArray verifier = form.value("code_verifier");
    const auto digest = Sha256().hash({verifier.constData(), size_t(verifier.size())});
    const QByteArray challenge =
        base64Url(QByteArray(reinterpret_cast<const char*>(digest.data()), int(digest.size())));
    if (verifier.size() < 43 || challenge != code->challenge || form.value("redirect_uri") != code->redirectUri ||
        m_clock.now() > code->until) {
        return refusal(400, "invalid_grant", "The code does not fit.");
    }
    code->used = true;
    return give(code->grant, true);
}

PracticeResponse PracticeOAuth::redeemRefresh(const QHash<QByteArray, QByteArray>& form) {
    const auto refresh = m_refresh.find(form.value("refresh_token"));
    const bool known = refresh != m_refresh.end();
    if (!known || (refresh->grant.until.isValid() && m_clock.now() >= refresh->grant.until)) {
        return refusal(400, "invalid_grant", "Token has been expired or revoked.");
    }
    if (refresh->used) {
        endFamily(QByteArray(refresh->grant.family));
        return refusal(400, "invalid_grant", "The token was used before.");
    }
    refresh->used = m_rotation;
    return give(Grant(refresh->grant), m_rotation);
}

PracticeResponse PracticeOAuth::give(const Grant& grant, bool withRefresh) {
    const QByteArray access = fresh("practice-access-");
    m_access.insert(access, {grant, m_clock.now().addSecs(m_lifetime)});
    ++m_given;
    QJsonObject answer = {{s("access_token"), QString::fromLatin1(access)},
                          {s("token_type"), s("Bearer")},
                          {s("expires_in"), m_lifetime},
                          {s("scope"), grant.scopes.join(u' ')},
                          {s("id_token"), QString::fromLatin1(idToken(grant.accountId, grant.accountName))}};
    if (withRefresh) {
        const QByteArray refresh = fresh("practice-refresh-");
        m_refresh.insert(refresh, {grant});
        answer.insert(s("refresh_token"), QString::fromLatin1(refresh));
        if (grant.until.isValid()) {
            answer.insert(s("refresh_token_expires_in"), m_clock.now().secsTo(grant.until));
        }
    }
    PracticeResponse response = jsonResponse(200, answer);
    response.headers.emplaceBack("Cache-Control", "no-store");
    return response;
}

PracticeResponse PracticeOAuth::revoke(const PracticeRequest& request) {
    const QByteArray token = formOf(request).value("token");
    if (m_refresh.contains(token)) {
        endFamily(QByteArray(m_refresh[token].grant.family));
    }
    m_access.remove(token);
    return jsonResponse(200, {});
}

PracticeResponse PracticeOAuth::userInfo(const PracticeRequest& request) const {
    const auto found = m_access.find(bearer(request));
    if (found == m_access.end() || found->until < m_clock.now()) {
        return refusal(401, "invalid_token", "The token is not good.");
    }
    return jsonResponse(200, {{s("sub"), found->grant.accountId}, {s("email"), found->grant.accountName}});
}

bool PracticeOAuth::accepts(const QByteArray& accessToken) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_access.find(accessToken);
    return found != m_access.end() && found->until >= m_clock.now();
}

void PracticeOAuth::endFamily(const QByteArray& family) {
    m_access.removeIf([&](const auto& entry) { return entry.value().grant.family == family; });
    m_refresh.removeIf([&](const auto& entry) { return entry.value().grant.family == family; });
}

} // namespace pathways::practice
