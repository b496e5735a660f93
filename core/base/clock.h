// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>

#include <chrono>
#include <cstdint>
#include <stop_token>

namespace pathways {

/// The only way to ask for the time or to wait, so that tests can turn the clock. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    /// Wall time in UTC. For what people see and what is stored; never for measuring a wait.
    [[nodiscard]] virtual QDateTime now() const = 0;
    /// The date on people's calendars now: in the time zone of this computer.
    [[nodiscard]] QDate today() const { return now().toLocalTime().date(); }
    /// Time that never jumps. For deadlines, rates and back-off.
    [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
    /// Waits, or returns false as soon as a stop is requested.
    virtual bool wait(std::chrono::milliseconds duration, std::stop_token stop) = 0;
};

/// The machine's own clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] QDateTime now() const override;
    [[nodiscard]] std::chrono::milliseconds monotonic() const override;
    bool wait(std::chrono::milliseconds duration, std::stop_token stop) override;
};

/// Days since 1970 in UTC: for membership that expires after so many days.
[[nodiscard]] std::uint32_t dayNumber(const QDateTime& time);

} // namespace pathways
