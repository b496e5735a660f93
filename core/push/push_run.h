// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/batch_queue.h"
#include "core/push/batch_sender.h"
#include "core/push/progress_meter.h"
#include "core/push/push_memory.h"
#include "core/push/runner.h"
#include "core/push/uptake.h"

namespace pathways {

class Database;

/// One run of a push. All decisions and every word to the journal are made on the calling thread.
class PushRun final {
public:
    PushRun(const RunInput& input, ProgressBoard& board, std::stop_token stop);
    [[nodiscard]] Result<Push> run();

private:
    /// Why the run ends before its work is done.
    struct Halt {
        PushStatus status = PushStatus::NeedsYou;
        Error problem;
    };

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> storeLeftOut();
    void countFromJournal();
    void work();
    void sendAll(bool removal);
    void startMore(bool removal);
    void prepare(const BatchRecord& record);
    void dispatch();
    void handle(const JobPtr& job);
    void handleLoaded(const JobPtr& job);
    void acknowledged(const JobPtr& job);
    void refused(const JobPtr& job);
    void unknown(const JobPtr& job);
    void sendAsNew(const JobPtr& job);
    void halve(const JobPtr& job);
    void refuseForGood(const JobPtr& job);
    bool store(const JobPtr& job, BatchState state, const BatchNote& note, const QList<RowOutcome>& rows);
    void settle(const JobPtr& job, BatchState state, const BatchNote& note, const QList<RowOutcome>& rows);
    [[nodiscard]] QList<RowOutcome> outcomes(const BatchJob& job, const std::vector<RowVerdict>& verdicts) const;
    void halt(const Error& error);
    void haltStorage(const Error& error);
    [[nodiscard]] bool halted() const { return m_halt.has_value(); }
    [[nodiscard]] bool stopping() const { return m_stop.stop_requested(); }
    void poll();
    [[nodiscard]] Result<Push> finish();
    [[nodiscard]] Result<UptakeChange> takeUp();
    void conclude();
    void report(PushPhase phase, bool finished = false);

    const RunInput& m_input;
    ProgressBoard& m_board;
    std::stop_token m_stop;
    Push m_push;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<BatchQueue> m_queue;
    std::unique_ptr<BatchSender> m_sender;
    std::unique_ptr<PushMemory> m_memory;
    std::optional<ProcessingState> m_uptake; ///< The platform's last word on what it accepted.
    std::deque<JobPtr> m_prepared;
    int m_preparing = 0;
    int m_sending = 0;
    bool m_aborted = false;
    int m_refusedInARow = 0; ///< Single people refused with nobody accepted in between.
    PlanOutcome m_outcome;
    ProgressMeter m_meter;
    PushPhase m_phase = PushPhase::Preparing;
    std::optional<Halt> m_halt;
    bool m_exceptions = false;
    bool m_complete = false;
};

} // namespace pathways
