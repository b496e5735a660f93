// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/loopback_listener.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QTimer>
#include <QUrl>

namespace pathways {

namespace {

constexpr int kMaxConnections = 16;
constexpr qsizetype kMaxHead = 16 * 1024;
constexpr int kHeadLimitMs = 10'000;

QByteArray page(const QString& title, const QString& text) {
    return QStringLiteral("<!doctype html><html><head><meta charset=\"utf-8\"><title>Pathways</title>"
                          "<style>body{font:16px system-ui,sans-serif;max-width:32em;margin:15vh auto;padding:0 1em;"
                          "color:#222;background:#fff}@media(prefers-color-scheme:dark){body{color:#eee;"
                          "background:#1d1f21}}</style></head><body><h1>%1</h1><p>%2</p></body></html>")
        .arg(title.toHtmlEscaped(), text.toHtmlEscaped())
        .toUtf8();
}

/// "GET /cb?x=y HTTP/1.1" -> "/cb?x=y"; empty for anything else.
QByteArray targetOf(const QByteArray& head) {
    const QList<QByteArray> parts = head.left(head.indexOf("\r\n")).split(' ');
    return parts.size() == 3 && parts[0] == "GET" && parts[2].startsWith("HTTP/1.") ? parts[1] : QByteArray();
}

} // namespace

LoopbackListener::LoopbackListener(const QString& platform, std::function<bool(const QUrlQuery&)> accept,
                                   QObject* parent)
    : QObject(parent)
    , m_platform(platform)
    , m_accept(std::move(accept)) {
    m_server.setMaxPendingConnections(kMaxConnections);
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackListener::connected);
}

bool LoopbackListener::listen(const QList<quint16>& ports) {
    for (const quint16 port : ports) {
        // The IPv4 loopback address itself: never "any", never the name "localhost" (RFC 8252 8.3, trap T10).
        if (m_server.listen(QHostAddress(QHostAddress::LocalHost), port)) {
            return true;
        }
    }
    return false;
}

void LoopbackListener::close() {
    m_server.close();
}

void LoopbackListener::connected() {
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        // Not the server's child: the last answer is sent after it has closed.
        socket->setParent(this);
        connect(socket, &QTcpSocket::disconnected, socket, [this, socket] {
            m_heads.remove(socket);
            socket->deleteLater();
        });
        if (m_heads.size() >= kMaxConnections) {
            socket->abort();
            continue;
        }
        m_heads.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { readable(socket); });
        QTimer::singleShot(kHeadLimitMs, socket, [socket] { socket->abort(); });
        readable(socket);
    }
}

bool LoopbackListener::isForUs(const QByteArray& head) const {
    // DNS rebinding: a web page that points its own name at 127.0.0.1 sends that name here.
    const QByteArray expected = "\r\nhost: 127.0.0.1:" + QByteArray::number(m_server.serverPort()) + "\r\n";
    return head.toLower().contains(expected);
}

void LoopbackListener::readable(QTcpSocket* socket) {
    const auto known = m_heads.find(socket);
    if (known == m_heads.end()) {
        return;
    }
    QByteArray& head = *known;
    head += socket->read(kMaxHead + 1 - head.size());
    if (!head.contains("\r\n\r\n")) {
        if (head.size() > kMaxHead) {
            answer(socket, 431, tr("This request is too long."));
        }
        return;
    }
    const QByteArray target = targetOf(head);
    const QUrl url(QString::fromLatin1(target), QUrl::StrictMode);
    if (!m_server.isListening() || !isForUs(head) || url.path() != QLatin1String("/cb")) {
        answer(socket, 404, tr("There is nothing here."));
        return;
    }
    if (!m_accept(QUrlQuery(url))) {
        answer(socket, 400, tr("This page does not belong to the current sign-in. You can close it."));
        return;
    }
    m_server.close();
    answer(socket, 200,
           tr("Pathways has received the answer from %1. You can close this page and return to Pathways.")
               .arg(m_platform));
}

void LoopbackListener::answer(QTcpSocket* socket, int status, const QString& text) {
    m_heads.remove(socket);
    const QByteArray body = page(status == 200 ? tr("Back to Pathways") : tr("Not this page"), text);
    const QByteArray head =
        "HTTP/1.1 " + QByteArray::number(status) + (status == 200 ? " OK" : " Refused") +
        "\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + QByteArray::number(body.size()) +
        "\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
        "X-Content-Type-Options: nosniff\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
        "frame-ancestors 'none'\r\nConnection: close\r\n\r\n";
    socket->write(head + body);
    socket->disconnectFromHost();
}

} // namespace pathways
