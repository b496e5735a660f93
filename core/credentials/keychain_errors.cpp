// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_errors.h"

#include "core/base/redaction.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCall>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QMetaObject>

namespace pathways::keychain {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(Keychain)
};

QString safeMeaning() {
    return Texts::tr("Without it no key or password is stored; Pathways never writes them anywhere else.");
}

enum class State { Nobody, Locked, Open };

/// Asks the Secret Service about its default collection.
void askState(std::chrono::milliseconds limit, QObject* receiver, std::function<void(State, QString)> done) {
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        QMetaObject::invokeMethod(
            receiver, [done] { done(State::Nobody, QStringLiteral("no bus")); }, Qt::QueuedConnection);
        return;
    }
    QDBusMessage ask = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.secrets"), QStringLiteral("/org/freedesktop/secrets/aliases/default"),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    ask << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    auto* watcher = new QDBusPendingCallWatcher(bus.asyncCall(ask, int(limit.count())), receiver);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, receiver, [watcher, done] {
        watcher->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *watcher;
        if (!reply.isError()) {
            done(reply.value().variant().toBool() ? State::Locked : State::Open, {});
            return;
        }
        const QString name = reply.error().name();
        const bool nobody = reply.error().type() == QDBusError::ServiceUnknown ||
                            reply.error().type() == QDBusError::Disconnected ||
                            name.startsWith(QLatin1String("org.freedesktop.DBus.Error.Spawn"));
        // A service without a default collection cannot store secrets until its owner has set it up.
        done(nobody ? State::Nobody : State::Locked, name);
    });
}

} // namespace

Error none(const QString& detail) {
    return {
        ErrorKind::Keychain, Texts::tr("This computer has no keychain service running."), safeMeaning(),
        Texts::tr(
            "Start GNOME Keyring, KWallet or KeePassXC’s Secret Service and try again, or connect for this time only."),
        redacted(detail)};
}

Error locked(const QString& detail) {
    return {ErrorKind::Keychain, Texts::tr("Your keychain is locked."), safeMeaning(),
            Texts::tr("Unlock it (its window may be behind this one), then try again."), redacted(detail)};
}

Error refused(const QString& detail) {
    return {ErrorKind::Keychain, Texts::tr("Your keychain refused access to Pathways."), safeMeaning(),
            Texts::tr("Allow Pathways when the keychain asks, or connect for this time only."), redacted(detail)};
}

Error slow(std::chrono::milliseconds waited) {
    return {ErrorKind::Keychain,
            Texts::tr("Your keychain did not answer within %n second(s).", nullptr,
                      int(std::chrono::duration_cast<std::chrono::seconds>(waited).count())),
            safeMeaning(),
            Texts::tr("Check whether it is waiting for your password, then try again."),
            {}};
}

Error notFound() {
    return {ErrorKind::SignIn,
            Texts::tr("Your keychain has no sign-in for this connection."),
            Texts::tr("Until you sign in again, nothing can be pushed there. Earlier pushes are not affected."),
            Texts::tr("Connect again."),
            {}};
}

void explain(const QString& detail, std::chrono::milliseconds limit, QObject* receiver,
             std::function<void(Error)> done) {
    askState(limit, receiver, [detail, done](State state, const QString& more) {
        const QString both = detail + u' ' + more;
        switch (state) {
        case State::Nobody:
            done(none(both));
            return;
        case State::Locked:
            done(locked(both));
            return;
        case State::Open:
            done(refused(both));
            return;
        }
    });
}

void explainMissing(std::chrono::milliseconds limit, QObject* receiver, std::function<void(Error)> done) {
    askState(limit, receiver,
             [done](State state, const QString& more) { done(state == State::Locked ? locked(more) : notFound()); });
}

} // namespace pathways::keychain
