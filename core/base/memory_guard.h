// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#ifdef __linux__
#include <malloc.h>
#endif
#include <new>
#include <system_error>
#include <utility>

namespace pathways {

/// What was being done when the system refused memory or another thread: what that means, and what to do about it,
/// depends on it.
enum class InterruptedWork { Reading, Connection, Preview, Plan, Push };

/// What people are told when the system refuses memory or another thread (F69). detail: for support. Best made while
/// there is memory; where there is none even for this, what happened is all that it says.
[[nodiscard]] Error outOfMemory(InterruptedWork work, const QString& detail) noexcept;

/// The same where it was a thread, or a file, that the system refused and not memory.
[[nodiscard]] Error outOfTasksOrFiles(InterruptedWork work, const QString& detail) noexcept;

/// For a thread that was refused: the one of these two that it was for. The system itself says the same of both.
[[nodiscard]] Error outOfThreads(InterruptedWork work, const QString& detail) noexcept;

/// Runs work, and makes an error of what the system refuses it: memory, or another thread. Everything that was stored
/// until then is as it was.
template <typename Work>
auto withinMemory(InterruptedWork kind, Work&& work) -> decltype(work()) {
    Error refused = outOfMemory(kind, {}); // Afterwards there may be no memory for it.
    try {
        return std::forward<Work>(work)();
    } catch (const std::bad_alloc&) {
        refused.detail = QStringLiteral("bad_alloc");
    } catch (const std::system_error& error) {
        if (error.code() == std::errc::resource_unavailable_try_again) {
            refused = outOfThreads(kind, QStringLiteral("no thread"));
        } else {
            refused.detail = QStringLiteral("system_error");
        }
    }
    return fail(std::move(refused));
}

/// Gives what was freed back to the system: between the phases of a push tens of megabytes lie about in many small
/// pieces of many threads. Costs milliseconds.
inline void giveMemoryBack() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

} // namespace pathways
