// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/match_result.h"

#include <algorithm>

namespace pathways {

namespace {

bool isWaiting(const BatchQueue::Settled& batch) {
    return batch.note.processing && batch.record.state == BatchState::Acknowledged;
}

bool countsAsDone(Reason reason) {
    const RowOutcomeKind kind = outcomeKind(reason);
    return kind == RowOutcomeKind::Accepted;
}

bool lostPeople(const BatchQueue::Settled& batch) {
    return std::any_of(batch.note.exceptions.begin(), batch.note.exceptions.end(),
                       [](const auto& exception) { return exception.reason == Reason::NotTakenOver; });
}

void addDifference(PushCounts& sum, const PushCounts& before, const PushCounts& after) {
    sum.accepted += after.accepted - before.accepted;
    sum.removed += after.removed - before.removed;
    sum.marksOff += after.marksOff - before.marksOff;
    sum.invalid += after.invalid - before.invalid;
    sum.rejected += after.rejected - before.rejected;
    sum.leftOut += after.leftOut - before.leftOut;
}

/// Everybody in the batch whom the platform had accepted is rejected after all.
Result<void> refuseAfterwards(BatchQueue::Settled& batch, const PlanFile& plan, const QString& note,
                              MatchChange& change) {
    ChangeBatch people;
    if (auto loaded = plan.load(batch.record.first, batch.record.count, people); !loaded) {
        return loaded;
    }
    PushCounts before;
    countBatch(before, plan, batch.record, batch.note.exceptions);
    std::vector<bool> notAccepted(batch.record.count, false);
    std::vector<BatchOutcome::Exception> exceptions;
    for (const BatchOutcome::Exception& exception : batch.note.exceptions) {
        if (!countsAsDone(exception.reason) && exception.index < notAccepted.size()) {
            notAccepted[exception.index] = true;
            exceptions.push_back(exception);
        }
    }
    for (std::uint32_t i = 0; i < batch.record.count; ++i) {
        if (notAccepted[i]) {
            continue;
        }
        exceptions.push_back({i, Reason::NotTakenOver});
        change.undone.push_back(batch.record.first + i);
        const PersonChange& person = people.people[i];
        change.rows.append({person.row > 0 ? qint64(person.row) : -1,
                            RowOutcomeKind::Rejected,
                            Reason::NotTakenOver,
                            {},
                            shownIdentity(person),
                            note});
    }
    batch.note.exceptions = std::move(exceptions);
    batch.note.adopted.clear();
    batch.record.state = BatchState::Refused;
    PushCounts after;
    countBatch(after, plan, batch.record, batch.note.exceptions);
    addDifference(change.correction, before, after);
    return {};
}

void finishBatch(BatchQueue::Settled& batch, MatchChange& change) {
    batch.note.processing = false;
    batch.record.receipt = batch.note.pack();
    change.batches.append(batch.record);
}

} // namespace

QString shownIdentity(const PersonChange& person) {
    for (const auto* values : {&person.values, &person.previous}) {
        for (const std::string_view value : *values) {
            if (!value.empty()) {
                return QString::fromUtf8(value.data(), qsizetype(value.size()));
            }
        }
    }
    return {};
}

QList<QByteArray> processingReceipts(const std::vector<BatchQueue::Settled>& settled) {
    QList<QByteArray> receipts;
    for (const BatchQueue::Settled& batch : settled) {
        if (isWaiting(batch)) {
            receipts << batch.note.receipt;
        }
    }
    return receipts;
}

Result<MatchChange> applyMatchResult(const ProcessingState& state, const PlanFile& plan,
                                     std::vector<BatchQueue::Settled>& settled, std::size_t remembered) {
    MatchChange change;
    for (std::size_t i = 0; i < settled.size(); ++i) {
        BatchQueue::Settled& batch = settled[i];
        const bool failed = state.failed.contains(batch.note.receipt);
        if (!isWaiting(batch) || (failed && i < remembered)) {
            continue;
        }
        if (failed) {
            if (auto refused = refuseAfterwards(batch, plan, state.note, change); !refused) {
                return fail(refused.error());
            }
        }
        if (failed || state.done) {
            finishBatch(batch, change);
        }
    }
    return change;
}

MatchChange applyDone(const ProcessingState& state, std::vector<BatchQueue::Settled>& settled) {
    MatchChange change;
    for (BatchQueue::Settled& batch : settled) {
        if (state.done && isWaiting(batch)) {
            finishBatch(batch, change);
        }
    }
    return change;
}

void recordMatchState(Push& push, const ProcessingState* state, const MatchChange& change,
                      const std::vector<BatchQueue::Settled>& settled) {
    PushCounts& counts = push.counts;
    counts.accepted += change.correction.accepted;
    counts.removed += change.correction.removed;
    counts.marksOff += change.correction.marksOff;
    counts.invalid += change.correction.invalid;
    counts.rejected += change.correction.rejected;
    counts.leftOut += change.correction.leftOut;
    const bool partly = push.matchState == MatchState::Partly || (state != nullptr && state->problem) ||
                        std::any_of(settled.begin(), settled.end(), lostPeople);
    if (std::any_of(settled.begin(), settled.end(), isWaiting)) {
        push.matchState = MatchState::Processing;
    } else if (!change.batches.isEmpty() || push.matchState == MatchState::Processing) {
        push.matchState = partly ? MatchState::Partly : MatchState::Usable;
    }
    if (state != nullptr) {
        push.matchNote = state->note;
        if (state->problem && !push.problem) {
            push.problem = state->problem;
        }
        if (push.status == PushStatus::Synced && (state->problem || !change.undone.empty())) {
            push.status = PushStatus::SyncedWithExceptions;
        }
    }
}

} // namespace pathways
