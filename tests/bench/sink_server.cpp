// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/sink_server.h"

#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pathways::bench {

namespace {

constexpr std::size_t kChunk = 256 * 1024;
constexpr std::size_t kTail = 512; // Holds the session's part of a body, which comes last.

/// One kept-alive connection.
class Peer {
public:
    explicit Peer(int socket)
        : m_socket(socket)
        , m_buffer(kChunk) {}
    ~Peer() { ::close(m_socket); }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    void serve() {
        while (readHead() && readBody() && answer()) {
        }
    }

private:
    /// Bytes that came, in m_buffer from the front.
    std::size_t receive(std::size_t most) {
        const int on = 1;
        ::setsockopt(m_socket, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
        const ssize_t count = ::recv(m_socket, m_buffer.data(), std::min(most, m_buffer.size()), 0);
        return count > 0 ? std::size_t(count) : 0;
    }
    bool readHead() {
        while (m_pending.find("\r\n\r\n") == std::string::npos) {
            const std::size_t count = receive(kChunk);
            if (count == 0) {
                return false;
            }
            m_pending.append(m_buffer.data(), count);
        }
        const std::size_t end = m_pending.find("\r\n\r\n") + 4;
        const std::string head = m_pending.substr(0, end);
        m_pending.erase(0, end);
        m_get = head.compare(0, 4, "GET ") == 0;
        m_audience = head.substr(head.find('/', head.find('/') + 1) + 1);
        m_audience.resize(m_audience.find_first_of("/? "));
        const char* const length = ::strcasestr(head.c_str(), "\r\ncontent-length:");
        m_length = length == nullptr ? 0 : std::strtoull(length + std::strlen("\r\ncontent-length:"), nullptr, 10);
        return true;
    }
    bool readBody() {
        m_lists = 0;
        m_tail.clear();
        take(m_pending);
        std::size_t left = m_length - std::min(m_length, m_pending.size());
        m_pending.clear();
        while (left > 0) {
            const std::size_t count = receive(left);
            if (count == 0) {
                return false;
            }
            take({m_buffer.data(), count});
            left -= count;
        }
        return true;
    }
    void take(std::string_view part) {
        const char* at = part.data();
        const char* const end = at + part.size();
        while (at < end && (at = static_cast<const char*>(std::memchr(at, '[', std::size_t(end - at)))) != nullptr) {
            ++m_lists;
            ++at;
        }
        m_tail.append(part.substr(part.size() - std::min(part.size(), kTail)));
        m_tail.erase(0, m_tail.size() - std::min(m_tail.size(), kTail));
    }
    bool answer() {
        std::string body;
        if (m_get) {
            // The account and the audience at once: each reader takes what it looks for.
            body = R"({"id":")" + m_audience +
                   R"(","name":"People","subtype":"CUSTOM","account_id":"1","account_status":1,)"
                   R"("tos_accepted":{"custom_audience_tos":1},"operation_status":{"code":200},)"
                   R"("delivery_status":{"code":200}})";
        } else {
            const std::size_t key = m_tail.find("\"session_id\":");
            const std::string session =
                key == std::string::npos ? "0" : std::to_string(std::strtoll(m_tail.c_str() + key + 13, nullptr, 10));
            // One list is the schema's, one holds all people.
            body = R"({"audience_id":")" + m_audience + R"(","session_id":")" + session + R"(","num_received":)" +
                   std::to_string(m_lists - 2) + R"(,"num_invalid_entries":0,"invalid_entry_samples":{}})";
        }
        const std::string reply =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body;
        return ::send(m_socket, reply.data(), reply.size(), MSG_NOSIGNAL) == ssize_t(reply.size());
    }

    int m_socket;
    std::vector<char> m_buffer;
    std::string m_pending;
    std::string m_audience;
    std::string m_tail;
    bool m_get = false;
    std::size_t m_length = 0;
    std::size_t m_lists = 0;
};

} // namespace

void runSink() {
    const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener, 16) != 0 ||
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        std::perror("sink");
        std::exit(1);
    }
    std::printf("%d\n", int(ntohs(address.sin_port)));
    std::fflush(stdout);
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0) {
            continue;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::thread([socket] { Peer(socket).serve(); }).detach();
    }
}

} // namespace pathways::bench
