// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/warm_pool.h"

namespace pathways {

/// The threads of all pushes: one pool for the pushes themselves and one for their batches, as a push that waits for
/// its batches must not keep them from a thread. Made by the composition root, warmed up when the program starts, and
/// destroyed after the last push has ended.
class PushPools final {
public:
    static constexpr int kPushes = 4;   ///< At a time; further ones wait in the service's queue.
    static constexpr int kBatches = 16; ///< At a time, of all pushes; no platform takes more than its push's share.

    explicit PushPools(int pushes = kPushes, int batches = kBatches)
        : m_pushes(pushes)
        , m_batches(batches) {}

    /// Makes sure that every thread exists. Errors: the system has none to give; nothing was begun then.
    [[nodiscard]] Result<void> warmUp() {
        return m_pushes.warmUp().and_then([this] { return m_batches.warmUp(); });
    }
    [[nodiscard]] QThreadPool& pushes() { return m_pushes.threads(); }
    [[nodiscard]] QThreadPool& batches() { return m_batches.threads(); }
    [[nodiscard]] int pushesAtATime() const { return m_pushes.size(); }

private:
    WarmPool m_pushes;
    WarmPool m_batches;
};

} // namespace pathways
