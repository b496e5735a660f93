// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/advertising/platform_address.h"

#include "core/net/http.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(AdPlatform)
};

bool onThisMachine(const QUrl& url) {
    const QString host = url.host();
    return host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
}
} // namespace

Result<QString> platformAddress(const Connection& connection, const QString& own, const QString& name) {
    QString wanted = connection.settings.value(QStringLiteral("url")).trimmed();
    while (wanted.endsWith(u'/')) {
        wanted.chop(1);
    }
    if (wanted.isEmpty() || wanted == own) {
        return own;
    }
    const QUrl url(wanted, QUrl::StrictMode);
    const bool web = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || !web || !onThisMachine(url) || url.hasQuery() || url.hasFragment() ||
        !url.userInfo().isEmpty()) {
        return fail(ErrorKind::Security, Texts::tr("The address of this connection does not belong to %1.").arg(name),
                    Texts::tr("Nothing was sent, so that your sign-in stays between you and %1.").arg(name),
                    Texts::tr("Leave the address empty. Only a practice destination on this computer has one."));
    }
    return wanted;
}

std::optional<QJsonObject> jsonObject(const HttpReply& reply) {
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(reply.body, &problem);
    if (problem.error != QJsonParseError::NoError || !document.isObject()) {
        return std::nullopt;
    }
    return document.object();
}

std::optional<qint64> toInt64(const QJsonValue& value) {
    if (value.isString()) {
        bool ok = false;
        const qint64 number = value.toString().toLongLong(&ok);
        return ok ? std::optional(number) : std::nullopt;
    }
    if (!value.isDouble()) {
        return std::nullopt;
    }
    // Two defaults tell a number that has no exact 64-bit form from one that happens to equal a default.
    const qint64 number = value.toInteger(-1);
    return number != -1 || value.toInteger(0) == -1 ? std::optional(number) : std::nullopt;
}

QString toIdText(const QJsonValue& value) {
    if (value.isString()) {
        return value.toString();
    }
    const auto number = toInt64(value);
    return number ? QString::number(*number) : QString();
}

QString digitsOf(QStringView text) {
    QString digits;
    for (const QChar c : text) {
        if (c >= u'0' && c <= u'9') {
            digits += c;
        }
    }
    return digits;
}

Error notUnderstood(const QString& platform, const QString& detail) {
    return Error{ErrorKind::Protocol, Texts::tr("%1 answered in a way this program does not understand.").arg(platform),
                 Texts::tr("It is not certain whether the last step was carried out there."),
                 Texts::tr("Try again later. If it happens again, copy the support details and ask for help."), detail};
}

} // namespace pathways
