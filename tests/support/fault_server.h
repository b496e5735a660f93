// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <thread>

namespace pathways::test {

/// What the script of one connection may do with its socket. Blocking, in the connection's own thread.
class FaultPeer final {
public:
    FaultPeer(int socket, std::function<void(const QByteArray&)> onRequest);
    /// Reads one whole request (head and Content-Length body) and notes it. Empty when the client closed first.
    QByteArray readRequest();
    /// Reads the head and at least so many bytes of the body, no more than that on purpose.
    QByteArray readSome(qsizetype bodyBytes);
    void write(const QByteArray& bytes);
    /// A plain answer with Content-Length.
    void answer(int status, const QByteArray& body, const QByteArray& headers = {});
    /// Closes with FIN.
    void close();
    /// Closes with RST.
    void reset();
    /// Waits until the client goes away or the server is taken down.
    void stayOpen();
    /// One byte at a time, until the client goes away.
    void drip(char byte, std::chrono::milliseconds every);
    /// As fast as it goes, until the client goes away or so many bytes are out.
    qint64 flood(const QByteArray& piece, qint64 atMost);
    [[nodiscard]] bool isOpen() const { return m_open; }

private:
    int m_socket;
    bool m_open = true;
    QByteArray m_buffer;
    std::function<void(const QByteArray&)> m_onRequest;
};

/// A server on 127.0.0.1 that plays faults on the bare socket: it can cut, reset, drip, flood and stay silent, and it
/// counts what really arrived. Each connection runs the script of its number; the last one serves all further ones.
class FaultServer final {
public:
    using Script = std::function<void(FaultPeer&)>;

    explicit FaultServer(Script script);
    explicit FaultServer(QList<Script> scripts);
    ~FaultServer();
    FaultServer(const FaultServer&) = delete;
    FaultServer& operator=(const FaultServer&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QByteArray url(const QByteArray& path = "/") const;
    /// Requests whose head arrived, over all connections.
    [[nodiscard]] int requestCount() const;
    [[nodiscard]] QList<QByteArray> requests() const;
    [[nodiscard]] int connectionCount() const { return m_connections; }
    /// Waits until so many requests arrived; false when they do not while patience lasts.
    bool waitForRequests(int count);

    // Ready scripts.
    /// Answers every request alike, keep-alive.
    static Script answering(int status, const QByteArray& body, const QByteArray& headers = {});
    /// Writes these bytes after the request, then closes.
    static Script raw(const QByteArray& bytes);
    static Script closingUnanswered();
    static Script resettingUnanswered();
    static Script silent();

private:
    struct Connection {
        int socket = -1;
        std::thread thread;
    };
    void acceptLoop();

    QList<Script> m_scripts;
    int m_listening = -1;
    int m_wake = -1;
    quint16 m_port = 0;
    std::atomic<int> m_connections = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_arrived;
    QList<QByteArray> m_requests;
    std::list<Connection> m_open;
    std::thread m_acceptor;
};

} // namespace pathways::test
