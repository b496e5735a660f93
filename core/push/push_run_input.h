// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/push_session.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/model/push.h"
#include "core/plan/plan_file.h"
#include "core/workspace/journal.h"

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace pathways {

/// The live picture of one push, written by the runner and sampled by the interface. Thread-safe.
class ProgressBoard final {
public:
    void set(const PushProgress& progress);
    [[nodiscard]] PushProgress sample() const;
    void setWaiting(const QString& why);

private:
    mutable std::mutex m_mutex;
    PushProgress m_progress;
};

struct PushRunInput {
    Push push; ///< With id, names and total; status Processing.
    const Pathway& pathway;
    const DestinationType& type;
    std::shared_ptr<PlanFile> plan;
    PushSession& session;
    const Workspace& workspace;
    const WorkspaceKeys& keys;
    Clock& clock;
    bool allowRemovals = true;            ///< false: "Only add and update this time".
    bool resume = false;                  ///< The journal knows this push: settle what is unknown, then go on.
    std::function<qint64()> requestCount; ///< Requests of this push so far.
};

/// Runs a push that the journal has begun to its end, its stop or its need of a person, on the calling worker thread.
/// Opens its own database handle. Always leaves the journal in a state that resume can continue from. The returned push
/// carries the final status and counts; an error means that not even that could be stored.
[[nodiscard]] Result<Push> runPush(const PushRunInput& input, ProgressBoard& board, std::stop_token stop);

} // namespace pathways
