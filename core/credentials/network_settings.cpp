// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/network_settings.h"

#include "core/credentials/credential_store.h"
#include "core/workspace/repositories.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMetaObject>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(NetworkSettings)
};

constexpr QStringView kSetting = u"network";

QString itemName(const QString& workspaceId) {
    return QStringLiteral("proxy-") + workspaceId;
}

QString toJson(const NetworkSettings& settings) {
    const QJsonObject object = {
        {QStringLiteral("manual"), settings.manualProxy},  {QStringLiteral("host"), settings.proxyHost},
        {QStringLiteral("port"), settings.proxyPort},      {QStringLiteral("user"), settings.proxyUser},
        {QStringLiteral("ca"), settings.additionalCaFile}, {QStringLiteral("direct"), settings.direct}};
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

TransportOptions optionsFor(const NetworkSettings& settings, const Secret* password) {
    TransportOptions options;
    options.additionalCaFile = settings.additionalCaFile;
    options.direct = settings.direct && !settings.manualProxy;
    if (settings.manualProxy) {
        options.proxy.host = settings.proxyHost;
        options.proxy.port = settings.proxyPort;
        options.proxy.user = settings.proxyUser;
        options.proxy.password = password != nullptr ? QString::fromUtf8(password->reveal()) : QString();
    }
    return options;
}

bool needsPassword(const NetworkSettings& settings) {
    return settings.manualProxy && !settings.proxyUser.isEmpty();
}

/// A host name or address alone: no scheme, no port, no path.
bool isHost(const QString& host) {
    return !host.isEmpty() && host.size() <= 253 && host == host.trimmed() &&
           std::none_of(host.begin(), host.end(), [](QChar c) {
               return c.isSpace() || c == u'/' || c == u'@' || c == u'?' || c == u'#' || c.unicode() < 0x21;
           });
}

Result<void> check(const NetworkSettings& settings) {
    if (settings.manualProxy && (!isHost(settings.proxyHost) || settings.proxyPort == 0)) {
        return fail(
            ErrorKind::Input, Texts::tr("The proxy needs a name and a port number."),
            Texts::tr("The settings were not changed."),
            Texts::tr(
                "Enter them as your network administrator gave them to you, for example proxy.example.org and 3128."));
    }
    return {};
}

void later(QObject* receiver, const NetworkDone& done, const Result<void>& result) {
    QMetaObject::invokeMethod(
        receiver, [done, result] { done(result); }, Qt::QueuedConnection);
}

} // namespace

Result<NetworkSettings> loadNetworkSettings(Database& database) {
    const auto text = SettingsRepository(database).value(kSetting.toString());
    if (!text) {
        return fail(text.error());
    }
    const QJsonObject object = QJsonDocument::fromJson(text->toUtf8()).object();
    NetworkSettings settings;
    settings.manualProxy = object.value(QStringLiteral("manual")).toBool();
    settings.proxyHost = object.value(QStringLiteral("host")).toString();
    settings.proxyPort = quint16(object.value(QStringLiteral("port")).toInt());
    settings.proxyUser = object.value(QStringLiteral("user")).toString();
    settings.additionalCaFile = object.value(QStringLiteral("ca")).toString();
    settings.direct = object.value(QStringLiteral("direct")).toBool();
    return settings;
}

void applyNetworkSettings(CredentialStore& store, Database& database, const QString& workspaceId,
                          QtTransport& transport, QObject* receiver, const NetworkDone& done) {
    const auto settings = loadNetworkSettings(database);
    if (!settings) {
        later(receiver, done, fail(settings.error()));
        return;
    }
    if (!needsPassword(*settings)) {
        later(receiver, done, transport.configure(optionsFor(*settings, nullptr)));
        return;
    }
    store.read(itemName(workspaceId), receiver, [&transport, settings = *settings, done](Result<Secret> password) {
        done(transport.configure(optionsFor(settings, password ? &*password : nullptr)));
    });
}

void changeNetworkSettings(CredentialStore& store, Database& database, const QString& workspaceId,
                           QtTransport& transport, const NetworkSettings& settings, std::optional<Secret> password,
                           QObject* receiver, const NetworkDone& done) {
    Result<void> ok = check(settings);
    if (ok) {
        // Also reads the CA file, before anything is stored. The password follows below.
        ok = transport.configure(optionsFor(settings, password ? &*password : nullptr));
    }
    if (!ok) {
        later(receiver, done, ok);
        return;
    }
    const auto storeAndApply = [&store, &database, &transport, workspaceId, settings, receiver,
                                done](const Result<void>& kept) {
        Result<void> saved = kept;
        if (saved) {
            saved = SettingsRepository(database).setValue(kSetting.toString(), toJson(settings));
        }
        if (!saved) {
            done(saved);
            return;
        }
        applyNetworkSettings(store, database, workspaceId, transport, receiver, done);
    };
    if (!needsPassword(settings)) {
        store.remove(itemName(workspaceId), receiver, [storeAndApply](const Result<void>&) {
            // No password is needed: it does not matter if it could not be removed.
            storeAndApply({});
        });
    } else if (password) {
        store.write(itemName(workspaceId), std::move(*password), receiver, storeAndApply);
    } else {
        storeAndApply({});
    }
}

} // namespace pathways
