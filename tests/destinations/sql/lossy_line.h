// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <arpa/inet.h>
#include <atomic>
#include <cstring>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace pathways::test {

/// A line to a server on 127.0.0.1 that can lose what matters most, the answer to a COMMIT, or break anywhere. One
/// connection at a time.
class LossyLine final {
public:
    explicit LossyLine(std::uint16_t server)
        : m_server(server)
        , m_listener(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address = loopback(0);
        ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 8);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
        m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    ~LossyLine() {
        m_thread.request_stop();
        m_thread.join();
        ::close(m_listener);
    }
    LossyLine(const LossyLine&) = delete;
    LossyLine& operator=(const LossyLine&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    /// The next COMMIT reaches the server and is carried out; the line breaks before its answer comes back.
    void loseNextCommit() { m_lose = true; }
    /// The next connection breaks once so many bytes went up; those beyond them never arrive.
    void breakAfter(std::int64_t bytes) { m_room = bytes; }
    [[nodiscard]] int lost() const { return m_lost; }

private:
    static sockaddr_in loopback(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return address;
    }
    static bool ready(int socket) {
        pollfd one{socket, POLLIN, 0};
        return ::poll(&one, 1, 50) > 0;
    }
    void serve(const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            if (!ready(m_listener)) {
                continue;
            }
            const int client = ::accept(m_listener, nullptr, nullptr);
            const int server = ::socket(AF_INET, SOCK_STREAM, 0);
            const sockaddr_in address = loopback(m_server);
            if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
                carry(client, server, stop);
            }
            ::close(client);
            ::close(server);
        }
    }
    void carry(int client, int server, const std::stop_token& stop) {
        std::string buffer(64 * 1024, '\0');
        bool swallow = false;
        std::int64_t room = m_room.exchange(kEndless);
        while (!stop.stop_requested()) {
            pollfd both[2] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
            if (::poll(both, 2, 50) <= 0) {
                continue;
            }
            for (const bool up : {true, false}) {
                if ((both[up ? 0 : 1].revents & (POLLIN | POLLHUP)) == 0) {
                    continue;
                }
                const ssize_t count = ::recv(up ? client : server, buffer.data(), buffer.size(), 0);
                if (count <= 0) {
                    return;
                }
                const std::string_view bytes(buffer.data(), std::size_t(count));
                if (up && m_lose && bytes.find("COMMIT") != std::string_view::npos) {
                    m_lose = false;
                    swallow = true;
                }
                if (up && count > room) {
                    ++m_lost;
                    return;
                }
                room -= up ? count : 0;
                if (!up && swallow) {
                    ++m_lost; // The server has answered, so it has committed.
                    return;
                }
                ::send(up ? server : client, buffer.data(), std::size_t(count), MSG_NOSIGNAL);
            }
        }
    }

    static constexpr std::int64_t kEndless = INT64_MAX;
    std::uint16_t m_server;
    int m_listener;
    std::uint16_t m_port = 0;
    std::atomic<bool> m_lose = false;
    std::atomic<std::int64_t> m_room = kEndless;
    std::atomic<int> m_lost = 0;
    std::jthread m_thread;
};

} // namespace pathways::test
