// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailchimp/mailchimp_api.h"

#include "core/destinations/mailchimp/mailchimp_errors.h"
#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace pathways::mailchimp {

namespace {

using namespace std::chrono_literals;

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailchimp)
};

/// The data centre after the key's last hyphen; empty when there is none.
QString dataCentre(const QByteArray& key) {
    static const QRegularExpression form(QStringLiteral("^[^\\s-]{8,}-([a-z]{2,4}[0-9]{1,3})$"));
    return form.match(QString::fromUtf8(key.trimmed())).captured(1);
}

bool belongsToMailchimp(const QUrl& url) {
    return url.scheme() == QLatin1String("https") && url.host().endsWith(QLatin1String(".api.mailchimp.com")) &&
           url.port(443) == 443;
}

Result<QString> baseAddress(const Connection& connection, const Secret& secret) {
    if (secret.isEmpty()) {
        return fail(ErrorKind::SignIn, Texts::tr("There is no API key for this Mailchimp connection."),
                    Texts::tr("Nothing was sent."), Texts::tr("Sign in again under Connections."));
    }
    QString wanted = connection.settings.value(QStringLiteral("url")).trimmed();
    while (wanted.endsWith(u'/')) {
        wanted.chop(1);
    }
    if (wanted.isEmpty()) {
        const QString centre = dataCentre(secret.reveal());
        if (centre.isEmpty()) {
            return fail(ErrorKind::SignIn, Texts::tr("This is not a complete Mailchimp API key."),
                        Texts::tr("Nothing was sent."),
                        Texts::tr("Copy the whole key: it ends in a hyphen and a data centre, such as -us19."));
        }
        return QStringLiteral("https://%1.api.mailchimp.com/3.0").arg(centre);
    }
    const QUrl url(wanted, QUrl::StrictMode);
    const bool plain = url.isValid() && !url.hasQuery() && !url.hasFragment() && url.userInfo().isEmpty();
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!plain || !web || !(answers::onThisMachine(url) || belongsToMailchimp(url))) {
        return fail(ErrorKind::Security, Texts::tr("The address of this connection does not belong to Mailchimp."),
                    Texts::tr("Nothing was sent, so that your API key stays between you and Mailchimp."),
                    Texts::tr("Leave the address blank. Only a practice destination on this computer has one."));
    }
    return wanted.endsWith(QLatin1String("/3.0")) ? wanted : wanted + QStringLiteral("/3.0");
}

} // namespace

RetryAdvice retryAdvice(const HttpReply& reply) {
    // The store of batch results refuses in XML: an expired link, so waiting does not help.
    const bool fromTheStore = reply.body.startsWith("<?xml") || reply.body.startsWith("<Error>");
    if (reply.status == 403 && !fromTheStore && !answers::object(reply)) {
        return {RetryAdvice::Kind::Throttled, std::chrono::milliseconds(60s), 3};
    }
    return standardRetry(reply);
}

QString encoded(const QString& part) {
    return QString::fromLatin1(QUrl::toPercentEncoding(part));
}

Result<Api> Api::open(const CallContext& context) {
    auto base = baseAddress(context.connection, context.secret);
    if (!base) {
        return fail(std::move(base.error()));
    }
    return Api(context, std::move(*base));
}

Api::Api(const CallContext& context, QString base)
    : m_http(context.http)
    , m_clock(context.clock)
    , m_secret(context.secret)
    , m_base(std::move(base)) {}

HttpRequest Api::request(const QByteArray& method, const QString& path, const QUrlQuery& query,
                         const QByteArray& body) const {
    HttpRequest request;
    request.method = method;
    QUrl url(m_base + path, QUrl::StrictMode);
    if (!query.isEmpty()) {
        url.setQuery(query);
    }
    request.url = url;
    // Any user name will do; the key is the password (contract 1.1).
    QByteArray pair = QByteArrayLiteral("pathways:");
    pair += m_secret.reveal().trimmed();
    QByteArray authorization = QByteArrayLiteral("Basic ");
    authorization += pair.toBase64();
    wipe(pair);
    request.headers.append({QByteArrayLiteral("Authorization"), authorization});
    request.headers.append({QByteArrayLiteral("Accept"), QByteArrayLiteral("application/json")});
    if (!body.isEmpty()) {
        request.headers.append({QByteArrayLiteral("Content-Type"), QByteArrayLiteral("application/json")});
    }
    request.body = body;
    request.idempotent = method != "POST";
    return request;
}

HttpReply Api::send(const HttpRequest& request, std::stop_token stop) const {
    if (stop.stop_requested()) {
        return {HttpEnd::Canceled, 0, {}, {}, answers::stopped()};
    }
    return m_http.send(request, std::move(stop));
}

Result<QJsonObject> Api::get(const QString& path, const QUrlQuery& query, std::stop_token stop) const {
    const HttpReply reply = send(request(QByteArrayLiteral("GET"), path, query), std::move(stop));
    if (!reply.ok()) {
        return fail(errorFor(reply));
    }
    auto object = answers::object(reply);
    if (!object) {
        return fail(answers::notUnderstood(QStringLiteral("Mailchimp"), QStringLiteral("GET: no JSON object")));
    }
    return *object;
}

HttpReply Api::download(const QUrl& url, std::stop_token stop) const {
    HttpRequest request;
    request.url = url;
    request.maxBodyBytes = qint64(256) * 1024 * 1024;
    return m_http.send(request, std::move(stop));
}

bool Api::mayDownload(const QUrl& url) const {
    const QUrl own(m_base);
    const bool sameOrigin = url.scheme() == own.scheme() && url.host() == own.host() && url.port() == own.port();
    return url.isValid() && (sameOrigin || url.scheme() == QLatin1String("https"));
}

} // namespace pathways::mailchimp
