// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace pathways {

/// Finds a snapshot's person by the raw tag of a row, and remembers in which row each was seen: 12 bytes a person and
/// an open-addressing table of 32-bit indices, under 200 MB for ten million. Filled by one thread; see() may be called
/// by several at a time.
class UnchangedRowIndex final {
public:
    static constexpr std::uint32_t kNone = 0xffffffff;

    explicit UnchangedRowIndex(std::size_t people);
    /// Persons in the snapshot's order; without a tag a person cannot be found. Several threads may set their own.
    void set(std::uint32_t index, std::uint64_t tag) {
        m_people[index].low = std::uint32_t(tag);
        m_people[index].high = std::uint32_t(tag >> 32);
    }
    /// After the last set().
    void build();

    /// Looks up many tags at a time, with the memory fetched ahead: out[i] is the person's index or kNone.
    void find(const std::vector<std::uint64_t>& tags, std::vector<std::uint32_t>& out) const;
    /// Notes a row for a person; the highest stays. Returns the row noted before, 0 if none.
    std::uint32_t see(std::uint32_t index, std::uint32_t row);
    /// The person is not as they were after all.
    void forget(std::uint32_t index) { m_people[index].row = 0; }
    /// The highest row in which the person was seen; 0: none.
    [[nodiscard]] std::uint32_t row(std::uint32_t index) const { return m_people[index].row; }
    [[nodiscard]] std::uint64_t tag(std::uint32_t index) const {
        return std::uint64_t(m_people[index].high) << 32 | m_people[index].low;
    }
    [[nodiscard]] std::size_t size() const { return m_people.size(); }
    /// Gives the table back, keeping what was seen.
    void dropTable();

private:
    struct Person {
        std::uint32_t low;
        std::uint32_t high;
        std::uint32_t row;
    };
    [[nodiscard]] std::size_t slot(std::uint64_t tag) const { return std::size_t((tag >> 32) * m_slots.size() >> 32); }
    std::vector<Person> m_people;
    std::vector<std::uint32_t> m_slots;
};

} // namespace pathways
