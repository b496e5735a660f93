// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QUrl>

#include <chrono>
#include <stop_token>

namespace pathways {

using HttpHeaders = QList<QPair<QByteArray, QByteArray>>;

/// One request, as a value. Secrets travel in headers only, never in the URL (trap T6).
struct HttpRequest {
    QByteArray method = "GET";
    QUrl url;
    HttpHeaders headers;
    QByteArray body;
    bool idempotent = true; ///< May be delivered twice without harm; false forbids any silent second delivery.
    std::chrono::milliseconds deadline{120'000}; ///< From the first byte to the last, absolute (trap T4).
    qint64 maxBodyBytes = 32 * 1024 * 1024;      ///< Of the answer, after decompression.
};

/// How far an exchange got. A failure after the first byte was sent leaves the outcome unknown.
enum class HttpEnd {
    Answered, ///< A complete answer arrived (its completeness checked, trap T3).
    NotSent,  ///< No byte of the request left the machine.
    Unknown,  ///< Bytes left, no complete answer came back.
    Canceled  ///< Stopped by the user before anything left.
};

/// How one exchange ended, and the answer where there is one.
struct HttpReply {
    HttpEnd end = HttpEnd::NotSent;
    int status = 0;
    HttpHeaders headers; ///< Names in lower case.
    QByteArray body;
    Error error; ///< Set unless Answered. Redacted.
    [[nodiscard]] QByteArray header(QByteArrayView lowerCaseName) const {
        for (const auto& [name, value] : headers) {
            if (name == lowerCaseName) {
                return value;
            }
        }
        return {};
    }
    [[nodiscard]] bool ok() const { return end == HttpEnd::Answered && status >= 200 && status < 300; }
};

/// Sends requests. Blocking and thread-safe; never called on the GUI thread. Exactly one delivery per call.
/// No redirect is followed: a 3xx is an answer like any other (trap T5).
class HttpTransport {
public:
    virtual ~HttpTransport() = default;
    [[nodiscard]] virtual HttpReply send(const HttpRequest& request, std::stop_token stop) = 0;
};

} // namespace pathways
