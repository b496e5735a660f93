// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command_session.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace pathways::cli {

/// Waits on the command's thread for a push to end, prints its progress and stops it when the command is interrupted.
/// To be made before the push is started, or its end may be missed.
class PushWatch final {
public:
    explicit PushWatch(CommandSession& session);
    ~PushWatch();
    PushWatch(const PushWatch&) = delete;
    PushWatch& operator=(const PushWatch&) = delete;

    /// The push as it ended.
    [[nodiscard]] Push waitFor(const PushId& id);

private:
    void take(const PushProgress& progress);

    CommandSession& m_session;
    QObject m_context;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    QMap<QString, Push> m_done;
    std::chrono::steady_clock::time_point m_last;
};

} // namespace pathways::cli
