// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/push_session.h"
#include "core/push/batch_queue.h"

#include <vector>

namespace pathways {

/// What match results change about batches that the platform had already accepted. To be stored with
/// Journal::resettle(), together with a snapshot that no longer holds these people.
struct MatchChange {
    QList<BatchRecord> batches;  ///< No longer processing, or refused after all.
    QList<RowOutcome> rows;      ///< Of people who were not matched.
    std::vector<quint64> undone; ///< Positions in the plan of changes that did not happen after all.
    PushCounts correction;       ///< To be added to the push's counters.
};

/// Receipts of batches that were accepted and are still being matched.
[[nodiscard]] QList<QByteArray> processingReceipts(const std::vector<BatchQueue::Settled>& settled);

/// Applies the platform's answer to the batches: failed ones become refused, and with state.done nothing else is
/// processing any longer. The plan says who the people of a failed batch are. The first so many of the batches are
/// remembered in a snapshot already: where one of them failed it stays as it was, until pollMatches() can take its
/// people out of there as well. Errors: the plan's.
[[nodiscard]] Result<MatchChange> applyMatchResult(const ProcessingState& state, const PlanFile& plan,
                                                   std::vector<BatchQueue::Settled>& settled,
                                                   std::size_t remembered = 0);
/// The same where nothing failed: the plan is not needed.
[[nodiscard]] MatchChange applyDone(const ProcessingState& state, std::vector<BatchQueue::Settled>& settled);

/// Writes into the push how the platform gets on, and the corrected counters. state is null when it was not asked, or
/// did not answer.
void recordMatchState(Push& push, const ProcessingState* state, const MatchChange& change,
                      const std::vector<BatchQueue::Settled>& settled);

/// The first identifier of a person's change, to be shown for it.
[[nodiscard]] QString shownIdentity(const PersonChange& person);

} // namespace pathways
