// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/connector.h"
#include "core/push/sealed_plan.h"
#include "core/workspace/journal.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

class QThreadPool;

namespace pathways {

/// One batch on its way.
struct BatchJob {
    BatchRecord record;
    ChangeBatch batch;
    QByteArray digest;    ///< Of the changes.
    bool unknown = false; ///< It may have been delivered: settle, or send again where that is harmless.
    int tries = 0;
    std::chrono::milliseconds wait{0}; ///< Before the next exchange.
    Result<void> loaded;
    bool exchanged = false;
    bool asked = false; ///< The last step asked what became of it, and sent nothing.
    QByteArray receipt; ///< The platform's own, to ask with.
    BatchResult result;
};
using JobPtr = std::shared_ptr<BatchJob>;

/// Runs the two slow steps of a batch on the push's own threads: loading it from the plan, and the exchange with the
/// platform. Everything else (the journal, the decisions) happens on the thread that takes the finished jobs.
class BatchSender final {
public:
    BatchSender(const SealedPlan& plan, PushSession& session, Clock& clock, QThreadPool& pool);
    /// Waits for everything on its way.
    ~BatchSender();

    void prepare(const JobPtr& job);
    /// The intent must be stored before.
    void exchange(const JobPtr& job);
    /// The next job that finished a step; nothing when none did within the time.
    [[nodiscard]] JobPtr takeFinished(std::chrono::milliseconds patience);
    [[nodiscard]] int onTheWay() const { return m_running; }
    /// Does not wait any longer before an exchange.
    void stopWaiting() { m_waitStop.request_stop(); }
    /// Breaks off what is in flight; its outcome is then unknown.
    void abort() {
        stopWaiting();
        m_abort.request_stop();
    }

private:
    void start(const JobPtr& job, void (BatchSender::*step)(BatchJob&));
    void load(BatchJob& job);
    void deliver(BatchJob& job);

    const SealedPlan& m_plan;
    PushSession& m_session;
    Clock& m_clock;
    QThreadPool& m_pool;
    std::stop_source m_waitStop;
    std::stop_source m_abort;
    std::mutex m_mutex;
    std::condition_variable m_ready;
    std::deque<JobPtr> m_finished;
    int m_running = 0; ///< Touched by the taking thread only.
};

} // namespace pathways
