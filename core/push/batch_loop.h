// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/push_recorder.h"
#include "core/push/push_run_input.h"
#include "core/push/stop_reason.h"

#include <deque>
#include <functional>

namespace pathways {

/// Sends a push's batches, as many at a time as the platform takes, and decides what each answer means: settled, to be
/// asked about, to be sent again, to be halved, or the end of this run. On the thread that runs the push.
class BatchLoop final {
public:
    /// settled is called after each answer, with the number of people whose outcome it settled.
    BatchLoop(const PushRunInput& input, PushRecorder& recorder, StopReason& stopReason, std::stop_token stop,
              std::function<void(std::uint32_t people)> settled);
    /// All additions and updates, or all removals. Comes back when nothing is in flight any longer.
    void sendAll(bool removal);

private:
    void startMore(bool removal);
    void prepare(const BatchRecord& record);
    void dispatch();
    void withhold(BatchJob& job) const;
    void handle(const JobPtr& job);
    void handleLoaded(const JobPtr& job);
    void acknowledged(const JobPtr& job);
    void refused(const JobPtr& job);
    void unknown(const JobPtr& job);
    void sendAsNew(const JobPtr& job);
    void halve(const JobPtr& job);
    void halveAhead(const BatchRecord& record);
    void refuseForGood(const JobPtr& job);
    void settle(const JobPtr& job, BatchState state, const BatchOutcome& outcome,
                const std::vector<RowVerdict>& verdicts);
    /// False, and the push stops, where the journal could not be written.
    bool store(const JobPtr& job, BatchState state, const BatchOutcome& outcome);
    [[nodiscard]] bool stopping() const { return m_stop.stop_requested(); }
    [[nodiscard]] bool goesOn() const { return !m_stopReason && !stopping(); }

    const PushRunInput& m_input;
    PushRecorder& m_recorder;
    StopReason& m_stopReason;
    std::stop_token m_stop;
    std::function<void(std::uint32_t)> m_settled;
    BatchWorkers m_workers;
    std::deque<JobPtr> m_prepared;
    int m_preparing = 0;
    int m_sending = 0;
    int m_refusedInARow = 0; ///< Single people refused with nobody accepted in between.
    std::uint32_t m_justSettled = 0;
    bool m_aborted = false;
};

} // namespace pathways
