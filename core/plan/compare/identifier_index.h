// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pathways {

/// Whose an identifier is, among some people: by its hash, as the texts themselves would take too much room. Two that
/// meet by chance are taken for one.
class IdentifierIndex final {
public:
    struct Owner {
        std::uint32_t person = 0;
        std::uint32_t text = 0; ///< Which of theirs.
    };
    IdentifierIndex();
    /// Forgets everything, and makes room for so many.
    void reset(std::size_t expected);
    void add(std::string_view text, Owner owner);
    template <typename Visit>
    void find(std::string_view text, const Visit& visit) const {
        const std::uint64_t hash = hashOf(text);
        for (std::size_t at = hash & m_mask; m_slots[at].hash != 0; at = (at + 1) & m_mask) {
            if (m_slots[at].hash == hash) {
                visit(m_slots[at].owner);
            }
        }
    }

private:
    struct Slot {
        std::uint64_t hash = 0; ///< 0: empty.
        Owner owner;
    };
    [[nodiscard]] std::uint64_t hashOf(std::string_view text) const;
    std::uint64_t m_seed; ///< Random: nobody can choose identifiers that meet.
    std::vector<Slot> m_slots;
    std::size_t m_mask = 0;
};

} // namespace pathways
