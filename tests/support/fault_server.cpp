// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fault_server.h"

#include "tests/support/patience.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pathways::test {

FaultPeer::FaultPeer(int socket, std::function<void(const QByteArray&)> onRequest)
    : m_socket(socket)
    , m_onRequest(std::move(onRequest)) {}

QByteArray FaultPeer::readSome(qsizetype bodyBytes) {
    bool noted = false;
    for (;;) {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end >= 0) {
            if (!noted) {
                m_onRequest(m_buffer.left(end + 4)); // Counted as soon as the head is there.
                noted = true;
            }
            qsizetype wanted = bodyBytes;
            if (bodyBytes < 0) {
                const qsizetype at = m_buffer.toLower().indexOf("\r\ncontent-length:");
                wanted = at < 0 || at > end
                             ? 0
                             : m_buffer.mid(at + 17, m_buffer.indexOf("\r\n", at + 2) - at - 17).trimmed().toLongLong();
            }
            if (m_buffer.size() >= end + 4 + wanted) {
                const QByteArray whole = m_buffer.left(end + 4 + wanted);
                m_buffer.remove(0, whole.size());
                return whole;
            }
        }
        char bytes[16 * 1024];
        const ssize_t got = ::recv(m_socket, bytes, sizeof(bytes), 0);
        if (got <= 0) {
            m_open = false;
            return {};
        }
        const int on = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
        m_buffer.append(bytes, got);
    }
}

QByteArray FaultPeer::readRequest() {
    return readSome(-1);
}

void FaultPeer::write(const QByteArray& bytes) {
    qsizetype sent = 0;
    while (m_open && sent < bytes.size()) {
        const ssize_t written = ::send(m_socket, bytes.constData() + sent, size_t(bytes.size() - sent), MSG_NOSIGNAL);
        if (written <= 0) {
            m_open = false;
            return;
        }
        sent += written;
    }
}

void FaultPeer::answer(int status, const QByteArray& body, const QByteArray& headers) {
    write("HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Length: " + QByteArray::number(body.size()) +
          "\r\n" + headers + "\r\n" + body);
}

void FaultPeer::close() {
    ::shutdown(m_socket, SHUT_RDWR);
    m_open = false;
}

void FaultPeer::reset() {
    const linger now{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
    m_open = false; // The RST leaves when the script ends and the socket is closed.
}

void FaultPeer::stayOpen() {
    char byte = 0;
    while (m_open && ::recv(m_socket, &byte, 1, 0) > 0) {
    }
    m_open = false;
}

void FaultPeer::drip(char byte, std::chrono::milliseconds every) {
    while (m_open) {
        write(QByteArray(1, byte));
        pollfd gone{m_socket, POLLIN | POLLRDHUP, 0};
        if (::poll(&gone, 1, int(every.count())) > 0 && (gone.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) {
            m_open = false;
        }
    }
}

qint64 FaultPeer::flood(const QByteArray& piece, qint64 atMost) {
    qint64 out = 0;
    while (m_open && out < atMost) {
        write(piece);
        out += piece.size();
    }
    return out;
}

FaultServer::FaultServer(Script script)
    : FaultServer(QList<Script>{std::move(script)}) {}

FaultServer::FaultServer(QList<Script> scripts)
    : m_scripts(std::move(scripts)) {
    m_listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(m_listening, generic, sizeof(address)) != 0 || ::listen(m_listening, 64) != 0) {
        qFatal("no loopback socket for the test");
    }
    socklen_t size = sizeof(address);
    ::getsockname(m_listening, generic, &size);
    m_port = ntohs(address.sin_port);
    m_wake = ::eventfd(0, EFD_CLOEXEC);
    m_acceptor = std::thread([this] { acceptLoop(); });
}

FaultServer::~FaultServer() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_wake, &one, sizeof(one));
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const Connection& connection : m_open) {
            if (connection.socket >= 0) {
                ::shutdown(connection.socket, SHUT_RDWR);
            }
        }
    }
    for (Connection& connection : m_open) {
        connection.thread.join();
    }
    ::close(m_listening);
    ::close(m_wake);
}

QByteArray FaultServer::url(const QByteArray& path) const {
    return "http://127.0.0.1:" + QByteArray::number(m_port) + path;
}

int FaultServer::requestCount() const {
    const std::lock_guard lock(m_mutex);
    return int(m_requests.size());
}

QList<QByteArray> FaultServer::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

bool FaultServer::waitForRequests(int count) {
    std::unique_lock lock(m_mutex);
    return m_arrived.wait_for(lock, std::chrono::milliseconds(kPatience), [&] { return m_requests.size() >= count; });
}

void FaultServer::acceptLoop() {
    for (;;) {
        pollfd waiting[2] = {{m_listening, POLLIN, 0}, {m_wake, POLLIN, 0}};
        ::poll(waiting, 2, -1);
        if ((waiting[1].revents & POLLIN) != 0) {
            return;
        }
        const int socket = ::accept4(m_listening, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) {
            continue;
        }
        const Script script = m_scripts.at(std::min<qsizetype>(m_connections++, m_scripts.size() - 1));
        const std::lock_guard lock(m_mutex);
        Connection& connection = m_open.emplace_back();
        connection.socket = socket;
        connection.thread = std::thread([this, &connection, socket, script] {
            FaultPeer peer(socket, [this](const QByteArray& request) {
                const std::lock_guard noting(m_mutex);
                m_requests.append(request);
                m_arrived.notify_all();
            });
            script(peer);
            const std::lock_guard closing(m_mutex);
            ::close(connection.socket);
            connection.socket = -1;
        });
    }
}

FaultServer::Script FaultServer::answering(int status, const QByteArray& body, const QByteArray& headers) {
    return [=](FaultPeer& peer) {
        while (!peer.readRequest().isEmpty()) {
            peer.answer(status, body, headers);
        }
    };
}

FaultServer::Script FaultServer::raw(const QByteArray& bytes) {
    return [=](FaultPeer& peer) {
        peer.readRequest();
        peer.write(bytes);
        peer.close();
    };
}

FaultServer::Script FaultServer::closingUnanswered() {
    return [](FaultPeer& peer) { peer.readRequest(); };
}

FaultServer::Script FaultServer::resettingUnanswered() {
    return [](FaultPeer& peer) {
        peer.readRequest();
        peer.reset();
    };
}

FaultServer::Script FaultServer::silent() {
    return [](FaultPeer& peer) {
        peer.readRequest();
        peer.stayOpen();
    };
}

} // namespace pathways::test
