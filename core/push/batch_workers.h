// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/push_session.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"

#include <QThreadPool>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace pathways {

/// One batch on its way.
struct BatchJob {
    BatchRecord record;
    ChangeBatch batch;
    QByteArray digest; ///< Of the changes.
    /// People who are not sent, because a change that they wait for was not accepted, by their place in the record.
    std::map<std::uint32_t, PersonChange> withheld;
    std::vector<std::uint32_t> places; ///< Of those who are sent; empty: all are.
    bool unknown = false;              ///< It may have been delivered: settle, or send again where that is harmless.
    bool sentBefore = false;           ///< An earlier try may have been taken, whatever is answered to this one.
    int tries = 0;
    std::chrono::milliseconds wait{0}; ///< Before the next exchange.
    Result<void> loaded;
    bool exchanged = false;
    bool asked = false; ///< The last step asked what became of it, and sent nothing.
    QByteArray receipt; ///< The platform's own, to ask with.
    BatchResult result;
};
/// The place in the record of somebody who is sent.
[[nodiscard]] inline std::uint32_t placeInRecord(const BatchJob& job, std::uint32_t index) {
    return job.places.empty() ? index : job.places[index];
}
using JobPtr = std::shared_ptr<BatchJob>;

/// Runs the two slow steps of a batch in a pool of threads: loading it from the plan, and the exchange with the
/// platform. Everything else (the journal, the decisions) happens on the thread that takes the finished jobs. The pool
/// is shared with other pushes; this one takes no more of its threads than it may have batches in flight, and keeps
/// those that it took until it ends: the C library sets memory aside for each thread, and a pool gives its tasks to all
/// threads in turn. Where a thread runs out of memory the outcome of its batch is unknown.
class BatchWorkers final {
public:
    struct Input {
        const PlanFile& plan;
        PushSession& session;
        Clock& clock;
        QThreadPool& pool; ///< Warm (see WarmPool); outlives this.
        int atATime = 1;   ///< Threads that it may take.
    };
    explicit BatchWorkers(const Input& input);
    /// Breaks off what is on its way and waits for it.
    ~BatchWorkers();
    BatchWorkers(const BatchWorkers&) = delete;
    BatchWorkers& operator=(const BatchWorkers&) = delete;

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
    /// Does what there is to do until this goes, on a thread of the pool.
    void work();
    /// Runs a step; what the system refuses it becomes the job's outcome.
    void attempt(BatchJob& job, Step step);
    void load(BatchJob& job);
    void deliver(BatchJob& job);

    const Input m_input;
    const Error m_outOfMemory; ///< Made while there is some.
    std::stop_source m_waitStop;
    std::stop_source m_abort;
    int m_running = 0; ///< Jobs on their way. Touched by the taking thread only.

    std::mutex m_mutex;             ///< For everything below.
    std::condition_variable m_toDo; ///< For the threads of the pool.
    std::condition_variable m_done; ///< For the taking thread.
    std::deque<Task> m_tasks;
    std::vector<JobPtr> m_finished; ///< Has room for all that is on its way.
    int m_workers = 0;              ///< Threads of the pool in work(), or about to be.
    int m_idle = 0;                 ///< Of these, those that wait for something to do.
    bool m_ended = false;
};

} // namespace pathways
