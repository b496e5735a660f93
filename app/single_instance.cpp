// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/single_instance.h"

#include <QCryptographicHash>
#include <QDir>
#include <QLocalSocket>

namespace pathways {

namespace {
constexpr int kPatienceMilliseconds = 500;
}

SingleInstance::SingleInstance(const QString& workspaceFolder, QObject* parent)
    : QObject(parent) {
    const QByteArray folder = QDir(workspaceFolder).absolutePath().toUtf8();
    m_name = QStringLiteral("pathways-") +
             QString::fromLatin1(QCryptographicHash::hash(folder, QCryptographicHash::Sha256).toHex().left(24));
    // Only the same user may ask a window to come forward.
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, [this] {
        if (QLocalSocket* other = m_server.nextPendingConnection()) {
            connect(other, &QLocalSocket::disconnected, other, &QObject::deleteLater);
            emit raiseRequested();
            other->disconnectFromServer();
        }
    });
}

bool SingleInstance::raiseOther() const {
    QLocalSocket socket;
    socket.connectToServer(m_name);
    return socket.waitForConnected(kPatienceMilliseconds);
}

void SingleInstance::listen() {
    // left behind by a killed window
    QLocalServer::removeServer(m_name);
    m_server.listen(m_name);
}

} // namespace pathways
