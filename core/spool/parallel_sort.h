// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/warm_pool.h"

#include <algorithm>
#include <thread>

namespace pathways {

/// Sorts on two threads and in place: first what belongs below to the front, then both parts at a time. below must
/// agree with less: whatever it is true for comes before whatever it is false for. helpers: gives the other thread, if
/// one is free; null: a thread is started.
template <typename It, typename Below, typename Less>
void sortInTwo(It first, It last, const Below& below, const Less& less, QThreadPool* helpers = nullptr) {
    constexpr auto kWorthIt = 50'000;
    if (last - first < kWorthIt) {
        std::sort(first, last, less);
        return;
    }
    const It middle = std::partition(first, last, below);
    const auto lower = [&] { std::sort(first, middle, less); };
    const auto upper = [&] { std::sort(middle, last, less); };
    if (helpers != nullptr) {
        runBoth(*helpers, upper, lower);
        return;
    }
    const std::jthread other(lower);
    upper();
}

} // namespace pathways
