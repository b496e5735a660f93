// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/settings_portal.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

namespace pathways::ui {
namespace {
const QString kService = QStringLiteral("org.freedesktop.portal.Desktop");
const QString kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const QString kInterface = QStringLiteral("org.freedesktop.portal.Settings");
const QString kAppearance = QStringLiteral("org.freedesktop.appearance");
const QString kGnome = QStringLiteral("org.gnome.desktop.interface");

/// The portal's Read wraps its answer in one variant more than SettingChanged does.
QVariant unwrapped(QVariant value) {
    while (value.canConvert<QDBusVariant>()) {
        value = value.value<QDBusVariant>().variant();
    }
    return value;
}
} // namespace

SettingsPortal::SettingsPortal(QObject* parent)
    : QObject(parent) {}

void SettingsPortal::start() {
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) {
        return; // otherwise libdbus would try to start a bus
    }
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(kService, kPath, kInterface, QStringLiteral("SettingChanged"), this,
                SLOT(settingChanged(QString, QString, QDBusVariant)));
    read(kAppearance, QStringLiteral("color-scheme"));
    read(kAppearance, QStringLiteral("contrast"));
    read(kGnome, QStringLiteral("enable-animations"));
}

void SettingsPortal::read(const QString& space, const QString& key) {
    QDBusMessage call = QDBusMessage::createMethodCall(kService, kPath, kInterface, QStringLiteral("Read"));
    call.setArguments({space, key});
    auto* watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, space, key](QDBusPendingCallWatcher* done) {
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid()) {
            take(space, key, unwrapped(QVariant::fromValue(reply.value())));
        }
        done->deleteLater();
    });
}

void SettingsPortal::settingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
    take(space, key, unwrapped(QVariant::fromValue(value)));
}

void SettingsPortal::take(const QString& space, const QString& key, const QVariant& value) {
    if (space == kAppearance && key == QLatin1String("color-scheme")) {
        emit colorScheme(value.toUInt());
    } else if (space == kAppearance && key == QLatin1String("contrast")) {
        emit highContrast(value.toUInt() == 1);
    } else if (space == kGnome && key == QLatin1String("enable-animations")) {
        emit reducedMotion(!value.toBool());
    }
}

} // namespace pathways::ui
