// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/credentials/local_browser.h"

#include "tests/support/event_loop.h"

#include <QFile>
#include <QNetworkReply>
#include <QTcpSocket>

#include <gtest/gtest.h>

namespace pathways::test {

void LocalBrowser::get(const QUrl& url) {
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    QNetworkReply* const reply = m_manager.get(request);
    EXPECT_TRUE(runUntil([reply] { return reply->isFinished(); }));
    m_url = url;
    m_status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_body = reply->readAll();
    m_location = QUrl::fromEncoded(reply->rawHeader("Location"), QUrl::StrictMode);
    reply->deleteLater();
}

void LocalBrowser::open(const QUrl& url) {
    followUntil(url, QStringLiteral("nowhere"), 0);
}

void LocalBrowser::followUntil(const QUrl& url, const QString& host, quint16 port) {
    QUrl next = url;
    for (int hops = 0; hops < 10; ++hops) {
        get(next);
        if (m_status / 100 != 3) {
            return;
        }
        next = m_url.resolved(m_location);
        if (next.host() == host && next.port() == port) {
            m_url = next;
            return;
        }
    }
    FAIL() << "redirects without end";
}

QString LocalBrowser::linkCalled(const QByteArray& text) const {
    const qsizetype label = m_body.indexOf(QByteArray("\">" + text + "</a>"));
    const qsizetype start = m_body.lastIndexOf("href=\"", label) + 6;
    return QString::fromUtf8(m_body.mid(start, label - start)).replace(QStringLiteral("&amp;"), QStringLiteral("&"));
}

HttpReply ScriptedTransport::send(const HttpRequest& request, std::stop_token) {
    std::unique_lock lock(m_mutex);
    requests.push_back(request);
    if (m_answer) {
        lock.unlock();
        return m_answer(request);
    }
    if (m_replies.empty()) {
        ADD_FAILURE() << "more requests than answers";
        return {};
    }
    HttpReply reply = m_replies.front();
    m_replies.pop_front();
    return reply;
}

QString redirectUri(const QUrl& authorize) {
    return QUrlQuery(authorize).queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded);
}

quint16 listenerPort(const QUrl& authorize) {
    return quint16(QUrl(redirectUri(authorize)).port());
}

QByteArray stateOf(const QUrl& authorize) {
    return QUrlQuery(authorize).queryItemValue(QStringLiteral("state")).toLatin1();
}

std::set<std::string> listeningAddresses(quint16 port) {
    std::set<std::string> found;
    const QByteArray ending = ":" + QByteArray::number(port, 16).toUpper().rightJustified(4, '0');
    for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
        QFile file(QString::fromLatin1(table));
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        for (const QByteArray& line : file.readAll().split('\n')) {
            const QList<QByteArray> columns = line.simplified().split(' ');
            // sl local_address rem_address st: 0A is LISTEN.
            if (columns.size() > 3 && columns[3] == "0A" && columns[1].endsWith(ending)) {
                found.insert(columns[1].left(columns[1].indexOf(':')).toStdString());
            }
        }
    }
    return found;
}

QByteArray rawRequest(quint16 port, const QByteArray& bytes) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), port);
    EXPECT_TRUE(runUntil([&] { return socket.state() == QAbstractSocket::ConnectedState; }));
    socket.write(bytes);
    EXPECT_TRUE(runUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }));
    return socket.readAll();
}

} // namespace pathways::test
