// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>

namespace pathways {

/// One lock per push: the push itself or the polling of its matches writes what is stored of it, never both at a time.
/// Any thread.
class PushLocks final {
public:
    /// One push, held until this is destroyed.
    class Lock final {
    public:
        Lock(Lock&& other) noexcept;
        Lock& operator=(Lock&&) = delete;
        ~Lock();

    private:
        friend class PushLocks;
        Lock(PushLocks& locks, QString push)
            : m_locks(&locks)
            , m_push(std::move(push)) {}
        PushLocks* m_locks;
        QString m_push;
    };

    /// Waits until nobody else holds it.
    [[nodiscard]] Lock take(const QString& push);
    /// Nothing if somebody else holds it.
    [[nodiscard]] std::optional<Lock> tryTake(const QString& push);

private:
    std::mutex m_mutex;
    std::condition_variable m_free;
    std::set<QString> m_held;
};

} // namespace pathways
