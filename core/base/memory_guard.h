// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QCoreApplication>

#ifdef __linux__
#include <malloc.h>
#endif
#include <new>
#include <system_error>
#include <utility>

namespace pathways {

/// What people are told when the system refuses memory or another thread (F69). detail: for support.
[[nodiscard]] inline Error outOfMemory(const char* detail) {
    return Error{ErrorKind::Storage, QCoreApplication::translate("MemoryGuard", "The computer has run out of memory."),
                 QCoreApplication::translate("MemoryGuard", "Nothing was lost; the push keeps its place."),
                 QCoreApplication::translate("MemoryGuard", "Close other programs, then continue."),
                 QString::fromLatin1(detail)};
}

/// Runs work, and makes an error of what the system refuses it: memory, or another thread. Everything that was stored
/// until then is as it was.
template <typename Work>
auto withinMemory(Work&& work) -> decltype(work()) {
    try {
        return std::forward<Work>(work)();
    } catch (const std::bad_alloc&) {
        return fail(outOfMemory("bad_alloc"));
    } catch (const std::system_error& error) {
        const bool thread = error.code() == std::errc::resource_unavailable_try_again;
        return fail(outOfMemory(thread ? "no thread" : "system_error"));
    }
}

/// Gives what was freed back to the system: between the phases of a push tens of megabytes lie about in many small
/// pieces of many threads. Costs milliseconds.
inline void giveMemoryBack() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace pathways
