// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/net/http_client.h"

#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace pathways {

/// Who of a connection's requests may go now: the parallel limit, the published rate, and the suspension of all after
/// throttling, which ends with one request going ahead. All waiting for time goes through the clock. Thread-safe.
class RateLimiter final {
public:
    RateLimiter(Clock& clock, const ClientLimits& limits);

    /// Waits for a place. False when stopped; no place is held then.
    [[nodiscard]] bool enter(std::stop_token stop);
    /// Gives the place back. well: the platform answered as usual, so the others may follow.
    void leave(bool well);
    /// Nobody enters for so long. Answers whether this lengthened the suspension.
    bool suspend(std::chrono::milliseconds duration);
    /// Counts suspensions; a request that started before the latest one has no news for the back-off.
    [[nodiscard]] int generation() const;

private:
    /// How long until someone may enter; zero takes the place.
    std::chrono::milliseconds tryEnter();

    Clock& m_clock;
    ClientLimits m_limits;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_left;
    int m_inside = 0;
    int m_generation = 0;
    bool m_probing = false; ///< After a suspension, until a request went well.
    std::chrono::milliseconds m_suspendedUntil{0};
    std::chrono::milliseconds m_nextByRate{std::chrono::milliseconds::min() / 2}; ///< Long ago.
};

} // namespace pathways
