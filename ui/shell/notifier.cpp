// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QVariantMap>

namespace pathways::ui {

Notifier::Notifier(QObject* parent)
    : QObject(parent) {}

void Notifier::notify(const QString& title, const QString& body) {
    m_lastTitle = title;
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS") && qEnvironmentVariableIsEmpty("XDG_RUNTIME_DIR")) {
        return;
    }
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    // The body may be read as markup by the desktop: names of audiences are data.
    call.setArguments({QStringLiteral("Pathways"), 0U, QStringLiteral("pathways"), title, body.toHtmlEscaped(),
                       QStringList(), QVariantMap(), -1});
    bus.asyncCall(call);
}

} // namespace pathways::ui
