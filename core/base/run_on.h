// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "core/base/memory_guard.h"

#include <QThreadPool>

#include <functional>

namespace pathways {

/// Runs work on a pool and finishes the promise with what it returns; with an error where the system has no memory
/// or thread left for it, said in the words for that kind of work.
template <typename T>
void runOn(QThreadPool& pool, SharedPromise<Result<T>> promise, std::function<Result<T>()> work, InterruptedWork kind) {
    pool.start([promise = std::move(promise), work = std::move(work), kind] {
        finishWith(promise, withinMemory(kind, work));
    });
}

} // namespace pathways
