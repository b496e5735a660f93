// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/clock.h"

#include <condition_variable>
#include <mutex>

namespace pathways {

QDateTime SystemClock::now() const {
    return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

bool SystemClock::wait(std::chrono::milliseconds duration, std::stop_token stop) {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, duration, [] { return false; });
    return !stop.stop_requested();
}

std::uint32_t dayNumber(const QDateTime& time) {
    return std::uint32_t(time.toSecsSinceEpoch() / 86'400);
}

} // namespace pathways
