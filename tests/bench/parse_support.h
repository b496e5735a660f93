// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace pathways::bench {

/// A donor file of so many rows, 12 columns and about 115 bytes a row, always the same one.
inline std::string donorRows(std::int64_t rows, bool quoted) {
    const char* const cities[] = {"Leeds", "York", "Bristol", "Norwich", "Exeter", "Cardiff"};
    const std::string q = quoted ? "\"" : "";
    const std::string s = q + "," + q;
    std::string text = q + "id" + s + "first" + s + "last" + s + "email" + s + "phone" + s + "street" + s + "city" + s +
                       "zip" + s + "country" + s + "last_gift" + s + "total" + s + "consent" + q + "\n";
    std::uint64_t state = 42;
    for (std::int64_t i = 0; i < rows; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        const std::uint64_t r = state >> 33U;
        const std::string n = std::to_string(1000000 + i);
        text += q + "D-" + n + s + "Amara" + s + "Thistlewood" + s + "amara." + n + "@riverbank.test" + s +
                "07700 900" + std::to_string(100 + r % 900) + s + std::to_string(r % 120) + " Mill Lane" + s +
                cities[r % 6] + s + "LS1 4AP" + s + "GB" + s + "2025-0" + std::to_string(1 + r % 9) + "-1" +
                std::to_string(r % 10) + s + std::to_string(r % 5000) + ".50" + s + "Yes" + q + "\n";
    }
    return text;
}

} // namespace pathways::bench
