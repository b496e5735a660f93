// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <condition_variable>
#include <mutex>
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <vector>

namespace pathways::test {

/// Whether limits of memory mean anything: sanitizers need address space of their own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryCanBeLimited = false;
#else
inline constexpr bool kMemoryCanBeLimited = true;
#endif

/// Lowers a limit of this process (RLIMIT_AS, RLIMIT_NOFILE) for as long as it lives.
class LoweredLimit final {
public:
    LoweredLimit(decltype(RLIMIT_AS) what, rlim_t to)
        : m_what(what) {
        ::getrlimit(m_what, &m_before);
        rlimit less = m_before;
        less.rlim_cur = to;
        m_lowered = ::setrlimit(m_what, &less) == 0;
    }
    ~LoweredLimit() { ::setrlimit(m_what, &m_before); }
    LoweredLimit(const LoweredLimit&) = delete;
    LoweredLimit& operator=(const LoweredLimit&) = delete;
    [[nodiscard]] bool works() const { return m_lowered; }

private:
    decltype(RLIMIT_AS) m_what;
    rlimit m_before{};
    bool m_lowered = false;
};

/// Bytes of address space in use; 0 where it cannot be told.
inline rlim_t addressSpaceInUse() {
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly)) {
        return 0;
    }
    return rlim_t(statm.readAll().split(' ').front().toLongLong()) * rlim_t(::sysconf(_SC_PAGESIZE));
}

/// For as long as it lives there is little memory left, and no thread can be had: not even on the stacks that the C
/// library keeps of ended ones.
class NoThreads final {
public:
    NoThreads()
        : m_memory(RLIMIT_AS, addressSpaceInUse() + (rlim_t(4) << 20)) {
        m_parked.reserve(kMost);
        try {
            while (m_parked.size() < kMost) {
                m_parked.emplace_back([this] {
                    std::unique_lock lock(m_mutex);
                    m_changed.wait(lock, [this] { return m_over; });
                });
            }
        } catch (const std::system_error&) {
            m_works = m_memory.works();
        }
    }
    ~NoThreads() {
        {
            const std::lock_guard lock(m_mutex);
            m_over = true;
        }
        m_changed.notify_all();
        m_parked.clear();
    }
    NoThreads(const NoThreads&) = delete;
    NoThreads& operator=(const NoThreads&) = delete;
    [[nodiscard]] bool works() const { return m_works; }

private:
    static constexpr std::size_t kMost = 64;
    const LoweredLimit m_memory;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_over = false;
    bool m_works = false;
    std::vector<std::jthread> m_parked;
};

} // namespace pathways::test
