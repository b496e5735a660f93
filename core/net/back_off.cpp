// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/back_off.h"

#include <algorithm>

namespace pathways {

BackOff::BackOff(std::chrono::milliseconds first, std::chrono::milliseconds longest, quint64 seed)
    : m_first(first)
    , m_longest(longest)
    , m_random(seed) {}

std::chrono::milliseconds BackOff::after(int failures) {
    std::chrono::milliseconds step = std::min(m_first, m_longest);
    for (int i = 1; i < failures && step < m_longest; ++i) {
        step = std::min(step * 2, m_longest);
    }
    const qint64 half = step.count() / 2;
    return std::chrono::milliseconds(half + qint64(m_random() % quint64(step.count() - half + 1)));
}

} // namespace pathways
