// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/progress_meter.h"
#include "core/push/push_recorder.h"
#include "core/push/push_run_input.h"
#include "core/push/snapshot_store.h"
#include "core/push/stop_reason.h"

namespace pathways {

class Database;

/// One run of a push, phase by phase. All decisions and every word to the journal are made on the calling thread.
class PushRun final {
public:
    PushRun(const PushRunInput& input, ProgressBoard& board, std::stop_token stop);
    [[nodiscard]] Result<Push> run();

private:
    [[nodiscard]] Result<void> open();
    void work();
    void poll();
    [[nodiscard]] Result<Push> finish();
    void conclude();
    void report(PushPhase phase, bool finished = false);
    [[nodiscard]] bool goesOn() const { return !m_halt && !m_stop.stop_requested(); }

    const PushRunInput& m_input;
    ProgressBoard& m_board;
    std::stop_token m_stop;
    std::optional<PushLocks::Lock> m_hold; ///< Nobody else writes what is stored of this push.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<PushRecorder> m_ledger;
    std::unique_ptr<SnapshotStore> m_memory;
    std::optional<ProcessingState> m_matchState; ///< The platform's last word on what it accepted.
    ProgressMeter m_meter;
    PushPhase m_phase = PushPhase::Preparing;
    StopReason m_halt;
    bool m_complete = false;
    bool m_overtaken = false; ///< Its plan can never be sent any more.
};

} // namespace pathways
