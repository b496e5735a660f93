// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <chrono>
#include <deque>
#include <optional>

namespace pathways {

/// Turns acknowledgements into what the bar shows (rules U46 to U48): a fraction that never goes back and is 1 only at
/// the very end, a smoothed rate, and the time left where it can be known.
class ProgressMeter final {
public:
    explicit ProgressMeter(std::chrono::milliseconds now)
        : m_started(now)
        , m_last(now) {}

    /// A batch was settled and stored.
    void acknowledged(qint64 people, std::chrono::milliseconds now);
    /// Fills fraction, rate and time left from the counts.
    void fill(PushProgress& progress, bool finished);

private:
    [[nodiscard]] std::optional<double> spread() const;
    std::chrono::milliseconds m_started;
    std::chrono::milliseconds m_last;
    int m_batches = 0;
    double m_rate = 0;           ///< People a second, smoothed.
    std::deque<double> m_recent; ///< Rates of the last windows.
    qint64 m_window = 0;
    double m_fraction = 0;
};

} // namespace pathways
