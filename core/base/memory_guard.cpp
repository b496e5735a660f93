// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/memory_guard.h"

#include <QCoreApplication>

#ifdef Q_OS_UNIX
#include <pthread.h>
#include <sys/mman.h>
#endif

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(MemoryGuard)
public:
    static QString meaning(InterruptedWork work) {
        switch (work) {
        case InterruptedWork::Reading:
            return tr("Nothing was lost.");
        case InterruptedWork::Connection:
            return tr(
                "Pathways could not finish talking to the platform. What is stored of the connection is unchanged.");
        case InterruptedWork::Preview:
            return tr("The file was only read; nothing in it was changed.");
        case InterruptedWork::Plan:
            return tr("No plan was made, and nobody was added, changed or removed.");
        case InterruptedWork::Push:
            return tr("Nothing was lost; the push keeps its place.");
        }
        return {};
    }
    static QString remedy(InterruptedWork work) {
        switch (work) {
        case InterruptedWork::Reading:
        case InterruptedWork::Connection:
        case InterruptedWork::Preview:
            return tr("Close other programs, then try again.");
        case InterruptedWork::Plan:
            return tr("Close other programs, then plan again.");
        case InterruptedWork::Push:
            return tr("Close other programs, then continue the push.");
        }
        return {};
    }
};

/// Whether the stack of one more thread fits into memory.
bool hasRoomForAStack() {
#ifdef Q_OS_UNIX
    std::size_t size = std::size_t(8) << 20;
    pthread_attr_t attributes;
    if (::pthread_attr_init(&attributes) == 0) {
        ::pthread_attr_getstacksize(&attributes, &size);
        ::pthread_attr_destroy(&attributes);
    }
    void* stack = ::mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (stack == MAP_FAILED) {
        return false;
    }
    ::munmap(stack, size);
#endif
    return true;
}

} // namespace

Error outOfMemory(InterruptedWork work, const QString& detail) noexcept {
    try {
        return Error{ErrorKind::Storage, Texts::tr("The computer has run out of memory."), Texts::meaning(work),
                     Texts::remedy(work), detail};
    } catch (const std::bad_alloc&) {
        // A text of the program itself, for which nothing is allocated.
        return Error{ErrorKind::Storage, QStringLiteral("The computer has run out of memory."), {}, {}, detail};
    }
}

Error outOfTasksOrFiles(InterruptedWork work, const QString& detail) noexcept {
    try {
        return Error{ErrorKind::Storage,
                     Texts::tr("The computer has reached its limit of running tasks or open files."),
                     Texts::meaning(work), Texts::remedy(work), detail};
    } catch (const std::bad_alloc&) {
        return outOfMemory(work, detail);
    }
}

Error outOfThreads(InterruptedWork work, const QString& detail) noexcept {
    return hasRoomForAStack() ? outOfTasksOrFiles(work, detail) : outOfMemory(work, detail);
}

} // namespace pathways
