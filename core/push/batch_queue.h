// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_file.h"
#include "core/push/memory/batch_outcome.h"
#include "core/workspace/journal.h"

#include <deque>
#include <map>
#include <vector>

namespace pathways {

/// What is still to be sent, in order, with numbers that stay the same over restarts: the plan's batches count from 1;
/// the halves of a refused one get the next free numbers, which the refused one's note names. Learns what a platform
/// takes at a time: where a batch was refused whole and both its halves were taken, no later one need be larger (F41).
class BatchQueue final {
public:
    /// Rebuilds the state from the plan and what the journal knows. Removals are left away when they are not allowed.
    BatchQueue(const PlanFile& plan, const QList<BatchRecord>& journal, bool allowRemovals);

    struct Settled {
        BatchRecord record;
        BatchOutcome note;
    };
    /// Batches whose outcome is known, halved ones left away.
    [[nodiscard]] const std::vector<Settled>& settled() const { return m_settled; }
    [[nodiscard]] std::vector<Settled>& settled() { return m_settled; }
    void addSettled(const BatchRecord& record, const BatchOutcome& note);
    /// Batches that left and of which nobody knows what became, as far as they have not been handed out yet.
    [[nodiscard]] std::vector<BatchRecord> unknown() const;

    /// Next batch of that phase; nothing when all of it was handed out.
    [[nodiscard]] std::optional<BatchRecord> next(bool removal);
    [[nodiscard]] bool empty(bool removal) const { return (removal ? m_removals : m_additions).empty(); }
    void putBack(const BatchRecord& batch);
    /// Puts both halves first in line; returns the number of the first. sentBefore: BatchOutcome::sentBefore.
    [[nodiscard]] std::uint32_t halve(const BatchRecord& batch, bool sentBefore);
    /// People in the largest batch that is known to fit where larger ones do not; 0: no such limit was met.
    [[nodiscard]] std::uint32_t largestThatFits() const { return m_largest; }
    /// Larger than what is known to fit, and never sent as it is.
    [[nodiscard]] bool isTooLarge(const BatchRecord& batch) const {
        return m_largest > 0 && batch.count > m_largest && batch.state == BatchState::Planned && batch.attempts == 0;
    }

private:
    struct Half {
        std::uint32_t sibling = 0;
        bool taken = false;
        std::uint32_t people = 0;
    };
    void noteHalves(const BatchRecord& whole, std::uint32_t first);
    void learn(const BatchRecord& settled);
    void restore(const BatchRecord& planned, const std::map<quint32, BatchRecord>& known);
    static std::pair<BatchRecord, BatchRecord> halves(const BatchRecord& batch, std::uint32_t first, bool sentBefore);

    std::vector<Settled> m_settled;
    std::deque<BatchRecord> m_additions;
    std::deque<BatchRecord> m_removals;
    std::uint32_t m_nextNumber = 1;
    std::map<std::uint32_t, Half> m_halves; ///< Of batches that were sent and refused whole.
    std::uint32_t m_largest = 0;
};

} // namespace pathways
