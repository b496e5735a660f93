// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/practice/hashed_people.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

namespace pathways::practice {

namespace {

std::uint64_t fingerprint(const HashedKey& key) {
    std::uint64_t value = 0;
    std::memcpy(&value, key.digest.data(), sizeof value);
    // Different sorts of identifiers must not meet; nought marks an empty slot.
    value ^= std::uint64_t(key.kind + 1) * 0x9e3779b97f4a7c15ULL;
    return value == 0 ? 1 : value;
}

constexpr std::array<std::int8_t, 256> hexValues(bool upperToo) {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (int i = 0; i < 10; ++i) {
        values[std::size_t('0' + i)] = std::int8_t(i);
    }
    for (int i = 0; i < 6; ++i) {
        values[std::size_t('a' + i)] = std::int8_t(10 + i);
        if (upperToo) {
            values[std::size_t('A' + i)] = std::int8_t(10 + i);
        }
    }
    return values;
}

constexpr auto kLower = hexValues(false);
constexpr auto kEither = hexValues(true);
constexpr std::size_t kFirstSlots = 1024;

static_assert(std::is_trivially_copyable_v<HashedPeople::Person>);

} // namespace

std::optional<std::array<std::uint8_t, 32>> readDigest(std::string_view text, bool upperToo) {
    if (text.size() != 64) {
        return std::nullopt;
    }
    const auto& values = upperToo ? kEither : kLower;
    std::array<std::uint8_t, 32> digest;
    int bad = 0;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = values[std::uint8_t(text[2 * i])];
        const int low = values[std::uint8_t(text[2 * i + 1])];
        bad |= high | low; // Negative as soon as one of them is.
        digest[i] = std::uint8_t(((high & 15) << 4) | (low & 15));
    }
    return bad < 0 ? std::nullopt : std::optional(digest);
}

std::optional<std::uint32_t> HashedPeople::lookUp(std::uint64_t wanted) const {
    if (m_slots.empty()) {
        return std::nullopt;
    }
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = wanted & mask;; at = (at + 1) & mask) {
        if (m_slots[at].fingerprint == wanted) {
            return m_slots[at].person;
        }
        if (m_slots[at].fingerprint == 0) {
            return std::nullopt;
        }
    }
}

void HashedPeople::grow() {
    std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(std::max(kFirstSlots, m_slots.size() * 2)));
    const std::size_t mask = m_slots.size() - 1;
    for (const Slot& slot : old) {
        if (slot.fingerprint != 0) {
            std::size_t at = slot.fingerprint & mask;
            while (m_slots[at].fingerprint != 0) {
                at = (at + 1) & mask;
            }
            m_slots[at] = slot;
        }
    }
}

void HashedPeople::index(std::uint64_t wanted, std::uint32_t person, bool evenIfTaken) {
    if ((m_used + 1) * 2 > m_slots.size()) {
        grow();
    }
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = wanted & mask;
    while (m_slots[at].fingerprint != 0 && m_slots[at].fingerprint != wanted) {
        at = (at + 1) & mask;
    }
    if (m_slots[at].fingerprint == 0) {
        ++m_used;
        m_slots[at] = {wanted, person};
    } else if (evenIfTaken || !m_people[m_slots[at].person].present) {
        m_slots[at].person = person;
    }
}

void HashedPeople::add(std::span<const HashedKey> keys, qint64 now) {
    const std::uint64_t main = fingerprint(keys.front());
    auto known = lookUp(main);
    // The slot may lead to somebody who has this identifier besides another main one.
    if (known && fingerprint(m_people[*known].id) != main) {
        known.reset();
    }
    if (!known) {
        known = std::uint32_t(m_people.size());
        m_people.push_back({});
        m_people.back().id = keys.front();
        index(main, *known, true);
    }
    Person& person = m_people[*known];
    if (!person.present) {
        person.others.fill(0); // Who comes back comes without what was known before.
        person.deliveries = 0;
        person.present = true;
        ++m_present;
    }
    ++person.deliveries;
    person.lastAdded = now;
    for (const HashedKey& key : keys.subspan(1)) {
        const std::uint64_t other = fingerprint(key);
        const auto place = std::find_if(person.others.begin(), person.others.end(),
                                        [other](std::uint64_t taken) { return taken == 0 || taken == other; });
        if (place != person.others.end()) {
            *place = other;
            index(other, *known, false);
        }
    }
}

std::optional<std::uint32_t> HashedPeople::holder(const HashedKey& key) const {
    const std::uint64_t wanted = fingerprint(key);
    const auto known = lookUp(wanted);
    if (!known || !m_people[*known].present) {
        return std::nullopt;
    }
    const Person& person = m_people[*known];
    const bool still = fingerprint(person.id) == wanted ||
                       std::find(person.others.begin(), person.others.end(), wanted) != person.others.end();
    return still ? known : std::nullopt;
}

bool HashedPeople::remove(std::span<const HashedKey> keys) {
    for (const HashedKey& key : keys) {
        if (const auto known = holder(key)) {
            m_people[*known].present = false;
            --m_present;
            return true;
        }
    }
    return false;
}

qint64 HashedPeople::removeAddedBefore(qint64 time) {
    qint64 removed = 0;
    for (Person& person : m_people) {
        if (person.present && person.lastAdded < time) {
            person.present = false;
            ++removed;
        }
    }
    m_present -= removed;
    return removed;
}

void HashedPeople::clear() {
    m_people.clear();
    m_slots.clear();
    m_used = 0;
    m_present = 0;
}

void HashedPeople::forEach(const std::function<void(const Person&)>& visit) const {
    for (const Person& person : m_people) {
        if (person.present) {
            visit(person);
        }
    }
}

const HashedPeople::Person* HashedPeople::find(const HashedKey& key) const {
    const auto known = holder(key);
    return known ? &m_people[*known] : nullptr;
}

QByteArray HashedPeople::saved() const {
    QByteArray bytes;
    bytes.reserve(m_present * qsizetype(sizeof(Person)));
    forEach([&bytes](const Person& person) { bytes.append(reinterpret_cast<const char*>(&person), sizeof person); });
    return bytes;
}

void HashedPeople::restore(const QByteArray& saved) {
    clear();
    for (qsizetype at = 0; at + qsizetype(sizeof(Person)) <= saved.size(); at += qsizetype(sizeof(Person))) {
        Person person;
        std::memcpy(&person, saved.constData() + at, sizeof person);
        m_people.push_back(person);
        m_people.back().present = true;
        ++m_present;
        const auto number = std::uint32_t(m_people.size() - 1);
        index(fingerprint(person.id), number, true);
        for (const std::uint64_t other : person.others) {
            if (other != 0) {
                index(other, number, false);
            }
        }
    }
}

} // namespace pathways::practice
