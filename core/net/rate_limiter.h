// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/http_client.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace pathways {

/// Per-connection rate limiter: parallel limit, requests per minute, and after throttling a suspension of all requests,
/// which ends with one probing request. All waiting uses the clock. Thread-safe.
class RateLimiter final {
public:
    RateLimiter(Clock& clock, const ClientLimits& limits);

    /// Waits for a slot. False when stopped; no slot is held then.
    [[nodiscard]] bool enter(std::stop_token stop);
    /// Releases the slot. well: the platform answered normally, so the others may follow.
    void leave(bool well);
    /// Suspends all requests for this long. Returns whether this extended the suspension.
    bool suspend(std::chrono::milliseconds duration);
    /// Counts suspensions; replies to requests from before the latest one do not affect the back-off.
    [[nodiscard]] int generation() const;

private:
    /// Time until a slot is free; zero takes it.
    std::chrono::milliseconds tryEnter();

    Clock& m_clock;
    ClientLimits m_limits;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_left;
    int m_inside = 0;
    int m_generation = 0;
    bool m_probing = false; ///< After a suspension, until a request succeeded.
    std::chrono::milliseconds m_suspendedUntil{0};
    std::chrono::milliseconds m_nextByRate{std::chrono::milliseconds::min() / 2}; ///< Long ago.
};

} // namespace pathways
