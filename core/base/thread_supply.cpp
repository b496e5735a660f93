// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/thread_supply.h"

#include "core/base/memory_guard.h"

#include <latch>
#include <memory>
#include <semaphore>
#include <vector>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

namespace pathways::thread_supply {

namespace {

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
    return count >= 0; // Event loops need none there.
#endif
}

/// A thread's first allocation takes far more of the address space than its stack, and what it took stays for the next
/// thread.
void allocate() {
    const std::unique_ptr<volatile char[]> some(new volatile char[1]);
    some[0] = 0;
}

Result<void> threadsToGive(int count) {
    std::latch release(1);
    std::binary_semaphore ready(0);
    const auto takePart = [&release, &ready] {
        try {
            allocate();
        } catch (const std::bad_alloc&) { // Told by whoever starts the next thread.
        }
        ready.release();
        release.wait();
    };
    std::vector<std::jthread> taken;
    Result<void> given;
    try {
        taken.reserve(std::size_t(count));
        for (int i = 0; i < count; ++i) {
            taken.emplace_back(takePart);
            ready.acquire(); // Or the next one would take its stack from what this one is to have.
        }
    } catch (const std::exception&) { // No thread, or no memory for it. The others still hold what they have.
        given = fail(refused("no threads"));
    }
    release.count_down();
    return given;
}

} // namespace

Error refused(const char* detail) {
    return outOfThreads(InterruptedWork::Reading, QString::fromLatin1(detail));
}

Result<void> check(Demand demand) {
    if (!descriptorsToGive(demand.descriptors)) {
        return fail(outOfTasksOrFiles(InterruptedWork::Reading, QStringLiteral("no descriptors")));
    }
    return threadsToGive(demand.threads);
}

} // namespace pathways::thread_supply
