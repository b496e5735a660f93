// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/identifier_index.h"

#include "core/base/digest.h"

#include <bit>
#include <cstring>
#include <xxhash.h>

namespace pathways {

IdentifierIndex::IdentifierIndex()
    : m_slots(1) {
    const QByteArray seed = randomBytes(sizeof m_seed);
    std::memcpy(&m_seed, seed.constData(), sizeof m_seed);
}

void IdentifierIndex::reset(std::size_t expected) {
    m_slots.assign(std::bit_ceil(expected * 2 + 2), Slot{});
    m_mask = m_slots.size() - 1;
}

std::uint64_t IdentifierIndex::hashOf(std::string_view text) const {
    const std::uint64_t hash = XXH3_64bits_withSeed(text.data(), text.size(), m_seed);
    return hash == 0 ? 1 : hash;
}

void IdentifierIndex::add(std::string_view text, Owner owner) {
    const std::uint64_t hash = hashOf(text);
    std::size_t at = hash & m_mask;
    while (m_slots[at].hash != 0) {
        at = (at + 1) & m_mask;
    }
    m_slots[at] = {hash, owner};
}

} // namespace pathways
