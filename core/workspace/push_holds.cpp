// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/push_holds.h"

#include <utility>

namespace pathways {

PushHolds::Hold::Hold(Hold&& other) noexcept
    : m_holds(std::exchange(other.m_holds, nullptr))
    , m_push(std::move(other.m_push)) {}

PushHolds::Hold::~Hold() {
    if (m_holds == nullptr) {
        return;
    }
    {
        const std::lock_guard lock(m_holds->m_mutex);
        m_holds->m_held.erase(m_push);
    }
    m_holds->m_free.notify_all();
}

PushHolds::Hold PushHolds::take(const QString& push) {
    std::unique_lock lock(m_mutex);
    m_free.wait(lock, [&] { return !m_held.contains(push); });
    m_held.insert(push);
    return Hold(*this, push);
}

std::optional<PushHolds::Hold> PushHolds::tryTake(const QString& push) {
    const std::lock_guard lock(m_mutex);
    if (!m_held.insert(push).second) {
        return std::nullopt;
    }
    return Hold(*this, push);
}

} // namespace pathways
