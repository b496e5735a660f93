// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/async.h"
#include "tests/support/event_loop.h"
#include "tests/support/must.h"

#include <optional>

namespace pathways::test {

/// Runs the event loop until the future is done, and what the services do when it is done. The test ends here when it
/// never is.
template <typename T>
T await(const QFuture<T>& future, const char* file = __builtin_FILE(), int line = __builtin_LINE()) {
    QObject receiver;
    std::optional<T> result;
    whenDone(future, &receiver, [&result](const T& value) { result = value; });
    if (!runUntil([&result] { return result.has_value(); })) {
        endTest("The future was never done.", file, line);
    }
    return std::move(*result);
}

} // namespace pathways::test
