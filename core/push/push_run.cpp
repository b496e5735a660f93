// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/push_run.h"

#include "core/base/memory_guard.h"
#include "core/plan/file/plan_errors.h"
#include "core/push/batch_loop.h"
#include "core/push/memory/push_work.h"
#include "core/push/memory/snapshot_store.h"
#include "core/push/progress_board.h"
#include "core/push/progress_meter.h"
#include "core/push/push_recorder.h"
#include "core/push/stop_reason.h"
#include "core/roster/identifier_tuple.h"
#include "core/workspace/database.h"

#include <QCoreApplication>
#include <QFile>

#include <chrono>
#include <optional>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PushRun)
};

constexpr std::chrono::milliseconds kMaxPolling{60'000};

/// The numbers of a push count answers only: who was on the way when it was stopped stands in none of them.
Error stoppedUnanswered(qint64 people) {
    return {ErrorKind::Canceled,
            Texts::tr("The push was stopped before the platform had answered for %Ln people.", nullptr, int(people)),
            Texts::tr("They may have been added, changed or removed there already, and are not in these numbers."),
            Texts::tr("Continue, or push again: that finds out, and nobody is sent twice."),
            {}};
}

/// One run of a push, phase by phase. All decisions and every word to the journal are made on the calling thread.
class PushRun final {
public:
    PushRun(const PushRunInput& input, ProgressBoard& board, std::stop_token stop);
    [[nodiscard]] Result<Push> run();

private:
    [[nodiscard]] Result<void> open();
    void work();
    void remove(BatchLoop& batches);
    void awaitRemovals();
    void poll();
    [[nodiscard]] Result<Push> finish();
    void conclude();
    [[nodiscard]] bool nothingSent() const;
    void report(PushPhase phase, bool finished = false);
    [[nodiscard]] bool goesOn() const { return !m_stopReason && !m_stop.stop_requested(); }

    const PushRunInput& m_input;
    const PushWork m_work;
    ProgressBoard& m_board;
    std::stop_token m_stop;
    std::optional<PushLocks::Lock> m_lock; ///< Nobody else writes what is stored of this push.
    std::unique_ptr<Database> m_database;
    std::unique_ptr<Journal> m_journal;
    std::unique_ptr<PushRecorder> m_recorder;
    std::unique_ptr<SnapshotStore> m_snapshots;
    std::optional<ProcessingState> m_matchState; ///< The platform's last word on what it accepted.
    ProgressMeter m_meter;
    PushPhase m_phase = PushPhase::Preparing;
    StopReason m_stopReason;
    bool m_complete = false;
    bool m_overtaken = false; ///< Its plan can never be sent any more.
};

PushRun::PushRun(const PushRunInput& input, ProgressBoard& board, std::stop_token stop)
    : m_input(input)
    , m_work{.push = input.push,
             .plan = input.plan,
             .method = input.pathway.method,
             .workspace = input.workspace,
             .keys = input.keys,
             .clock = input.clock,
             .helpers = &input.batchThreads,
             .allowRemovals = input.allowRemovals,
             .requestCount = input.requestCount}
    , m_board(board)
    , m_stop(std::move(stop))
    , m_meter(input.clock.monotonic()) {}

Result<Push> PushRun::run() {
    report(PushPhase::Preparing);
    if (auto opened = open(); !opened) {
        if (!m_recorder) {
            return fail(opened.error());
        }
        m_stopReason.set(opened.error());
    } else if (auto worked = withinMemory(InterruptedWork::Push,
                                          [this] {
                                              work();
                                              return Result<void>{};
                                          });
               !worked) {
        m_stopReason.set(worked.error());
    }
    return finish();
}

Result<void> PushRun::open() {
    m_lock.emplace(m_input.workspace.pushLocks().take(m_input.push.id.value));
    auto database = m_input.workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    m_database = std::move(*database);
    m_journal = std::make_unique<Journal>(*m_database, m_input.keys);
    m_recorder = std::make_unique<PushRecorder>(m_work, *m_journal);
    m_snapshots = std::make_unique<SnapshotStore>(m_work, *m_database);
    if (auto current = m_snapshots->open(); !current) {
        m_overtaken = current.error().kind == ErrorKind::NeedsDecision;
        return current;
    }
    if (tellsByIdentifiers(m_input.type) && !m_input.plan->removalsFirst()) {
        m_overtaken = true; // Made by a version that did not look at what people share.
        return fail(plan_errors::outOfDate());
    }
    return m_journal->unsettle(m_input.push.id).and_then([this] { return m_recorder->open(); }).and_then([this] {
        return m_recorder->isNew() ? m_recorder->storeLeftOut(m_stop) : Result<void>{};
    });
}

void PushRun::work() {
    {
        BatchLoop batches(m_input, *m_recorder, m_stopReason, m_stop, [this](std::uint32_t people) {
            if (people > 0) {
                m_meter.acknowledged(people, m_input.clock.monotonic());
            }
            report(m_phase);
        });
        const bool removalsFirst = m_input.plan->removalsFirst();
        if (removalsFirst) {
            remove(batches);
        }
        if (goesOn()) {
            report(PushPhase::Adding);
            batches.sendAll(false);
        }
        if (!removalsFirst) {
            remove(batches); // Nobody is removed before every addition is settled (contract 0.4-2).
        }
    }
    if (!goesOn()) {
        return;
    }
    report(PushPhase::Checking);
    if (auto closed = m_input.session.finish(m_stop); !closed) {
        m_stopReason.set(closed.error());
        return;
    }
    poll();
    m_complete = !m_stopReason;
}

/// Where all identifiers together tell people apart, removals go first (contract 0.4-2): an identifier that is taken
/// out may lead to the same account as one that is being put in.
void PushRun::remove(BatchLoop& batches) {
    if (!goesOn() || m_recorder->queue().empty(true)) {
        return;
    }
    report(PushPhase::Removing);
    if (auto ready = m_input.session.beforeRemovals(m_stop); !ready) {
        m_stopReason.set(ready.error());
        return;
    }
    batches.sendAll(true);
    if (goesOn() && m_input.plan->removalsFirst() && !m_recorder->queue().empty(false)) {
        awaitRemovals();
    }
}

/// Additions wait a little for what takes effect later.
void PushRun::awaitRemovals() {
    const QList<QByteArray> receipts = processingReceipts(m_recorder->queue().settled());
    const auto until = m_input.clock.monotonic() + kMaxPolling;
    while (!receipts.isEmpty() && goesOn()) {
        const auto state = m_input.session.poll(receipts, m_stop);
        if (!state || state->done || m_input.clock.monotonic() + state->askAgainIn > until ||
            !m_input.clock.wait(state->askAgainIn, m_stop)) {
            return; // Asked again after the additions, when it counts.
        }
    }
}

/// Platforms that take now and match later are asked a few times; the rest of the waiting is not part of the push but
/// of pollMatches().
void PushRun::poll() {
    const QList<QByteArray> receipts = processingReceipts(m_recorder->queue().settled());
    const auto until = m_input.clock.monotonic() + kMaxPolling;
    while (!receipts.isEmpty() && !m_stop.stop_requested()) {
        const auto state = m_input.session.poll(receipts, m_stop);
        if (!state) {
            return; // It was accepted; not knowing more is no reason to call it anything else.
        }
        m_matchState = *state;
        if (state->problem) {
            m_recorder->noteException();
        }
        if (state->done || m_input.clock.monotonic() + state->askAgainIn > until ||
            !m_input.clock.wait(state->askAgainIn, m_stop)) {
            return;
        }
    }
}

Result<Push> PushRun::finish() {
    NewMemory memory;
    MatchChange change;
    const auto snapshotsLock = m_input.workspace.holdSnapshots();
    if (m_recorder->isOpen()) {
        report(PushPhase::Finishing);
        giveMemoryBack();
        // What the platform has said meanwhile counts before anything is remembered.
        auto written =
            m_recorder->applyMatches(m_matchState ? &*m_matchState : nullptr).and_then([&](MatchChange taken) {
                change = std::move(taken);
                m_recorder->takeUnknownForPerhaps(m_complete);
                return m_snapshots->write(m_recorder->push(), m_recorder->outcome(), m_complete,
                                          m_recorder->queue().largestThatFits());
            });
        if (!written) {
            m_complete = false;
            m_stopReason.setStorage(written.error());
        } else {
            memory = std::move(*written);
        }
    }
    conclude();
    if (auto stored = m_recorder->close(change, memory); !stored) {
        m_snapshots->giveUp(memory);
        return fail(stored.error());
    }
    // Only after the workspace names the new files are the old ones given up.
    m_snapshots->dropOld(memory);
    if (!m_recorder->push().resumable && m_recorder->push().matchState != MatchState::Processing &&
        (memory.settled || nothingSent())) {
        QFile::remove(m_input.plan->path());
    }
    report(PushPhase::Done, m_complete);
    return m_recorder->push();
}

/// Without a word in the journal, nobody needs the plan any more to know whom it was about.
bool PushRun::nothingSent() const {
    const auto batches = m_journal->batches(m_input.push.id);
    return batches && batches->isEmpty();
}

/// The push's final status.
void PushRun::conclude() {
    Push& push = m_recorder->push();
    push.ended = m_input.clock.now();
    push.resumable = !m_complete && !m_overtaken;
    if (m_complete) {
        const bool exceptions = m_recorder->hasExceptions() || push.counts.invalid > 0;
        push.status = exceptions ? PushStatus::SyncedWithExceptions : PushStatus::Synced;
    } else if (m_stopReason) {
        push.status = m_stopReason.status();
        push.problem = m_stopReason.problem();
    } else {
        push.status = PushStatus::Stopped;
        if (const qint64 unknown = m_recorder->isOpen() ? m_recorder->peopleUnknown() : 0; unknown > 0) {
            push.problem = stoppedUnanswered(unknown);
        }
    }
}

void PushRun::report(PushPhase phase, bool finished) {
    m_phase = phase;
    const Push& push = m_recorder ? m_recorder->push() : m_input.push;
    PushProgress progress;
    progress.id = push.id;
    progress.phase = phase;
    progress.status = push.status;
    progress.counts = push.counts;
    progress.stopping = m_stop.stop_requested();
    progress.problem = m_stopReason.problem();
    m_meter.fill(progress, finished);
    m_board.set(progress);
}

} // namespace

Result<Push> runPush(const PushRunInput& input, ProgressBoard& board, std::stop_token stop) {
    return withinMemory(InterruptedWork::Push, [&] { return PushRun(input, board, std::move(stop)).run(); });
}

} // namespace pathways
