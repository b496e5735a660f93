// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/rate_limiter.h"

#include <algorithm>

namespace pathways {

using std::chrono::milliseconds;

RateLimiter::RateLimiter(Clock& clock, const ClientLimits& limits)
    : m_clock(clock)
    , m_limits(limits) {}

bool RateLimiter::enter(std::stop_token stop) {
    for (;;) {
        milliseconds wait{0};
        {
            std::unique_lock lock(m_mutex);
            const auto free = [this] { return m_inside < (m_probing ? 1 : std::max(1, m_limits.parallelRequests)); };
            if (!m_left.wait(lock, stop, free)) {
                return false;
            }
            wait = tryEnter();
        }
        if (wait.count() == 0) {
            return true;
        }
        if (!m_clock.wait(wait, stop)) {
            return false;
        }
    }
}

milliseconds RateLimiter::tryEnter() {
    const milliseconds now = m_clock.monotonic();
    if (now < m_suspendedUntil) {
        return m_suspendedUntil - now;
    }
    if (m_limits.requestsPerMinute > 0) {
        // Evenly spread, with as many at once as may run in parallel.
        const milliseconds step{std::max<qint64>(1, 60'000 / m_limits.requestsPerMinute)};
        const milliseconds burst = step * std::max(1, m_limits.parallelRequests);
        const milliseconds next = std::max(m_nextByRate, now - burst + step);
        if (next > now) {
            return next - now;
        }
        m_nextByRate = next + step;
    }
    ++m_inside;
    return milliseconds{0};
}

void RateLimiter::leave(bool well) {
    {
        const std::lock_guard lock(m_mutex);
        --m_inside;
        if (well) {
            m_probing = false;
        }
    }
    m_left.notify_all();
}

bool RateLimiter::suspend(milliseconds duration) {
    const std::lock_guard lock(m_mutex);
    const milliseconds until = m_clock.monotonic() + duration;
    if (until <= m_suspendedUntil) {
        return false;
    }
    m_suspendedUntil = until;
    m_probing = true;
    ++m_generation;
    return true;
}

int RateLimiter::generation() const {
    const std::lock_guard lock(m_mutex);
    return m_generation;
}

} // namespace pathways
