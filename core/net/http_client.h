// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/http.h"

#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

namespace pathways {

/// What a platform's answer asks the client to do. Each connector has its own dialect of throttling.
struct RetryAdvice {
    enum class Kind { Final, Throttled, Transient } kind = Kind::Final;
    std::optional<std::chrono::milliseconds> wait; ///< What the platform asked for, if it did.
    int maxTries = 0; ///< After this many tries the answer is final (F38); 0: as long as the limits allow.
};
using RetryPolicy = std::function<RetryAdvice(const HttpReply&)>;

/// The usual dialect: 429 and 503 with Retry-After, 5xx transient.
[[nodiscard]] RetryAdvice standardRetry(const HttpReply& reply);

/// Parses Retry-After (seconds or an HTTP date); nothing for garbage, negative or past, capped at 15 minutes (F42).
[[nodiscard]] std::optional<std::chrono::milliseconds> retryAfter(const QByteArray& value, const QDateTime& now);

/// How much at a time, and how long waiting is worth it. The defaults fit most platforms.
struct ClientLimits {
    int parallelRequests = 6;
    int requestsPerMinute = 0; ///< 0: no published rate.
    int maxAttempts = 8;       ///< Of those that got as far as the platform and went wrong there.
    std::chrono::milliseconds firstBackoff{1'000};
    std::chrono::milliseconds maxBackoff{300'000};
    std::chrono::milliseconds giveUpAfter{3'600'000}; ///< Waiting in all for one request.
};

/// The one place that retries. One per connection, with a handle for each of its users: a throttling reply to any
/// request suspends them all, as do an unreachable platform and three transient errors in a row; when the wait is over,
/// one request goes first to see whether the others may follow. Requests that are not idempotent are repeated only when
/// nothing was sent or the platform said that it did nothing (throttled, with a status below 500); the others also when
/// the answer to a request that accepts JSON alone is none (F30), three times in all. Unreachable and throttled are
/// limited by giveUpAfter alone, everything else by maxAttempts as well. Blocking, thread-safe.
class HttpClient {
public:
    /// Told, from any thread, why requests wait and until when (wall time); an empty text means "no longer". Must not
    /// call the client.
    using WaitListener = std::function<void(const QString& why, const QDateTime& until)>;

    HttpClient(HttpTransport& transport, Clock& clock, ClientLimits limits, RetryPolicy policy = standardRetry);
    ~HttpClient();
    /// For one more user of the connection: shares limits, suspensions and back-off with this one, but counts its own
    /// requests and has a listener of its own. May outlive this one.
    [[nodiscard]] std::unique_ptr<HttpClient> newHandle() const;

    /// The last answer. When the waiting was given up, an answered reply has its error set too (kind Throttled).
    [[nodiscard]] HttpReply send(const HttpRequest& request, std::stop_token stop);
    /// Requests of this handle that left the machine so far.
    [[nodiscard]] qint64 requestCount() const;
    /// Told of this handle's own waits, and of those that hold up everybody on the connection. Not called any more once
    /// it was replaced, or this handle is gone.
    void setWaitListener(WaitListener listener);
    void setPlatformName(const QString& name); ///< For the texts of waits, on all handles.
    void setJitterSeed(quint64 seed);          ///< For tests: makes the back-off predictable.

private:
    struct Shared;
    struct Private;
    explicit HttpClient(std::shared_ptr<Shared> shared);
    std::unique_ptr<Private> d;
};

} // namespace pathways
