// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"

#include <condition_variable>
#include <mutex>
#include <vector>

namespace pathways::test {

/// A clock that is turned by hand. wait() returns once the clock has been turned past its end, or at once when
/// turnByItself is set: then each wait turns the clock, so that hours of back-off pass in no time. Thread-safe.
class FakeClock final : public Clock {
public:
    explicit FakeClock(QDateTime start = QDateTime::fromString(QStringLiteral("2026-03-02T09:00:00Z"), Qt::ISODate))
        : m_start(std::move(start)) {}

    [[nodiscard]] QDateTime now() const override {
        const std::lock_guard lock(m_mutex);
        return m_start.addMSecs((m_elapsed + m_wallOffset).count());
    }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        const std::lock_guard lock(m_mutex);
        return m_elapsed;
    }
    bool wait(std::chrono::milliseconds duration, std::stop_token stop) override {
        std::unique_lock lock(m_mutex);
        m_waits.push_back(duration);
        if (m_turnByItself) {
            m_elapsed += duration;
            m_changed.notify_all();
            return !stop.stop_requested();
        }
        const auto end = m_elapsed + duration;
        ++m_waiting;
        m_changed.notify_all();
        m_changed.wait(lock, stop, [&] { return m_elapsed >= end || m_turnByItself; });
        --m_waiting;
        return !stop.stop_requested();
    }

    /// Time passes: for people and for deadlines alike.
    void advance(std::chrono::milliseconds by) {
        const std::lock_guard lock(m_mutex);
        m_elapsed += by;
        m_changed.notify_all();
    }
    /// Somebody sets the computer's clock: deadlines do not move.
    void setWallClock(const QDateTime& now) {
        const std::lock_guard lock(m_mutex);
        m_wallOffset = std::chrono::milliseconds(m_start.msecsTo(now)) - m_elapsed;
    }
    void turnByItself(bool on = true) {
        const std::lock_guard lock(m_mutex);
        m_turnByItself = on;
        m_changed.notify_all();
    }
    /// Returns once so many threads stand in wait(): a test turns the clock after that, without sleeping.
    void untilWaiting(int threads) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_waiting >= threads; });
    }
    /// Every wait asked for so far, in order.
    [[nodiscard]] std::vector<std::chrono::milliseconds> waits() const {
        const std::lock_guard lock(m_mutex);
        return m_waits;
    }

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    QDateTime m_start;
    std::chrono::milliseconds m_elapsed{0};
    std::chrono::milliseconds m_wallOffset{0};
    std::vector<std::chrono::milliseconds> m_waits;
    int m_waiting = 0;
    bool m_turnByItself = false;
};

} // namespace pathways::test
