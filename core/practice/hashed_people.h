// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace pathways::practice {

/// One identifier of a person as an ad platform sees it: which sort it is and its SHA-256.
struct HashedKey {
    std::uint8_t kind = 0;
    std::array<std::uint8_t, 32> digest{};
};

/// Reads 64 lower-case hexadecimal digits; upper-case ones only where the platform takes them.
[[nodiscard]] std::optional<std::array<std::uint8_t, 32>> readDigest(std::string_view text, bool upperToo);

/// Which account an identifier leads to at a simulated ad platform. The platforms never say; what is true of one person
/// need not be true of the next, so tests run with each.
enum class AccountRule : std::uint8_t {
    Person,     ///< Those that came in one row lead to the account of the first of them, unless they were known before.
    Household,  ///< Those that came in one row lead to the account that any of them was known to lead to.
    Identifier, ///< Each leads to an account of its own.
    Some        ///< The same, and a third of them lead nowhere.
};
[[nodiscard]] std::optional<AccountRule> accountRule(std::string_view name);

/// The accounts of a simulated audience that nobody can read back. People are unknown to the platform: a row puts in
/// every account that one of its identifiers leads to, and a removal takes out every account that one of its
/// identifiers leads to and was put in by. Holds a million people in some 100 MB and takes them at millions a second.
/// Not thread-safe: its platform locks.
class HashedPeople final {
public:
    struct Account {
        HashedKey id;                      ///< The first identifier that led to it.
        std::array<std::uint64_t, 6> by{}; ///< Fingerprints of the identifiers that put it in; 0: no more.
        qint64 lastAdded = 0;              ///< Milliseconds since 1970, the platform's clock.
        std::uint32_t deliveries = 0;      ///< How often it was put in since last being absent.
        bool present = false;
    };

    /// How identifiers that nobody has seen yet lead to accounts from now on.
    void setRule(AccountRule rule) { m_rule = rule; }
    /// keys: the identifiers in order of weight; never empty.
    void add(std::span<const HashedKey> keys, qint64 now);
    /// False when nobody was taken out.
    bool remove(std::span<const HashedKey> keys);
    /// Takes out everybody last added before the given time; how many that were.
    qint64 removeAddedBefore(qint64 time);
    void clear();
    [[nodiscard]] qint64 size() const { return m_present; }
    void forEach(const std::function<void(const Account&)>& visit) const;
    /// The account that was put in by this identifier and is there; null: none.
    [[nodiscard]] const Account* find(const HashedKey& key) const;
    /// Whether this identifier leads to an account that is there, whatever put it in.
    [[nodiscard]] bool reaches(const HashedKey& key) const;

    [[nodiscard]] QByteArray saved() const;
    void restore(const QByteArray& saved);

private:
    struct Slot {
        std::uint64_t fingerprint = 0;
        std::uint32_t account = 0;
    };
    [[nodiscard]] std::optional<std::uint32_t> lookUp(std::uint64_t fingerprint) const;
    [[nodiscard]] bool leadsNowhere(const HashedKey& key) const;
    void putIn(std::uint32_t number, std::uint64_t by, qint64 now, bool counts);
    void index(std::uint64_t fingerprint, std::uint32_t account);
    void grow();

    AccountRule m_rule = AccountRule::Person;
    std::vector<Account> m_accounts;
    std::vector<Slot> m_slots; ///< Open addressing; a fingerprint of 0 is an empty slot.
    std::size_t m_used = 0;
    qint64 m_present = 0;
};

} // namespace pathways::practice
