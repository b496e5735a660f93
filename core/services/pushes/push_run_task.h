// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/progress_board.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/pushes/push_run_request.h"

#include <QRunnable>

#include <functional>
#include <latch>
#include <optional>
#include <stop_token>

namespace pathways {

class PushPools;

/// One run of a push on a thread of the pools, with its progress. Made, read and destroyed on the GUI thread;
/// destroying stops it and waits until its batches in flight were answered and stored.
class PushRunTask final : public QRunnable {
public:
    using Finished = std::function<void(Result<Push>)>;

    /// Starts at once, or as soon as the pool has a thread. finished is called once, from that thread.
    PushRunTask(PushRunRequest request, OpenConnectionPtr access, const ServiceContext& context, Finished finished);
    ~PushRunTask() override;
    PushRunTask(const PushRunTask&) = delete;
    PushRunTask& operator=(const PushRunTask&) = delete;

    void requestStop() { m_stop.request_stop(); }
    [[nodiscard]] PushProgress sample() const;
    [[nodiscard]] const PushRunRequest& request() const { return m_request; }

    /// For the pool.
    void run() override;

private:
    [[nodiscard]] Result<Push> work(const std::stop_token& stop);
    /// What the platform says against this push before anything is sent.
    [[nodiscard]] std::optional<Error> blockedBy(const std::stop_token& stop) const;
    [[nodiscard]] PushTarget target(qint64 estimatedPeople) const;
    /// The end of a push that could not send anything; it can be continued.
    [[nodiscard]] Result<Push> storeUnstarted(const Error& problem);

    const PushRunRequest m_request;
    const OpenConnectionPtr m_access;
    const Workspace& m_workspace;
    const WorkspaceKeys m_keys;
    Clock& m_clock;
    PushPools& m_pools;
    const Finished m_finished;
    ProgressBoard m_board;
    std::stop_source m_stop;
    std::latch m_done{1};
};

} // namespace pathways
