// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/identity/normaliser.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Remembers what a normaliser made of the values seen lately. Donors share cities, regions, countries and first names,
/// and looking one up costs a tenth of normalising it; for a column whose values hardly ever repeat it gives up by
/// itself. Not thread-safe: one per worker and field.
class NormaliserCache final {
public:
    /// What was made of this value before; null: not known.
    [[nodiscard]] const NormalisedValue* find(std::string_view raw) {
        if (m_gaveUp || raw.size() > kLongest) {
            return nullptr;
        }
        if (m_slots.empty()) {
            m_slots.resize(kSlots);
        }
        if (++m_asked == kTrial && m_found < kTrial / 4) {
            m_gaveUp = true;
            m_slots = {};
            return nullptr;
        }
        const Slot& slot = slotOf(raw);
        if (!slot.used || slot.raw != raw) {
            return nullptr;
        }
        ++m_found;
        return &slot.value;
    }
    void keep(std::string_view raw, const NormalisedValue& value) {
        if (!m_gaveUp && raw.size() <= kLongest && !m_slots.empty()) {
            Slot& slot = slotOf(raw);
            slot.raw = raw;
            slot.value = value;
            slot.used = true;
        }
    }

private:
    static constexpr std::size_t kSlots = 2048;
    static constexpr std::size_t kLongest = 64;
    static constexpr std::uint32_t kTrial = 8192;
    struct Slot {
        std::string raw;
        NormalisedValue value;
        bool used = false;
    };
    [[nodiscard]] Slot& slotOf(std::string_view raw) { return m_slots[std::hash<std::string_view>{}(raw) % kSlots]; }

    std::vector<Slot> m_slots;
    std::uint32_t m_asked = 0;
    std::uint32_t m_found = 0;
    bool m_gaveUp = false;
};

} // namespace pathways
