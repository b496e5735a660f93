// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/batch_queue.h"

#include <algorithm>
#include <iterator>

namespace pathways {

BatchQueue::BatchQueue(const PlanFile& plan, const QList<BatchRecord>& journal, bool allowRemovals) {
    std::map<quint32, BatchRecord> known;
    m_nextNumber = std::uint32_t(plan.cuts().size()) + 1;
    for (const BatchRecord& batch : journal) {
        known.emplace(batch.number, batch);
        const BatchOutcome note = BatchOutcome::unpack(batch.receipt);
        m_nextNumber = std::max({m_nextNumber, batch.number + 1, note.firstHalf == 0 ? 0 : note.firstHalf + 2});
    }
    quint32 number = 0;
    for (const PlanFile::Cut& cut : plan.cuts()) {
        BatchRecord planned;
        planned.number = ++number;
        planned.removal = cut.removal;
        planned.first = cut.first;
        planned.count = cut.count;
        if (allowRemovals || !cut.removal) {
            restore(planned, known);
        }
    }
}

void BatchQueue::restore(const BatchRecord& planned, const std::map<quint32, BatchRecord>& known) {
    const auto found = known.find(planned.number);
    if (found == known.end()) {
        (planned.removal ? m_removals : m_additions).push_back(planned);
        return;
    }
    const BatchRecord& batch = found->second;
    const BatchOutcome note = BatchOutcome::unpack(batch.receipt);
    if (batch.state == BatchState::Refused && note.firstHalf != 0) {
        const auto [first, second] = halves(batch, note.firstHalf, note.sentBefore);
        noteHalves(batch, note.firstHalf);
        restore(first, known);
        restore(second, known);
    } else if (batch.state == BatchState::Acknowledged || batch.state == BatchState::Refused) {
        addSettled(batch, note);
    } else {
        BatchRecord open = batch;
        open.state = batch.state == BatchState::Planned ? BatchState::Planned : BatchState::Unknown;
        (batch.removal ? m_removals : m_additions).push_back(open);
    }
}

void BatchQueue::addSettled(const BatchRecord& record, const BatchOutcome& note) {
    m_settled.push_back({record, note});
    learn(record);
}

std::vector<BatchRecord> BatchQueue::unknown() const {
    std::vector<BatchRecord> batches;
    for (const auto* queue : {&m_additions, &m_removals}) {
        std::copy_if(queue->begin(), queue->end(), std::back_inserter(batches),
                     [](const BatchRecord& batch) { return batch.state == BatchState::Unknown; });
    }
    return batches;
}

/// One that was halved before it was ever sent says nothing about what the platform takes.
void BatchQueue::noteHalves(const BatchRecord& whole, std::uint32_t first) {
    if (whole.attempts > 0) {
        const auto [one, two] = halves(whole, first, false);
        m_halves[one.number] = {two.number, false, one.count};
        m_halves[two.number] = {one.number, false, two.count};
    }
}

/// Only where both halves were taken was it the size. With a single bad row one of them is refused again, and again,
/// down to that row.
void BatchQueue::learn(const BatchRecord& settled) {
    const auto half = m_halves.find(settled.number);
    if (half == m_halves.end() || settled.state != BatchState::Acknowledged) {
        return;
    }
    half->second.taken = true;
    const Half& other = m_halves[half->second.sibling];
    if (other.taken) {
        const std::uint32_t fits = std::max(half->second.people, other.people);
        m_largest = m_largest == 0 ? fits : std::min(m_largest, fits);
    }
}

std::pair<BatchRecord, BatchRecord> BatchQueue::halves(const BatchRecord& batch, std::uint32_t first, bool sentBefore) {
    BatchRecord one;
    one.state = sentBefore ? BatchState::Unknown : BatchState::Planned;
    one.number = first;
    one.removal = batch.removal;
    one.first = batch.first;
    one.count = batch.count / 2;
    BatchRecord two = one;
    two.number = first + 1;
    two.first = batch.first + one.count;
    two.count = batch.count - one.count;
    return {one, two};
}

std::optional<BatchRecord> BatchQueue::next(bool removal) {
    auto& queue = removal ? m_removals : m_additions;
    if (queue.empty()) {
        return std::nullopt;
    }
    BatchRecord batch = queue.front();
    queue.pop_front();
    return batch;
}

void BatchQueue::putBack(const BatchRecord& batch) {
    (batch.removal ? m_removals : m_additions).push_front(batch);
}

std::uint32_t BatchQueue::halve(const BatchRecord& batch, bool sentBefore) {
    const std::uint32_t first = m_nextNumber;
    m_nextNumber += 2;
    auto [one, two] = halves(batch, first, sentBefore);
    noteHalves(batch, first);
    putBack(two);
    putBack(one);
    return first;
}

} // namespace pathways
