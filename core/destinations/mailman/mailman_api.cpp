// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/mailman/mailman_api.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace pathways::mailman {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Mailman)
};

constexpr int kPage = 500;
constexpr int kReadings = 5;

QString platform() {
    return QStringLiteral("Mailman");
}

Result<QString> baseAddress(const Connection& connection) {
    QString wanted = connection.settings.value(QStringLiteral("url")).trimmed();
    while (wanted.endsWith(u'/')) {
        wanted.chop(1);
    }
    const QUrl url(wanted, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (wanted.isEmpty() || !url.isValid() || !web || url.host().isEmpty() || url.hasQuery() || url.hasFragment() ||
        !url.userInfo().isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("This is not the address of a Mailman server."),
                    Texts::tr("Nothing was sent."),
                    Texts::tr("Enter the address of its REST interface, such as http://127.0.0.1:8001."));
    }
    if (url.scheme() == QLatin1String("http") && !answers::onThisMachine(url)) {
        return fail(ErrorKind::Security, Texts::tr("With this address others could read the password on its way."),
                    Texts::tr("Nothing was sent."),
                    Texts::tr("Use an address that begins with https, or a tunnel to this computer."));
    }
    return wanted.endsWith(QLatin1String("/3.1")) ? wanted : wanted + QStringLiteral("/3.1");
}

QByteArray encodedForm(const Form& form) {
    QByteArray body;
    for (const auto& [name, value] : form) {
        if (!body.isEmpty()) {
            body += '&';
        }
        body += QUrl::toPercentEncoding(name);
        body += '=';
        body += QUrl::toPercentEncoding(value);
    }
    return body;
}

} // namespace

QString encoded(const QString& part) {
    return QString::fromLatin1(QUrl::toPercentEncoding(part));
}

Error unclear(const char* detail) {
    return answers::notUnderstood(platform(), QString::fromLatin1(detail));
}

bool concernsAll(const HttpReply& reply) {
    return reply.end != HttpEnd::Answered || reply.status == 401 || reply.status == 403 || reply.status == 429 ||
           reply.status >= 500 || answers::leadsAway(reply);
}

Error errorFor(const HttpReply& reply) {
    const QString detail = QStringLiteral("HTTP %1").arg(reply.status);
    const QString nothing = Texts::tr("Nobody in the list was changed by this step.");
    if (reply.end == HttpEnd::Canceled) {
        return answers::stopped();
    }
    if (auto none = answers::noAnswer(reply, platform())) {
        return *std::move(none);
    }
    if (reply.status == 401 || reply.status == 403) {
        return Error{ErrorKind::SignIn, Texts::tr("The Mailman server does not accept this user and password."),
                     nothing, Texts::tr("Ask whoever runs the server for both, then sign in again."), detail};
    }
    if (reply.status == 404) {
        return Error{ErrorKind::NotFound, Texts::tr("This list is no longer on the Mailman server."), nothing,
                     Texts::tr("Choose another list for this pathway."), detail};
    }
    if (reply.status == 429) {
        return answers::busy(platform(), detail);
    }
    if (reply.status >= 500) {
        return Error{ErrorKind::Network, Texts::tr("The Mailman server is having problems at the moment."),
                     Texts::tr("It is not certain whether the last step was carried out there."),
                     Texts::tr("Continue later, or ask whoever runs the server."), detail};
    }
    if (reply.status >= 400) {
        return Error{ErrorKind::Refused, Texts::tr("The Mailman server did not accept this request."), nothing,
                     Texts::tr("If it happens again, copy the support details and ask for help."), detail};
    }
    return answers::notUnderstood(platform(), detail);
}

Result<Api> Api::open(const CallContext& context) {
    if (context.secret.isEmpty()) {
        return fail(ErrorKind::SignIn, Texts::tr("There is no password for this Mailman connection."),
                    Texts::tr("Nothing was sent."), Texts::tr("Sign in again under Connections."));
    }
    auto base = baseAddress(context.connection);
    if (!base) {
        return fail(std::move(base.error()));
    }
    const QString user = context.connection.settings.value(QStringLiteral("user")).trimmed();
    return Api(context, std::move(*base), user.isEmpty() ? QStringLiteral("restadmin") : user);
}

Api::Api(const CallContext& context, QString base, QString user)
    : m_http(context.http)
    , m_clock(context.clock)
    , m_secret(context.secret)
    , m_base(std::move(base))
    , m_user(std::move(user)) {}

QString Api::server() const {
    return QUrl(m_base).authority();
}

HttpReply Api::send(const QByteArray& method, const QString& path, const Form& form, std::stop_token stop) const {
    if (stop.stop_requested()) {
        return {HttpEnd::Canceled, 0, {}, {}, answers::stopped()};
    }
    HttpRequest request;
    request.method = method;
    request.url = QUrl(m_base + path, QUrl::StrictMode);
    QByteArray pair = m_user.toUtf8();
    pair += ':';
    pair += m_secret.reveal();
    QByteArray authorization("Basic ");
    authorization += pair.toBase64();
    wipe(pair);
    request.headers.append({QByteArrayLiteral("Authorization"), authorization});
    request.headers.append({QByteArrayLiteral("Accept"), QByteArrayLiteral("application/json")});
    if (!form.isEmpty()) {
        request.headers.append(
            {QByteArrayLiteral("Content-Type"), QByteArrayLiteral("application/x-www-form-urlencoded")});
        request.body = encodedForm(form);
    }
    request.idempotent = method != "POST";
    return m_http.send(request, std::move(stop));
}

Result<QJsonObject> Api::get(const QString& path, std::stop_token stop) const {
    const HttpReply reply = send(QByteArrayLiteral("GET"), path, {}, std::move(stop));
    if (!reply.ok()) {
        return fail(errorFor(reply));
    }
    auto object = answers::object(reply);
    if (!object) {
        return fail(unclear("GET: no JSON object"));
    }
    return *object;
}

Result<void> Api::entries(const QString& path, const std::function<bool(const QJsonObject&)>& sink,
                          std::stop_token stop) const {
    const QString separator = path.contains(u'?') ? QStringLiteral("&") : QStringLiteral("?");
    for (int reading = 0; reading < kReadings; ++reading) {
        qint64 first = -1;
        qint64 total = 0;
        qint64 seen = 0;
        for (int page = 1;; ++page) {
            const auto answer =
                get(QStringLiteral("%1%2count=%3&page=%4").arg(path, separator).arg(kPage).arg(page), stop);
            if (!answer) {
                return fail(answer.error());
            }
            total = (*answer)[QLatin1String("total_size")].toInteger(-1);
            if (total < 0) {
                return fail(unclear("collection without a size"));
            }
            first = page == 1 ? total : first;
            const QJsonArray items = (*answer)[QLatin1String("entries")].toArray();
            for (const auto& item : items) {
                if (!sink(item.toObject())) {
                    return {};
                }
            }
            seen += items.size();
            if (items.isEmpty() || seen >= total) {
                break;
            }
        }
        if (seen >= total && total == first) {
            return {};
        }
    }
    return fail(unclear("collection keeps changing"));
}

} // namespace pathways::mailman
