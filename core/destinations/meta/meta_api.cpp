// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/meta/meta_api.h"

#include "core/destinations/advertising/platform_address.h"
#include "core/destinations/meta/meta_type.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace pathways::meta {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Meta)
};
} // namespace

Result<Api> Api::make(const CallContext& context) {
    auto base = platformAddress(context.connection, kService, Texts::tr("Meta"));
    if (!base) {
        return fail(base.error());
    }
    const QString account = digitsOf(context.connection.settings.value(kAccount));
    if (account.isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("The ad account ID is missing or has no digits."),
                    Texts::tr("Nothing was sent."), Texts::tr("Copy it from Ads Manager, e.g. act_1234567890."));
    }
    if (context.secret.isEmpty()) {
        return fail(ErrorKind::SignIn, Texts::tr("There is no access token for Meta."), Texts::tr("Nothing was sent."),
                    Texts::tr("Create one in Meta Business settings (System users), then sign in again."));
    }
    return Api(context, *base + u'/' + kGraphVersion, QStringLiteral("act_") + account);
}

Api::Api(const CallContext& context, QString base, QString adAccount)
    : m_context(&context)
    , m_base(std::move(base))
    , m_adAccount(std::move(adAccount)) {}

HttpRequest Api::request(const QByteArray& method, const QString& path) const {
    HttpRequest request;
    request.method = method;
    request.url = QUrl(m_base + u'/' + path, QUrl::StrictMode);
    request.headers = {{"Authorization", "Bearer " + m_context->secret.reveal()}, {"Accept", "application/json"}};
    return request;
}

HttpReply Api::get(const QString& path, const QUrlQuery& query, std::stop_token stop) const {
    HttpRequest get = request("GET", path);
    get.url.setQuery(query);
    return m_context->http.send(get, stop);
}

HttpReply Api::create(const QString& path, const QJsonObject& body, std::stop_token stop) const {
    HttpRequest post = request("POST", path);
    post.headers.emplaceBack("Content-Type", "application/json");
    post.body = QJsonDocument(body).toJson(QJsonDocument::Compact);
    post.idempotent = false; // A second delivery would make a second audience.
    return m_context->http.send(post, stop);
}

HttpReply Api::users(const QByteArray& method, const QString& audience, QByteArray body, std::stop_token stop) const {
    HttpRequest people =
        request(method, QString::fromLatin1(QUrl::toPercentEncoding(audience)) + QStringLiteral("/users"));
    people.headers.emplaceBack("Content-Type", "application/json");
    people.body = std::move(body);
    return m_context->http.send(people, stop);
}

HttpReply Api::inspectToken(std::stop_token stop) const {
    const QByteArray token = m_context->secret.reveal().toPercentEncoding();
    const QJsonObject ask{
        {QStringLiteral("method"), QStringLiteral("GET")},
        {QStringLiteral("relative_url"),
         QString(kGraphVersion + QStringLiteral("/debug_token?input_token=") + QString::fromLatin1(token))}};
    HttpRequest post = request("POST", {});
    post.headers.emplaceBack("Content-Type", "application/x-www-form-urlencoded");
    post.body = "include_headers=false&access_token=" + token +
                "&batch=" + QJsonDocument(QJsonArray{ask}).toJson(QJsonDocument::Compact).toPercentEncoding();
    post.deadline = std::chrono::seconds(20); // Nobody waits long for what is only good to know.
    HttpReply reply = m_context->http.send(post, stop);
    wipe(post.body);
    return reply;
}

} // namespace pathways::meta
