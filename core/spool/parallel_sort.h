// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <thread>

namespace pathways {

/// Sorts on two threads and in place: first what belongs below to the front, then both parts at a time. below must
/// agree with less: whatever it is true for comes before whatever it is false for.
template <typename It, typename Below, typename Less>
void sortInTwo(It first, It last, const Below& below, const Less& less) {
    constexpr auto kWorthIt = 50'000;
    if (last - first < kWorthIt) {
        std::sort(first, last, less);
        return;
    }
    const It middle = std::partition(first, last, below);
    const std::jthread other([&] { std::sort(first, middle, less); });
    std::sort(middle, last, less);
}

} // namespace pathways
