// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pathways::test {

/// A port of 127.0.0.1 for a server that must be told its port, kept free for it as long as this lives: the system
/// gives a port that is bound to nobody else, and lets a server that allows reuse (all that tests start do) listen on
/// it beside a socket that does not listen itself.
class ReservedPort final {
public:
    ReservedPort()
        : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        const int on = 1;
        ::setsockopt(m_socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        socklen_t size = sizeof address;
        if (::bind(m_socket, generic, size) != 0 || ::getsockname(m_socket, generic, &size) != 0) {
            qFatal("no loopback port for the test");
        }
        m_port = ntohs(address.sin_port);
    }
    ~ReservedPort() { ::close(m_socket); }
    ReservedPort(const ReservedPort&) = delete;
    ReservedPort& operator=(const ReservedPort&) = delete;

    [[nodiscard]] quint16 number() const { return m_port; }

private:
    int m_socket;
    quint16 m_port = 0;
};

} // namespace pathways::test
