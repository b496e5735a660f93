// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/warm_pool.h"

#include "core/base/log.h"

#include <QCoreApplication>

#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(WarmPool)
};

/// For what the program opens beside: its database, its network, a file.
constexpr int kSpareDescriptors = 16;

Error nothingToGive(const char* detail) {
    return Error{ErrorKind::Storage, Texts::tr("The computer has reached its limit of running tasks or open files."),
                 Texts::tr("Pathways needs some of them for pushes, so it did not begin. Nothing was lost."),
                 Texts::tr("Close other programs, then try again."), QString::fromLatin1(detail)};
}

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

/// Takes so many descriptors and gives them back.
bool descriptorsToGive(int count) {
#ifdef Q_OS_UNIX
    std::vector<int> taken;
    taken.reserve(std::size_t(count));
    while (int(taken.size()) < count) {
        const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (descriptor < 0) {
            break;
        }
        taken.push_back(descriptor);
    }
    for (const int descriptor : taken) {
        ::close(descriptor);
    }
    return int(taken.size()) == count;
#else
    return count > 0; // Its event loops need none.
#endif
}

/// Starts so many threads at a time and ends them.
bool threadsToGive(int count) {
    Meeting meeting(count);
    std::vector<std::jthread> taken;
    try {
        taken.reserve(std::size_t(count));
        for (int i = 0; i < count; ++i) {
            taken.emplace_back([&meeting] { meeting.attend(); });
        }
    } catch (const std::exception&) { // No thread, or no memory for it.
        meeting.callOff();
        return false;
    }
    return true;
}

} // namespace

WarmPool::WarmPool(int threads)
    : m_pool(std::make_unique<QThreadPool>()) {
    m_pool->setMaxThreadCount(threads);
    m_pool->setExpiryTimeout(-1);
}

WarmPool::~WarmPool() {
    if (m_state == State::Broken) {
        // It counts a thread that does not exist, and would wait for it for ever.
        static_cast<void>(m_pool.release());
    }
}

Result<void> WarmPool::warmUp(std::chrono::milliseconds patience) {
    if (m_state != State::Cold) {
        return m_state == State::Warm ? Result<void>{} : fail(nothingToGive("threads were lost"));
    }
    if (!descriptorsToGive(size() + kSpareDescriptors)) {
        return fail(nothingToGive("no descriptors"));
    }
    if (!threadsToGive(size())) {
        return fail(nothingToGive("no threads"));
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
        return fail(nothingToGive("no memory"));
    }
    if (!meeting->takesPlace(patience)) {
        qCWarning(lcApp) << "threads that the system seemed to have could not be started";
        return fail(nothingToGive("threads were refused"));
    }
    m_state = State::Warm;
    return {};
}

} // namespace pathways
