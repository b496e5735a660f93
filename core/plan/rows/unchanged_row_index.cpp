// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/rows/unchanged_row_index.h"

#include <algorithm>
#include <atomic>

namespace pathways {

namespace {
constexpr std::size_t kAhead = 16;
}

UnchangedRowIndex::UnchangedRowIndex(std::size_t people)
    : m_people(people, Person{0, 0, 0}) {}

void UnchangedRowIndex::build() {
    m_slots.assign(m_people.size() + m_people.size() / 2 + 16, kNone);
    const std::size_t count = m_people.size();
    for (std::size_t i = 0; i < count; ++i) {
        if (i + kAhead < count) {
            __builtin_prefetch(&m_slots[slot(tag(std::uint32_t(i + kAhead)))], 1);
        }
        const std::uint64_t wanted = tag(std::uint32_t(i));
        if (wanted == 0) {
            continue;
        }
        std::size_t at = slot(wanted);
        while (m_slots[at] != kNone) {
            at = at + 1 == m_slots.size() ? 0 : at + 1;
        }
        m_slots[at] = std::uint32_t(i);
    }
}

void UnchangedRowIndex::find(const std::vector<std::uint64_t>& tags, std::vector<std::uint32_t>& out) const {
    const std::size_t count = tags.size();
    out.resize(count);
    if (m_slots.empty() || m_people.empty()) {
        std::fill(out.begin(), out.end(), kNone);
        return;
    }
    // Two steps ahead of the look-up itself: first the slot, then the person it names.
    for (std::size_t i = 0; i < count + 2 * kAhead; ++i) {
        if (i < count) {
            __builtin_prefetch(&m_slots[slot(tags[i])]);
        }
        if (i >= kAhead && i - kAhead < count) {
            const std::uint32_t index = m_slots[slot(tags[i - kAhead])];
            if (index != kNone) {
                __builtin_prefetch(&m_people[index], 1);
            }
        }
        if (i >= 2 * kAhead) {
            const std::size_t now = i - 2 * kAhead;
            std::size_t at = slot(tags[now]);
            std::uint32_t index = m_slots[at];
            while (index != kNone && tag(index) != tags[now]) {
                at = at + 1 == m_slots.size() ? 0 : at + 1;
                index = m_slots[at];
            }
            out[now] = index;
        }
    }
}

std::uint32_t UnchangedRowIndex::see(std::uint32_t index, std::uint32_t row) {
    std::atomic_ref<std::uint32_t> seen(m_people[index].row);
    std::uint32_t before = seen.load(std::memory_order_relaxed);
    while (before < row && !seen.compare_exchange_weak(before, row, std::memory_order_relaxed)) {
    }
    return before;
}

void UnchangedRowIndex::dropTable() {
    m_slots = {};
}

} // namespace pathways
