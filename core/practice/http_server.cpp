// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/http_server.h"

#include "core/base/thread_supply.h"
#include "core/practice/http_connection.h"

#include <QCoreApplication>

#include <arpa/inet.h>
#include <atomic>
#include <list>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace pathways::practice {

namespace {

/// How long the server waits after a connection that it could not take.
constexpr int kBreathMs = 50;

/// Owns a file descriptor.
class Descriptor final {
public:
    explicit Descriptor(int value = -1)
        : m_value(value) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void reset(int value = -1) {
        if (m_value >= 0) {
            ::close(m_value);
        }
        m_value = value;
    }
    [[nodiscard]] int get() const { return m_value; }

private:
    int m_value;
};

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PracticeHttpServer)
};

struct Served {
    Descriptor socket;
    std::atomic<bool> done = false;
    std::jthread thread;
};

Error cannotListen(quint16 port) {
    return Error{ErrorKind::InUse, Texts::tr("The practice destinations could not be started."),
                 Texts::tr("Another program on this computer may be using the same port."),
                 Texts::tr("Close the other program, or leave out the port to use a free one."),
                 QStringLiteral("listen on 127.0.0.1:%1, errno %2").arg(port).arg(errno)};
}

} // namespace

struct PracticeHttpServer::Private {
    explicit Private(PracticeHandler& answering)
        : handler(answering) {}

    PracticeHandler& handler;
    Descriptor listening;
    Descriptor wake;
    quint16 port = 0;
    std::atomic<qint64> accepted = 0;
    std::mutex mutex;
    std::list<Served> served;
    std::jthread acceptor;

    void acceptLoop();
    void serve(int socket);
    void reap();
};

PracticeHttpServer::PracticeHttpServer(PracticeHandler& handler)
    : d(std::make_unique<Private>(handler)) {}

PracticeHttpServer::~PracticeHttpServer() {
    stop();
}

Result<void> PracticeHttpServer::start(quint16 port) {
    d->listening.reset(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(d->listening.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK); // Never any other interface.
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(d->listening.get(), generic, sizeof(address)) != 0 || ::listen(d->listening.get(), 128) != 0) {
        return fail(cannotListen(port));
    }
    socklen_t size = sizeof(address);
    ::getsockname(d->listening.get(), generic, &size);
    d->port = ntohs(address.sin_port);
    d->wake.reset(::eventfd(0, EFD_CLOEXEC));
    if (d->wake.get() < 0) {
        return fail(thread_supply::refused("no descriptor for the practice server"));
    }
    auto started = thread_supply::start([this] { d->acceptLoop(); });
    if (!started) {
        return fail(started.error());
    }
    d->acceptor = std::move(*started);
    return {};
}

void PracticeHttpServer::stop() {
    if (d->acceptor.joinable()) {
        const std::uint64_t one = 1;
        [[maybe_unused]] const ssize_t written = ::write(d->wake.get(), &one, sizeof(one));
        d->acceptor.join();
    }
    d->listening.reset();
    {
        const std::lock_guard lock(d->mutex);
        for (Served& connection : d->served) {
            ::shutdown(connection.socket.get(), SHUT_RDWR);
        }
    }
    for (Served& connection : d->served) {
        connection.thread.join();
    }
    d->served.clear();
}

quint16 PracticeHttpServer::port() const {
    return d->port;
}

QByteArray PracticeHttpServer::baseUrl() const {
    return "http://127.0.0.1:" + QByteArray::number(d->port);
}

qint64 PracticeHttpServer::connectionCount() const {
    return d->accepted;
}

void PracticeHttpServer::Private::acceptLoop() {
    for (;;) {
        pollfd waiting[2] = {{listening.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}};
        if (::poll(waiting, 2, -1) < 0 && errno != EINTR) {
            return;
        }
        if ((waiting[1].revents & POLLIN) != 0) {
            return;
        }
        if ((waiting[0].revents & POLLIN) != 0) {
            const int socket = ::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC);
            if (socket >= 0) {
                serve(socket);
            } else {
                ::poll(&waiting[1], 1, kBreathMs); // Without descriptors it would go round and round.
            }
        }
        reap();
    }
}

void PracticeHttpServer::Private::serve(int socket) {
    ++accepted;
    const std::lock_guard lock(mutex);
    Served& connection = served.emplace_back();
    connection.socket.reset(socket);
    const QByteArray base = "http://127.0.0.1:" + QByteArray::number(port);
    auto started = thread_supply::start([this, &connection, base] {
        try {
            HttpConnection(connection.socket.get(), handler, base).run();
        } catch (const std::bad_alloc&) { // Closed without an answer; the program goes on.
        }
        // The client has to see the end now, not when the entry is reaped.
        const std::lock_guard closing(mutex);
        connection.socket.reset();
        connection.done = true;
    });
    if (!started) {
        served.pop_back(); // Closed without an answer, as a server under stress does.
        return;
    }
    connection.thread = std::move(*started);
}

void PracticeHttpServer::Private::reap() {
    const std::lock_guard lock(mutex);
    for (auto it = served.begin(); it != served.end();) {
        if (it->done) {
            it->thread.join();
            it = served.erase(it);
        } else {
            ++it;
        }
    }
}

} // namespace pathways::practice
