// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <mutex>

namespace pathways {

/// The live picture of one push: written by its run, sampled by the interface. Thread-safe.
class ProgressBoard final {
public:
    /// The fraction never goes back, and why the push waits stays as it was.
    void set(const PushProgress& progress);
    [[nodiscard]] PushProgress sample() const;
    /// Empty: it does not wait any more.
    void setWaiting(const QString& why);

private:
    mutable std::mutex m_mutex;
    PushProgress m_progress;
};

} // namespace pathways
