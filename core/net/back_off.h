// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/http_client.h"

#include <random>

namespace pathways {

/// Exponential back-off with equal jitter: half of the step is fixed, half random (full jitter can come out near zero).
/// Not thread-safe.
class BackOff final {
public:
    BackOff(std::chrono::milliseconds first, std::chrono::milliseconds longest, quint64 seed);
    /// The wait after this many failures in a row, from 1.
    [[nodiscard]] std::chrono::milliseconds after(int failures);
    void seed(quint64 seed) { m_random.seed(seed); }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_longest;
    std::mt19937_64 m_random;
};

} // namespace pathways
