// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/destinations/advertising/platform_address.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace pathways {

namespace {
struct Texts {
    Q_DECLARE_TR_FUNCTIONS(AdPlatform)
};

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
    if (!url.isValid() || !web || !answers::onThisMachine(url) || url.hasQuery() || url.hasFragment() ||
        !url.userInfo().isEmpty()) {
        return fail(ErrorKind::Security, Texts::tr("The address of this connection does not belong to %1.").arg(name),
                    Texts::tr("Nothing was sent, so that your sign-in stays between you and %1.").arg(name),
                    Texts::tr("Leave the address blank. Only a practice destination on this computer has one."));
    }
    return wanted;
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

QString codeWord(const QString& text) {
    constexpr qsizetype kLongest = 80;
    auto capital = [](QChar c) { return (c >= u'A' && c <= u'Z') || (c >= u'0' && c <= u'9') || c == u'_'; };
    auto letter = [](QChar c) { return (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z'); };
    const bool plain = std::all_of(text.begin(), text.end(), capital) || std::all_of(text.begin(), text.end(), letter);
    return plain && text.size() <= kLongest ? text : QString();
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

} // namespace pathways
