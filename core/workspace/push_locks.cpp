// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/push_locks.h"

#include <utility>

namespace pathways {

PushLocks::Lock::Lock(Lock&& other) noexcept
    : m_locks(std::exchange(other.m_locks, nullptr))
    , m_push(std::move(other.m_push)) {}

PushLocks::Lock::~Lock() {
    if (m_locks == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(m_locks->m_mutex);
        m_locks->m_held.erase(m_push);
    }
    m_locks->m_free.notify_all();
}

PushLocks::Lock PushLocks::take(const QString& push) {
    std::unique_lock lock(m_mutex);
    m_free.wait(lock, [&] { return !m_held.contains(push); });
    m_held.insert(push);
    return Lock(*this, push);
}

std::optional<PushLocks::Lock> PushLocks::tryTake(const QString& push) {
    const std::lock_guard lock(m_mutex);
    if (!m_held.insert(push).second) {
        return std::nullopt;
    }
    return Lock(*this, push);
}

} // namespace pathways
