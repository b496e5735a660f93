// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http.h"
#include "core/practice/http_server.h"

#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace pathways::test {

/// Hands requests to a practice platform within the process: as strict as over the wire, without sockets. Tests look at
/// what was sent and may step in before the platform sees a request or after it has answered.
class InProcessTransport final : public HttpTransport {
public:
    explicit InProcessTransport(practice::PracticeHandler& platform)
        : m_platform(platform) {}

    /// Answers instead of the platform when it returns something.
    std::function<std::optional<HttpReply>(const HttpRequest&)> before;
    /// Changes what came back, e.g. into a lost answer.
    std::function<void(const HttpRequest&, HttpReply&)> after;

    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token) override {
        const std::lock_guard lock(m_mutex);
        m_sent.push_back(request);
        if (before) {
            if (auto reply = before(request)) {
                return *reply;
            }
        }
        practice::PracticeRequest seen;
        seen.method = request.method;
        seen.path = request.url.path(QUrl::FullyEncoded).toLatin1();
        seen.rawQuery = request.url.query(QUrl::FullyEncoded).toLatin1();
        seen.body = request.body;
        seen.baseUrl = "http://127.0.0.1:1";
        for (const auto& [name, value] : request.headers) {
            seen.headers.emplaceBack(name.toLower(), value);
        }
        const practice::PracticeResponse response = m_platform.handle(seen);
        HttpReply reply = answered(response.status, response.body);
        for (const auto& [name, value] : response.headers) {
            reply.headers.emplaceBack(name.toLower(), value);
        }
        if (after) {
            after(request, reply);
        }
        return reply;
    }

    [[nodiscard]] const std::vector<HttpRequest>& sent() const { return m_sent; }
    void forget() { m_sent.clear(); }

    [[nodiscard]] static HttpReply answered(int status, const QByteArray& body) {
        HttpReply reply;
        reply.end = HttpEnd::Answered;
        reply.status = status;
        reply.body = body;
        return reply;
    }
    [[nodiscard]] static HttpReply lost() {
        HttpReply reply;
        reply.end = HttpEnd::Unknown;
        reply.error = Error{ErrorKind::Network, QStringLiteral("The line broke."), {}, {}, {}};
        return reply;
    }

private:
    practice::PracticeHandler& m_platform;
    std::mutex m_mutex;
    std::vector<HttpRequest> m_sent;
};

} // namespace pathways::test
