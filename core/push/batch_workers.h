// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/push_session.h"
#include "core/plan/plan_file.h"
#include "core/workspace/journal.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

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

/// Runs the two slow steps of a batch on threads of the push's own: loading it from the plan, and the exchange with the
/// platform. Everything else (the journal, the decisions) happens on the thread that takes the finished jobs. The
/// threads are not Qt's: those need an event loop's file descriptors, end the process where there are none left, and
/// never start at all where the system refuses them. Here a push without its threads does not begin, and one that runs
/// out of memory in them has a batch whose outcome is unknown.
class BatchWorkers final {
public:
    /// threads: batches in flight at a time. Throws std::system_error when the system has no thread to give.
    BatchWorkers(const PlanFile& plan, PushSession& session, Clock& clock, int threads);
    /// Waits for everything on its way.
    ~BatchWorkers();

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
    using Step = void (BatchWorkers::*)(BatchJob&);
    struct Task {
        JobPtr job;
        Step step;
    };
    void start(const JobPtr& job, Step step);
    void runTasks(const std::stop_token& stop);
    /// Runs a step; what the system refuses it becomes the job's outcome.
    void attempt(BatchJob& job, Step step);
    void load(BatchJob& job);
    void deliver(BatchJob& job);

    const PlanFile& m_plan;
    PushSession& m_session;
    Clock& m_clock;
    const Error m_outOfMemory; ///< Made while there is some.
    std::stop_source m_waitStop;
    std::stop_source m_abort;
    std::mutex m_mutex;
    std::condition_variable_any m_work;
    std::condition_variable m_ready;
    std::deque<Task> m_tasks;
    std::vector<JobPtr> m_finished;      ///< Has room for all that is on its way.
    int m_running = 0;                   ///< Touched by the taking thread only.
    std::vector<std::jthread> m_threads; // Last: they use all of the above.
};

} // namespace pathways
