// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <exception>
#include <thread>
#include <utility>

/// Threads are what the system may refuse at any time, and where libraries give up: QThread::start() only logs it, a
/// QThreadPool loses the task, GLib ends the process where the thread's event loop finds no file descriptor. So whoever
/// starts one asks here first (F69, F70). Everything is thread-safe.
namespace pathways::thread_supply {

/// What is about to be started.
struct Demand {
    int threads = 1;
    int descriptors = 1; ///< Files, sockets and event loops.
};

/// For what the program and its libraries start beside: the database, the network, the keychain.
constexpr Demand kSpare{4, 16};

/// An error where the system would not give so much now, found out by taking it and giving it back. Costs some ten
/// microseconds for each thread.
[[nodiscard]] Result<void> check(Demand demand);

/// What people are told when a thread was refused, by what is short: memory for its stack, or threads and files.
/// detail: for support.
[[nodiscard]] Error refused(const char* detail);

/// A thread that does work; an error where the system gives none.
template <typename Work>
[[nodiscard]] Result<std::jthread> start(Work&& work) {
    try {
        return std::jthread(std::forward<Work>(work));
    } catch (const std::exception&) { // No thread, or no memory for it.
        return fail(refused("no thread"));
    }
}

} // namespace pathways::thread_supply
