// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace pathways {

/// A secret held in memory: wiped when it goes, not printable, not comparable by accident, not implicitly copyable
/// into a QString. Copies are explicit (clone()).
class Secret final {
public:
    Secret() = default;
    /// Takes the bytes over and wipes the caller's buffer where it was not shared.
    explicit Secret(QByteArray&& bytes);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    [[nodiscard]] Secret clone() const;
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    /// The bytes, for the one moment they are put into a request or the keychain.
    [[nodiscard]] const QByteArray& reveal() const { return m_bytes; }
    /// "••••1a2b": the last four characters, nothing when shorter than twelve.
    [[nodiscard]] QString lastFour() const;
    void wipe();

private:
    QByteArray m_bytes;
};

/// Overwrites a buffer that this holder alone owns, so that the optimiser cannot drop it.
void wipe(QByteArray& bytes);

} // namespace pathways
