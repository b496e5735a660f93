// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/progress_meter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pathways {

namespace {
constexpr int kMinBatches = 5;
constexpr std::chrono::seconds kMinTime{10};
constexpr std::chrono::milliseconds kWindow{1'000};
constexpr std::size_t kWindows = 10;
constexpr double kMaxSpread = 0.5;
constexpr double kSmoothing = 0.3;
constexpr double kNearlyDone = 0.999; ///< Until the last acknowledgement and the snapshot are stored.
} // namespace

void ProgressMeter::acknowledged(qint64 people, std::chrono::milliseconds now) {
    ++m_batches;
    m_window += people;
    const auto elapsed = now - m_last;
    if (elapsed < kWindow) {
        return;
    }
    const double rate = double(m_window) * 1000.0 / double(elapsed.count());
    m_rate = m_rate <= 0 ? rate : m_rate + kSmoothing * (rate - m_rate);
    m_recent.push_back(rate);
    if (m_recent.size() > kWindows) {
        m_recent.pop_front();
    }
    m_window = 0;
    m_last = now;
}

std::optional<double> ProgressMeter::spread() const {
    if (m_recent.size() < 3) {
        return std::nullopt;
    }
    const double mean = std::accumulate(m_recent.begin(), m_recent.end(), 0.0) / double(m_recent.size());
    double squares = 0;
    for (const double rate : m_recent) {
        squares += (rate - mean) * (rate - mean);
    }
    return mean > 0 ? std::sqrt(squares / double(m_recent.size())) / mean : 1.0;
}

void ProgressMeter::fill(PushProgress& progress, bool finished) {
    const PushCounts& counts = progress.counts;
    const double share = counts.planned > 0 ? double(counts.settled) / double(counts.planned) : kNearlyDone;
    m_fraction = std::max(m_fraction, std::min(share, kNearlyDone));
    progress.fraction = finished ? 1.0 : m_fraction;
    progress.peoplePerSecond = m_rate;
    progress.secondsLeft.reset();
    const auto wobble = spread();
    if (!finished && m_batches >= kMinBatches && m_last - m_started >= kMinTime && m_rate > 0 && wobble &&
        *wobble <= kMaxSpread) {
        progress.secondsLeft = qint64(std::ceil(double(counts.planned - counts.settled) / m_rate));
    }
}

} // namespace pathways
