// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/connections/sign_in_provider.h"

#include "core/destinations/reply_helpers.h"

#include <QCoreApplication>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(SignInProvider)
};

QString setting(const Connection& connection, QLatin1String key) {
    return connection.settings.value(key).trimmed();
}

/// The practice authorisation server beside a practice platform: http://127.0.0.1:PORT/google has it at .../oauth.
QString besidePractice(const QString& platform) {
    return platform.left(platform.lastIndexOf(u'/')) + QStringLiteral("/oauth");
}

Result<void> lead(OAuthProvider& provider, const QString& base) {
    const QUrl url(base, QUrl::StrictMode);
    if (!url.isValid() || !answers::onThisMachine(url)) {
        return fail(ErrorKind::Security,
                    Texts::tr("The sign-in address does not belong to %1.").arg(provider.platformName),
                    Texts::tr("Your browser was not sent there."),
                    Texts::tr("Leave the address blank. Only a practice destination on this computer has one."));
    }
    provider.authorizeUrl = QUrl(base + QStringLiteral("/authorize"));
    provider.tokenUrl = QUrl(base + QStringLiteral("/token"));
    provider.revokeUrl = QUrl(base + QStringLiteral("/revoke"));
    provider.issuer = base;
    return {};
}

} // namespace

bool signsInByBrowser(const Connection& connection, const DestinationType& type) {
    return type.signIn == SignInKind::Browser &&
           (!connection.practice || setting(connection, sign_in_setting::kRehearsed) == QLatin1String("browser"));
}

Result<OAuthProvider> signInProvider(const Connection& connection, const DestinationType& type,
                                     std::shared_ptr<const Secret> clientSecret) {
    // Google is so far the only platform with a browser sign-in.
    OAuthProvider provider =
        OAuthProvider::google(setting(connection, sign_in_setting::kClientId), std::move(clientSecret));
    QString server = setting(connection, sign_in_setting::kServer);
    if (connection.practice) {
        if (server.isEmpty()) {
            server = besidePractice(connection.settings.value(QStringLiteral("url")));
        }
        provider.platformName = Texts::tr("Practice %1").arg(type.name);
        if (provider.clientId.isEmpty()) {
            provider.clientId = QStringLiteral("pathways-practice");
        }
    }
    if (!server.isEmpty()) {
        if (auto led = lead(provider, server); !led) {
            return fail(led.error());
        }
    }
    if (provider.clientId.isEmpty()) {
        return fail(ErrorKind::Input, Texts::tr("Your organisation’s client ID is not filled in."),
                    Texts::tr("Nothing was connected."),
                    Texts::tr("Whoever manages your organisation’s Google Cloud project can create one of the kind "
                              "“Desktop app”. Paste it here."));
    }
    return provider;
}

} // namespace pathways
