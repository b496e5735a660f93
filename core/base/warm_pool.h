// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QThreadPool>

#include <chrono>
#include <latch>
#include <memory>
#include <utility>

namespace pathways {

/// A QThreadPool whose threads all exist before there is work for them, and stay until it goes. Starting a thread is
/// where Qt cannot recover: without a file descriptor for its event loop it ends the process, and where the system
/// refuses the thread the task is neither run nor given back. So nothing here starts one later. Whoever gives it work
/// waits on something of their own: QThreadPool::waitForDone() would end the threads. Nothing may be at work when it is
/// destroyed.
class WarmPool final {
public:
    explicit WarmPool(int threads);
    ~WarmPool();
    WarmPool(const WarmPool&) = delete;
    WarmPool& operator=(const WarmPool&) = delete;

    /// Starts all threads and waits until they have met; does nothing where they exist. First tries whether the system
    /// has as many threads and descriptors to give, and some to spare: an error if not, and it can be tried again
    /// later. What somebody else takes between that and the start cannot be survived where it is the descriptors (GLib
    /// ends the process); where it is the threads, an error after patience, and this pool is of no use any more.
    [[nodiscard]] Result<void> warmUp(std::chrono::milliseconds patience = std::chrono::seconds(30));

    /// Waits for whatever is at work and ends the threads. Not to be used any more afterwards.
    void end();

    [[nodiscard]] QThreadPool& threads() { return *m_pool; }
    [[nodiscard]] int size() const { return m_pool->maxThreadCount(); }

private:
    enum class State { Cold, Warm, Broken };
    std::unique_ptr<QThreadPool> m_pool;
    State m_state = State::Cold;
};

/// Runs here() on this thread and there() on a free one of the pool, or after here() where none is free; comes back
/// when both are done. What either throws is thrown here.
template <typename Here, typename There>
void runBoth(QThreadPool& pool, Here&& here, There&& there) {
    class Helper final : public QRunnable {
    public:
        explicit Helper(There& work)
            : m_work(work) {
            setAutoDelete(false);
        }
        void run() override {
            try {
                m_work();
            } catch (...) {
                m_thrown = std::current_exception();
            }
            m_done.count_down();
        }
        void join() { m_done.wait(); }
        void rethrow() const {
            if (m_thrown) {
                std::rethrow_exception(m_thrown);
            }
        }

    private:
        There& m_work;
        std::exception_ptr m_thrown;
        std::latch m_done{1};
    };
    Helper helper(there);
    if (!pool.tryStart(&helper)) {
        std::forward<Here>(here)();
        std::forward<There>(there)();
        return;
    }
    {
        const auto join = [](Helper* started) { started->join(); };
        const std::unique_ptr<Helper, decltype(join)> joined(&helper, join); // Also where here() throws.
        std::forward<Here>(here)();
    }
    helper.rethrow();
}

} // namespace pathways
