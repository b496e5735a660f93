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

constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> hexValues(bool upperToo) {
    std::array<std::uint8_t, 256> values{};
    values.fill(kNoDigit);
    for (std::uint8_t i = 0; i < 10; ++i) {
        values[std::size_t{'0'} + i] = i;
    }
    for (std::uint8_t i = 0; i < 6; ++i) {
        values[std::size_t{'a'} + i] = std::uint8_t(10 + i);
        if (upperToo) {
            values[std::size_t{'A'} + i] = std::uint8_t(10 + i);
        }
    }
    return values;
}

constexpr auto kLower = hexValues(false);
constexpr auto kEither = hexValues(true);
constexpr std::size_t kFirstSlots = 1024;

static_assert(std::is_trivially_copyable_v<HashedPeople::Account>);

} // namespace

std::optional<std::array<std::uint8_t, 32>> readDigest(std::string_view text, bool upperToo) {
    if (text.size() != 64) {
        return std::nullopt;
    }
    const auto& values = upperToo ? kEither : kLower;
    std::array<std::uint8_t, 32> digest;
    unsigned all = 0;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const unsigned high = values[std::uint8_t(text[2 * i])];
        const unsigned low = values[std::uint8_t(text[2 * i + 1])];
        all |= high | low; // Beyond the digits as soon as one of them is.
        digest[i] = std::uint8_t(((high & 15) << 4) | (low & 15));
    }
    return all > 15 ? std::nullopt : std::optional(digest);
}

std::optional<AccountRule> accountRule(std::string_view name) {
    constexpr std::pair<std::string_view, AccountRule> rules[] = {{"person", AccountRule::Person},
                                                                  {"household", AccountRule::Household},
                                                                  {"identifier", AccountRule::Identifier},
                                                                  {"some", AccountRule::Some}};
    for (const auto& [known, rule] : rules) {
        if (known == name) {
            return rule;
        }
    }
    return std::nullopt;
}

std::optional<std::uint32_t> HashedPeople::lookUp(std::uint64_t wanted) const {
    if (m_slots.empty()) {
        return std::nullopt;
    }
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = wanted & mask;; at = (at + 1) & mask) {
        if (m_slots[at].fingerprint == wanted) {
            return m_slots[at].account;
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

void HashedPeople::index(std::uint64_t wanted, std::uint32_t account) {
    if ((m_used + 1) * 2 > m_slots.size()) {
        grow();
    }
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = wanted & mask;
    while (m_slots[at].fingerprint != 0 && m_slots[at].fingerprint != wanted) {
        at = (at + 1) & mask;
    }
    m_used += m_slots[at].fingerprint == 0 ? 1 : 0;
    m_slots[at] = {wanted, account};
}

bool HashedPeople::leadsNowhere(const HashedKey& key) const {
    return m_rule == AccountRule::Some && key.digest[8] % 3 == 0;
}

void HashedPeople::putIn(std::uint32_t number, std::uint64_t by, qint64 now, bool counts) {
    Account& account = m_accounts[number];
    if (!account.present) {
        account.by.fill(0); // Who comes back comes without what was known before.
        account.deliveries = 0;
        account.present = true;
        ++m_present;
    }
    account.deliveries += counts ? 1 : 0;
    account.lastAdded = now;
    const auto place = std::find_if(account.by.begin(), account.by.end(),
                                    [by](std::uint64_t taken) { return taken == 0 || taken == by; });
    if (place != account.by.end()) {
        *place = by;
    }
}

void HashedPeople::add(std::span<const HashedKey> keys, qint64 now) {
    const bool together = m_rule == AccountRule::Person || m_rule == AccountRule::Household;
    std::optional<std::uint32_t> own; // Where identifiers that nobody has seen yet lead to.
    for (const HashedKey& key : m_rule == AccountRule::Household ? keys : keys.first(1)) {
        own = own ? own : lookUp(fingerprint(key));
    }
    std::array<std::uint32_t, 16> reached{};
    std::size_t count = 0;
    for (const HashedKey& key : keys) {
        const std::uint64_t print = fingerprint(key);
        auto number = lookUp(print);
        if (!number) {
            if (leadsNowhere(key)) {
                continue;
            }
            if (!own || !together) {
                own = std::uint32_t(m_accounts.size());
                m_accounts.push_back({});
                m_accounts.back().id = key;
            }
            number = own;
            index(print, *number);
        }
        const auto end = reached.begin() + std::ptrdiff_t(count);
        const bool again = std::find(reached.begin(), end, *number) != end;
        if (!again && count < reached.size()) {
            reached[count++] = *number;
        }
        putIn(*number, print, now, !again);
    }
}

const HashedPeople::Account* HashedPeople::find(const HashedKey& key) const {
    const std::uint64_t wanted = fingerprint(key);
    const auto number = lookUp(wanted);
    if (!number || !m_accounts[*number].present) {
        return nullptr;
    }
    const Account& account = m_accounts[*number];
    return std::find(account.by.begin(), account.by.end(), wanted) != account.by.end() ? &account : nullptr;
}

bool HashedPeople::reaches(const HashedKey& key) const {
    const auto number = lookUp(fingerprint(key));
    return number && m_accounts[*number].present;
}

bool HashedPeople::remove(std::span<const HashedKey> keys) {
    // By what was uploaded: another identifier of the same account does nothing (contract 3.6).
    std::vector<std::uint32_t> out;
    for (const HashedKey& key : keys) {
        if (find(key) != nullptr) {
            out.push_back(*lookUp(fingerprint(key)));
        }
    }
    for (const std::uint32_t number : out) {
        m_present -= m_accounts[number].present ? 1 : 0;
        m_accounts[number].present = false;
    }
    return !out.empty();
}

qint64 HashedPeople::removeAddedBefore(qint64 time) {
    qint64 removed = 0;
    for (Account& account : m_accounts) {
        if (account.present && account.lastAdded < time) {
            account.present = false;
            ++removed;
        }
    }
    m_present -= removed;
    return removed;
}

void HashedPeople::clear() {
    m_accounts.clear();
    m_slots.clear();
    m_used = 0;
    m_present = 0;
}

void HashedPeople::forEach(const std::function<void(const Account&)>& visit) const {
    for (const Account& account : m_accounts) {
        if (account.present) {
            visit(account);
        }
    }
}

QByteArray HashedPeople::saved() const {
    QByteArray bytes;
    bytes.reserve(m_present * qsizetype(sizeof(Account)));
    forEach(
        [&bytes](const Account& account) { bytes.append(reinterpret_cast<const char*>(&account), sizeof account); });
    return bytes;
}

void HashedPeople::restore(const QByteArray& saved) {
    clear();
    for (qsizetype at = 0; at + qsizetype(sizeof(Account)) <= saved.size(); at += qsizetype(sizeof(Account))) {
        Account account;
        std::memcpy(&account, saved.constData() + at, sizeof account);
        account.present = true;
        m_accounts.push_back(account);
        ++m_present;
        const auto number = std::uint32_t(m_accounts.size() - 1);
        index(fingerprint(account.id), number);
        for (const std::uint64_t by : account.by) {
            if (by != 0) {
                index(by, number);
            }
        }
    }
}

} // namespace pathways::practice
