// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/push/push_run_input.h"
#include "core/services/connections/connection_broker.h"

#include <functional>
#include <memory>
#include <thread>

namespace pathways {

/// Everything one push needs once it runs in a thread of its own.
struct PushRunRequest {
    Push push;
    Pathway pathway;
    std::shared_ptr<PlanFile> plan;
    QString sessionReference; ///< Stable over restarts of one push.
    bool allowRemovals = true;
    bool resume = false;
};

/// One running push: a worker thread, those of its batches, its progress. Made, read and destroyed on the GUI thread;
/// destroying stops it and waits for the batches in flight.
class PushRunTask final {
public:
    using Finished = std::function<void(Result<Push>)>;

    /// finished is called once, from the worker thread.
    PushRunTask(PushRunRequest order, OpenConnectionPtr access, const Workspace& workspace, const WorkspaceKeys& keys,
                Clock& clock, Finished finished);
    ~PushRunTask();
    PushRunTask(const PushRunTask&) = delete;
    PushRunTask& operator=(const PushRunTask&) = delete;

    void requestStop();
    [[nodiscard]] PushProgress sample() const;
    [[nodiscard]] const std::shared_ptr<ProgressBoard>& board() const { return m_board; }
    [[nodiscard]] const PushRunRequest& order() const { return m_order; }

private:
    [[nodiscard]] Result<Push> work(const std::stop_token& stop);
    [[nodiscard]] Result<Push> storeUnstarted(Push push);
    /// What the platform says against this push before anything is sent.
    [[nodiscard]] std::optional<Error> blockedBy(const CallContext& context, const DestinationType& type) const;

    PushRunRequest m_order;
    OpenConnectionPtr m_access;
    const Workspace& m_workspace;
    WorkspaceKeys m_keys;
    Clock& m_clock;
    std::shared_ptr<ProgressBoard> m_board;
    bool m_stopping = false;
    std::jthread m_thread; // Last: it uses all of the above.
};

} // namespace pathways
