// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/push_run.h"

#include "core/base/memory_guard.h"
#include "core/push/batch_loop.h"
#include "core/workspace/database.h"

#include <QFile>

#include <algorithm>

namespace pathways {

namespace {

constexpr std::chrono::milliseconds kMaxPolling{60'000};

} // namespace

void ProgressBoard::set(const PushProgress& progress) {
    const std::lock_guard lock(m_mutex);
    const QString waiting = m_progress.waiting;
    const double fraction = m_progress.fraction;
    m_progress = progress;
    m_progress.waiting = waiting;
    m_progress.fraction = std::max(fraction, progress.fraction);
}

PushProgress ProgressBoard::sample() const {
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void ProgressBoard::setWaiting(const QString& why) {
    const std::lock_guard lock(m_mutex);
    m_progress.waiting = why;
}

Result<Push> runPush(const PushRunInput& input, ProgressBoard& board, std::stop_token stop) {
    return withinMemory(InterruptedWork::Push, [&] { return PushRun(input, board, std::move(stop)).run(); });
}

PushRun::PushRun(const PushRunInput& input, ProgressBoard& board, std::stop_token stop)
    : m_input(input)
    , m_board(board)
    , m_stop(std::move(stop))
    , m_meter(input.clock.monotonic()) {}

Result<Push> PushRun::run() {
    report(PushPhase::Preparing);
    if (auto opened = open(); !opened) {
        if (!m_ledger) {
            return fail(opened.error());
        }
        m_halt.set(opened.error());
    } else if (auto worked = withinMemory(InterruptedWork::Push,
                                          [this] {
                                              work();
                                              return Result<void>{};
                                          });
               !worked) {
        m_halt.set(worked.error());
    }
    return finish();
}

Result<void> PushRun::open() {
    m_hold.emplace(m_input.workspace.pushHolds().take(m_input.push.id.value));
    auto database = m_input.workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    m_database = std::move(*database);
    m_journal = std::make_unique<Journal>(*m_database, m_input.keys);
    m_ledger = std::make_unique<PushRecorder>(m_input, *m_journal);
    m_memory = std::make_unique<SnapshotStore>(m_input, *m_database);
    if (auto current = m_memory->open(); !current) {
        m_overtaken = current.error().kind == ErrorKind::NeedsDecision;
        return current;
    }
    return m_ledger->open().and_then(
        [this] { return m_ledger->isNew() ? m_ledger->storeLeftOut(m_stop) : Result<void>{}; });
}

void PushRun::work() {
    {
        BatchLoop dialogue(m_input, *m_ledger, m_halt, m_stop, [this](std::uint32_t people) {
            if (people > 0) {
                m_meter.acknowledged(people, m_input.clock.monotonic());
            }
            report(m_phase);
        });
        report(PushPhase::Adding);
        dialogue.sendAll(false);
        if (goesOn() && !m_ledger->queue().empty(true)) {
            // Nobody is removed before every addition is settled (contract 0.4-2).
            report(PushPhase::Removing);
            if (auto ready = m_input.session.beforeRemovals(m_stop); !ready) {
                m_halt.set(ready.error());
            } else {
                dialogue.sendAll(true);
            }
        }
    }
    if (!goesOn()) {
        return;
    }
    report(PushPhase::Checking);
    if (auto closed = m_input.session.finish(m_stop); !closed) {
        m_halt.set(closed.error());
        return;
    }
    poll();
    m_complete = !m_halt;
}

/// Platforms that take now and match later are asked a few times; the rest of the waiting is not part of the push but
/// of pollMatches().
void PushRun::poll() {
    const QList<QByteArray> receipts = processingReceipts(m_ledger->queue().settled());
    const auto until = m_input.clock.monotonic() + kMaxPolling;
    while (!receipts.isEmpty() && !m_stop.stop_requested()) {
        const auto state = m_input.session.poll(receipts, m_stop);
        if (!state) {
            return; // It was accepted; not knowing more is no reason to call it anything else.
        }
        m_matchState = *state;
        if (state->problem) {
            m_ledger->noteException();
        }
        if (state->done || m_input.clock.monotonic() + state->askAgainIn > until ||
            !m_input.clock.wait(state->askAgainIn, m_stop)) {
            return;
        }
    }
}

Result<Push> PushRun::finish() {
    std::optional<QString> snapshot;
    MatchChange change;
    const auto held = m_input.workspace.holdSnapshots();
    if (m_ledger->isOpen()) {
        report(PushPhase::Finishing);
        giveMemoryBack();
        // What the platform has said meanwhile counts before anything is remembered.
        auto remembered =
            m_ledger->applyMatches(m_matchState ? &*m_matchState : nullptr).and_then([&](MatchChange taken) {
                change = std::move(taken);
                return m_memory->write(m_ledger->outcome(), m_complete, m_ledger->queue().largestThatFits());
            });
        if (!remembered) {
            m_complete = false;
            m_halt.setStorage(remembered.error());
        } else {
            snapshot = *remembered;
        }
    }
    conclude();
    if (auto stored = m_ledger->close(change, snapshot); !stored) {
        m_memory->giveUp(snapshot.value_or(QString()));
        return fail(stored.error());
    }
    // Only after the workspace names the new files are the old ones given up.
    if (snapshot) {
        m_memory->giveUp(m_memory->oldFile());
    }
    if (!m_ledger->push().resumable && m_ledger->push().matchState != MatchState::Processing) {
        QFile::remove(m_input.plan->path());
    }
    report(PushPhase::Done, m_complete);
    return m_ledger->push();
}

/// The push's final status.
void PushRun::conclude() {
    Push& push = m_ledger->push();
    push.ended = m_input.clock.now();
    push.resumable = !m_complete && !m_overtaken;
    if (m_complete) {
        const bool exceptions = m_ledger->hasExceptions() || push.counts.invalid > 0;
        push.status = exceptions ? PushStatus::SyncedWithExceptions : PushStatus::Synced;
    } else if (m_halt) {
        push.status = m_halt.status();
        push.problem = m_halt.problem();
    } else {
        push.status = PushStatus::Stopped;
    }
}

void PushRun::report(PushPhase phase, bool finished) {
    m_phase = phase;
    const Push& push = m_ledger ? m_ledger->push() : m_input.push;
    PushProgress progress;
    progress.id = push.id;
    progress.phase = phase;
    progress.status = push.status;
    progress.counts = push.counts;
    progress.stopping = m_stop.stop_requested();
    progress.problem = m_halt.problem();
    m_meter.fill(progress, finished);
    m_board.set(progress);
}

} // namespace pathways
