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

/// The people of a simulated audience that nobody can read back: a person is their main identifier and whatever other
/// identifiers came with it. Holds a million people in some 100 MB and takes them at millions a second. Not
/// thread-safe: its platform locks.
class HashedPeople final {
public:
    struct Person {
        HashedKey id;                          ///< The first identifier of the row that brought the person.
        std::array<std::uint64_t, 4> others{}; ///< Fingerprints of further ones; 0: none.
        qint64 lastAdded = 0;                  ///< Milliseconds since 1970, the platform's clock.
        std::uint32_t deliveries = 0;          ///< How often the person was added since last being absent.
        bool present = false;
    };

    /// keys: the identifiers in order of weight; never empty.
    void add(std::span<const HashedKey> keys, qint64 now);
    /// Takes out the person whom the first matching identifier stands for; false when there is none.
    bool remove(std::span<const HashedKey> keys);
    /// Takes out everybody last added before the given time; how many that were.
    qint64 removeAddedBefore(qint64 time);
    void clear();
    [[nodiscard]] qint64 size() const { return m_present; }
    void forEach(const std::function<void(const Person&)>& visit) const;
    [[nodiscard]] const Person* find(const HashedKey& key) const;

    [[nodiscard]] QByteArray saved() const;
    void restore(const QByteArray& saved);

private:
    struct Slot {
        std::uint64_t fingerprint = 0;
        std::uint32_t person = 0;
    };
    [[nodiscard]] std::optional<std::uint32_t> lookUp(std::uint64_t fingerprint) const;
    /// Who is there under this identifier now.
    [[nodiscard]] std::optional<std::uint32_t> holder(const HashedKey& key) const;
    void index(std::uint64_t fingerprint, std::uint32_t person, bool evenIfTaken);
    void grow();

    std::vector<Person> m_people;
    std::vector<Slot> m_slots; ///< Open addressing; a fingerprint of 0 is an empty slot.
    std::size_t m_used = 0;
    qint64 m_present = 0;
};

} // namespace pathways::practice
