// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/google/google_api.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/google/google_type.h"

#include <QCoreApplication>
#include <QJsonDocument>

namespace pathways::google {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(GoogleAds)
};

QString setting(const Connection& connection, QLatin1String key) {
    return connection.settings.value(key).trimmed();
}

QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

} // namespace

Result<Api> Api::make(const CallContext& context) {
    auto base = platformAddress(context.connection, kService, Texts::tr("Google Ads"));
    if (!base) {
        return fail(base.error());
    }
    const QString account = digitsOf(setting(context.connection, kAccount));
    const QString login = setting(context.connection, kLoginAccount);
    if (account.isEmpty() || (!login.isEmpty() && digitsOf(login).isEmpty())) {
        return fail(ErrorKind::Input, Texts::tr("The Google Ads customer ID is missing or has no digits."),
                    Texts::tr("Nothing was sent."),
                    Texts::tr("Copy the ten digits from the top right of Google Ads into the connection."));
    }
    if (context.secret.isEmpty()) {
        return fail(ErrorKind::SignIn, Texts::tr("You are not signed in to Google Ads."),
                    Texts::tr("Nothing was sent."), Texts::tr("Sign in to Google Ads again under Connections."));
    }
    return Api(context, *base, account, digitsOf(login));
}

Api::Api(const CallContext& context, QString base, QString account, QString loginAccount)
    : m_context(&context)
    , m_base(std::move(base))
    , m_account(std::move(account))
    , m_loginAccount(std::move(loginAccount)) {}

QString Api::userListsPath() const {
    return QStringLiteral("/v1/accountTypes/GOOGLE_ADS/accounts/%1/userLists").arg(m_account);
}

HttpRequest Api::request(const QByteArray& method, const QString& path, const QUrlQuery& query) const {
    HttpRequest request;
    request.method = method;
    request.url = QUrl(m_base + path, QUrl::StrictMode);
    if (!query.isEmpty()) {
        request.url.setQuery(query);
    }
    request.headers = {{"Authorization", "Bearer " + m_context->secret.reveal()}, {"Accept", "application/json"}};
    return request;
}

HttpReply Api::resourceCall(HttpRequest request, std::stop_token stop) const {
    if (!m_loginAccount.isEmpty()) {
        request.headers.emplaceBack(
            "login-account", QStringLiteral("accountTypes/GOOGLE_ADS/accounts/%1").arg(m_loginAccount).toLatin1());
    }
    return m_context->http.send(request, stop);
}

HttpReply Api::listUserLists(const QString& filter, const QString& pageToken, int pageSize,
                             std::stop_token stop) const {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("pageSize"), QString::number(pageSize));
    if (!filter.isEmpty()) {
        query.addQueryItem(QStringLiteral("filter"), encoded(filter));
    }
    if (!pageToken.isEmpty()) {
        query.addQueryItem(QStringLiteral("pageToken"), encoded(pageToken));
    }
    return resourceCall(request("GET", userListsPath(), query), stop);
}

HttpReply Api::getUserList(const QString& id, std::stop_token stop) const {
    return resourceCall(request("GET", userListsPath() + u'/' + encoded(id)), stop);
}

HttpReply Api::createUserList(const QJsonObject& list, std::stop_token stop) const {
    HttpRequest create = request("POST", userListsPath());
    create.headers.emplaceBack("Content-Type", "application/json");
    create.body = QJsonDocument(list).toJson(QJsonDocument::Compact);
    create.idempotent = false; // A second delivery would make a second list.
    return resourceCall(std::move(create), stop);
}

HttpReply Api::audienceMembers(const char* verb, QByteArray body, std::stop_token stop) const {
    HttpRequest post = request("POST", QStringLiteral("/v1/audienceMembers:%1").arg(QLatin1String(verb)));
    post.headers.emplaceBack("Content-Type", "application/json");
    post.body = std::move(body);
    return m_context->http.send(post, stop);
}

HttpReply Api::requestStatus(const QByteArray& requestId, std::stop_token stop) const {
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("requestId"), encoded(QString::fromUtf8(requestId)));
    return m_context->http.send(request("GET", QStringLiteral("/v1/requestStatus:retrieve"), query), stop);
}

} // namespace pathways::google
