// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QTcpSocket>

namespace pathways::test {

/// A client that sends exactly the bytes it is given, so that tests of a server depend on no HTTP library.
class RawClient final {
public:
    explicit RawClient(quint16 port) {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        m_socket.waitForConnected(5000);
    }
    void send(const QByteArray& bytes) {
        m_socket.write(bytes);
        while (m_socket.bytesToWrite() > 0 && m_socket.waitForBytesWritten(5000)) {
        }
    }
    /// One answer, body by Content-Length; what was there when the connection closed otherwise.
    QByteArray answer() {
        for (;;) {
            const qsizetype head = m_buffer.indexOf("\r\n\r\n");
            if (head >= 0) {
                const qsizetype at = m_buffer.indexOf("Content-Length: ");
                qsizetype length = 0;
                if (at >= 0 && at < head) {
                    length = m_buffer.mid(at + 16, m_buffer.indexOf("\r\n", at) - at - 16).toLongLong();
                }
                if (m_buffer.size() >= head + 4 + length) {
                    const QByteArray whole = m_buffer.left(head + 4 + length);
                    m_buffer.remove(0, whole.size());
                    return whole;
                }
            }
            if (!m_socket.waitForReadyRead(5000)) {
                m_buffer += m_socket.readAll();
                return std::exchange(m_buffer, {});
            }
            m_buffer += m_socket.readAll();
        }
    }
    QByteArray exchange(const QByteArray& bytes) {
        send(bytes);
        return answer();
    }
    static QByteArray body(const QByteArray& answer) { return answer.mid(answer.indexOf("\r\n\r\n") + 4); }
    static int status(const QByteArray& answer) { return answer.mid(9, 3).toInt(); }
    bool closed() {
        return m_socket.state() == QAbstractSocket::UnconnectedState || m_socket.waitForDisconnected(5000) ||
               m_socket.state() == QAbstractSocket::UnconnectedState;
    }
    [[nodiscard]] QAbstractSocket::SocketError error() const { return m_socket.error(); }

private:
    QTcpSocket m_socket;
    QByteArray m_buffer;
};

} // namespace pathways::test
