// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QTcpServer>
#include <QUrlQuery>

#include <functional>

class QTcpSocket;

namespace pathways {

/// Waits on 127.0.0.1 for the one request with which the browser returns after signing in (RFC 8252 7.3). Other
/// requests are answered 404 or 400 and change nothing: any program on this machine can send them.
class LoopbackListener final : public QObject {
    Q_OBJECT
public:
    /// accept(query) decides whether a request to /cb is the answer; it is called until it returns true once, after
    /// which the listener closes. platform is named on the page that the browser shows.
    LoopbackListener(const QString& platform, std::function<bool(const QUrlQuery&)> accept, QObject* parent = nullptr);

    /// Tries the ports in turn (0: any free one); false when none is available.
    [[nodiscard]] bool listen(const QList<quint16>& ports);
    void close();
    [[nodiscard]] bool isListening() const { return m_server.isListening(); }
    [[nodiscard]] quint16 port() const { return m_server.serverPort(); }

private:
    void connected();
    void readable(QTcpSocket* socket);
    void answer(QTcpSocket* socket, int status, const QString& text);
    [[nodiscard]] bool isForUs(const QByteArray& head) const;

    QString m_platform;
    std::function<bool(const QUrlQuery&)> m_accept;
    QTcpServer m_server;
    QHash<QTcpSocket*, QByteArray> m_heads;
};

} // namespace pathways
