// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/warm_pool.h"

#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/base/thread_supply.h"

#include <condition_variable>
#include <mutex>

namespace pathways {

namespace {

/// Where threads wait for each other.
class Meeting {
public:
    explicit Meeting(int expected)
        : m_expected(expected) {}
    /// Waits until all have come, or it was called off.
    void attend() {
        std::unique_lock lock(m_mutex);
        ++m_here;
        m_changed.notify_all();
        m_changed.wait(lock, [this] { return m_here >= m_expected || m_off; });
    }
    /// True when all come in time; else it is called off.
    [[nodiscard]] bool takesPlace(std::chrono::milliseconds patience) {
        std::unique_lock lock(m_mutex);
        const bool met = m_changed.wait_for(lock, patience, [this] { return m_here >= m_expected; });
        m_off = !met;
        m_changed.notify_all();
        return met;
    }
    void callOff() {
        const std::lock_guard lock(m_mutex);
        m_off = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    const int m_expected;
    int m_here = 0;
    bool m_off = false;
};

} // namespace

WarmPool::WarmPool(int threads)
    : m_pool(std::make_unique<QThreadPool>()) {
    m_pool->setMaxThreadCount(threads);
    m_pool->setExpiryTimeout(-1);
}

WarmPool::~WarmPool() {
    end();
}

void WarmPool::end() {
    if (m_state == State::Broken) {
        // It counts a thread that does not exist, and would wait for it for ever.
        static_cast<void>(m_pool.release());
        return;
    }
    m_pool->waitForDone();
}

Result<void> WarmPool::warmUp(std::chrono::milliseconds patience) {
    if (m_state == State::Warm) {
        return {};
    }
    if (m_state == State::Broken) {
        return fail(thread_supply::refused("threads were lost"));
    }
    constexpr auto kSpare = thread_supply::kSpare;
    if (auto given = thread_supply::check({size() + kSpare.threads, size() + kSpare.descriptors}); !given) {
        return given;
    }
    // Shared, as a thread may come after the patience has ended.
    const auto meeting = std::make_shared<Meeting>(size());
    m_state = State::Broken;
    try {
        for (int i = 0; i < size(); ++i) {
            m_pool->start([meeting] { meeting->attend(); });
        }
    } catch (const std::bad_alloc&) {
        meeting->callOff();
        m_state = State::Cold; // Those that were started stay, and serve the next time.
        return fail(outOfMemory(InterruptedWork::Reading, QStringLiteral("no memory")));
    }
    if (!meeting->takesPlace(patience)) {
        qCWarning(lcApp) << "threads that the system seemed to have could not be started";
        return fail(thread_supply::refused("threads were refused"));
    }
    m_state = State::Warm;
    return {};
}

} // namespace pathways
