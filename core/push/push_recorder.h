// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/batch_queue.h"
#include "core/push/batch_workers.h"
#include "core/push/match_result.h"
#include "core/push/memory/push_work.h"
#include "core/push/memory/snapshot_update.h"

#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace pathways {

/// What a push has done so far: the one place where its journal and its counters change, always together. On the
/// thread that runs the push.
class PushRecorder final {
public:
    PushRecorder(const PushWork& work, Journal& journal);
    /// Takes up what the journal knows of this push. Counters are built from what is stored of each batch, so that
    /// nothing is counted twice, whatever happened.
    [[nodiscard]] Result<void> open();
    /// Stores how many people are left out for each reason, and some of them by their rows, before the first batch is
    /// sent. Once: after a crash or a stop nothing is added.
    [[nodiscard]] Result<void> storeLeftOut(const std::stop_token& stop);

    /// Without a stored intent nothing leaves.
    [[nodiscard]] Result<void> intent(BatchRecord& batch);
    /// A batch that is not settled: planned again, unknown, or halved.
    [[nodiscard]] Result<void> store(BatchRecord& batch, BatchState state, const BatchOutcome& note,
                                     const QList<RowOutcome>& rows = {});
    /// Its outcome is known for good. What cannot be stored is not counted: it will be found unknown.
    [[nodiscard]] Result<void> settle(BatchRecord& batch, BatchState state, const BatchOutcome& note,
                                      const QList<RowOutcome>& rows);
    /// Cuts a batch that has not left yet, because the platform is known to take no more than half of it.
    [[nodiscard]] Result<void> halveAhead(BatchRecord batch);
    /// What the platform says later of what it accepted; null: it was not asked, or did not answer.
    [[nodiscard]] Result<MatchChange> applyMatches(const ProcessingState* state);
    /// Counts people as perhaps there, or perhaps gone, whose batches left and nobody knows what became of. ended: the
    /// push came to its end; without it, that is so of all that was sent where nothing takes effect before. To be
    /// called before the outcome is remembered.
    void takeUnknownForPerhaps(bool ended);
    /// The end of this run, with everything learnt about people, in one transaction.
    [[nodiscard]] Result<void> close(const MatchChange& change, const NewMemory& memory);

    [[nodiscard]] Push& push() { return m_push; }
    [[nodiscard]] BatchQueue& queue() { return *m_queue; }
    [[nodiscard]] bool isOpen() const { return m_queue != nullptr; }
    [[nodiscard]] bool isNew() const { return m_new; } ///< Nothing of it was stored before.
    [[nodiscard]] const PlanOutcome& outcome() const { return m_outcome; }
    [[nodiscard]] bool hasExceptions() const { return m_exceptions; }
    void noteException() { m_exceptions = true; }
    /// How many have left, with no answer stored.
    [[nodiscard]] qint64 peopleUnknown() const;

private:
    void countSettled();
    void countRequests();

    const PushWork& m_input;
    Journal& m_journal;
    Push m_push;
    std::unique_ptr<BatchQueue> m_queue;
    PlanOutcome m_outcome;
    std::map<quint32, BatchRecord> m_unknown; ///< By number: have left, with no answer stored.
    std::size_t m_earlier = 0;                ///< Batches that were settled before this run.
    bool m_new = true;
    bool m_exceptions = false;
};

} // namespace pathways
