// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notifier.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QVariantMap>

namespace pathways::ui {

Notifier::Notifier(QObject* parent)
    : QObject(parent) {}

bool Notifier::notify(const QString& title, const QString& body) {
    emit notified(title);
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) {
        return false;
    }
    const QDBusConnection bus = QDBusConnection::sessionBus();
    const QString service = QStringLiteral("org.freedesktop.Notifications");
    if (!bus.isConnected() || !bus.interface()->isServiceRegistered(service).value()) {
        return false;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(service, QStringLiteral("/org/freedesktop/Notifications"),
                                                       service, QStringLiteral("Notify"));
    // Desktops may treat the body as markup, and names of audiences are data.
    call.setArguments({QStringLiteral("Pathways"), 0U, QStringLiteral("pathways"), title, body.toHtmlEscaped(),
                       QStringList(), QVariantMap(), -1});
    bus.asyncCall(call);
    return true;
}

} // namespace pathways::ui
