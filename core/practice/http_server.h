// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/net/http.h"

#include <QByteArray>
#include <QList>

#include <chrono>
#include <memory>
#include <optional>

namespace pathways::practice {

/// One request as a practice platform sees it.
struct PracticeRequest {
    QByteArray method;
    QByteArray path;     ///< As sent (still percent-encoded), without the query.
    QByteArray rawQuery; ///< Without the question mark.
    HttpHeaders headers; ///< Names in lower case.
    QByteArray body;     ///< Chunked bodies are joined.
    /// "http://127.0.0.1:PORT", set by the server; PracticeSet appends the platform's prefix. No slash at the end.
    QByteArray baseUrl;
    int inFlight = 1; ///< Requests at this platform that are not answered yet, this one included (set by PracticeSet).

    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const;
    /// The path cut at its slashes, each part percent-decoded; no empty parts.
    [[nodiscard]] QList<QByteArray> segments() const;
    /// A decoded query parameter; nothing when absent.
    [[nodiscard]] std::optional<QByteArray> parameter(QByteArrayView name) const;
};

/// How the exchange ends, so that practice platforms can also play the faults of a network.
enum class PracticeEnd {
    KeepAlive,
    Close,      ///< Answered, then closed.
    Unanswered, ///< Closed without an answer.
    Reset,      ///< RST without an answer.
    CutInBody   ///< Half of the announced body, then closed.
};

/// What a practice platform answers, and how the exchange ends.
struct PracticeResponse {
    int status = 200;
    HttpHeaders headers; ///< Content-Length and Connection are added by the server.
    QByteArray body;
    PracticeEnd end = PracticeEnd::KeepAlive;
};

/// What answers. Called from many threads at a time, one per connection; it may block.
class PracticeHandler {
public:
    virtual ~PracticeHandler() = default;
    virtual PracticeResponse handle(const PracticeRequest& request) = 0;
};

/// A small strict HTTP/1.1 server on 127.0.0.1: keep-alive, Content-Length and chunked requests up to 64 MiB. One
/// thread per connection with blocking POSIX sockets rather than QTcpServer: the acknowledgement has to leave at once
/// (TCP_QUICKACK after each read), as Qt's client writes head and body apart with Nagle on and would stall for 40 ms
/// on each request (trap T8); and the faults above need the socket itself.
class PracticeHttpServer final {
public:
    /// The handler must outlive the server.
    explicit PracticeHttpServer(PracticeHandler& handler);
    /// Closes the connections and waits for their threads.
    ~PracticeHttpServer();
    PracticeHttpServer(const PracticeHttpServer&) = delete;
    PracticeHttpServer& operator=(const PracticeHttpServer&) = delete;

    /// Listens on 127.0.0.1; port 0 takes a free one.
    [[nodiscard]] Result<void> start(quint16 port = 0);
    void stop();
    [[nodiscard]] quint16 port() const;
    /// "http://127.0.0.1:PORT".
    [[nodiscard]] QByteArray baseUrl() const;
    /// Connections accepted so far.
    [[nodiscard]] qint64 connectionCount() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways::practice
