// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/http.h"

#include <QString>

#include <functional>
#include <memory>
#include <stop_token>

namespace pathways {

/// What a platform's answer asks the client to do. Each connector has its own dialect of throttling.
struct RetryAdvice {
    enum class Kind { Final, Throttled, Transient } kind = Kind::Final;
    std::optional<std::chrono::milliseconds> wait; ///< What the platform asked for, if it did.
};
using RetryPolicy = std::function<RetryAdvice(const HttpReply&)>;

/// The usual dialect: 429 and 503 with Retry-After, 5xx transient.
[[nodiscard]] RetryAdvice standardRetry(const HttpReply& reply);

/// Parses Retry-After (seconds or an HTTP date); nothing for garbage or negative, capped at 15 minutes (F42).
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const QByteArray& value, const QDateTime& now);

struct ClientLimits {
    int parallelRequests = 6;
    int requestsPerMinute = 0; ///< 0: no published rate.
    int maxAttempts = 8;
    std::chrono::milliseconds firstBackoff{1'000};
    std::chrono::milliseconds maxBackoff{300'000};
    std::chrono::milliseconds giveUpAfter{3'600'000}; ///< Waiting in all for one request.
};

/// The one place that retries. One per connection, shared by its pushes and probes: a throttling answer to any request
/// suspends them all. Requests that are not idempotent are sent again only when nothing left the machine or the
/// platform said that it did nothing (429). Blocking, thread-safe.
class HttpClient {
public:
    /// Told, from any thread, why requests wait and until when (wall time); an empty text means "no longer".
    using WaitListener = std::function<void(const QString& why, const QDateTime& until)>;

    HttpClient(HttpTransport& transport, Clock& clock, ClientLimits limits, RetryPolicy policy = standardRetry);
    ~HttpClient();

    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop);
    /// Requests that left the machine so far.
    [[nodiscard]] qint64 requestCount() const;
    void setWaitListener(WaitListener listener);
    void setPlatformName(const QString& name); ///< For the texts of waits.

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
