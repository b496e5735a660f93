// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/push_recorder.h"

#include "core/plan/file/people_reader.h"

#include <algorithm>

namespace pathways {

namespace {

constexpr qint64 kLeftOutChunk = 2'000;
/// Whose rows are kept for a while after the push; all of them stand in the plan, before it is confirmed. As many as
/// somebody would go through by hand, and not as many as half of a large file.
constexpr qint64 kListedPerReason = 1'000;

bool isException(RowOutcomeKind kind) {
    return kind == RowOutcomeKind::Rejected || kind == RowOutcomeKind::Invalid;
}

} // namespace

PushRecorder::PushRecorder(const PushWork& work, Journal& journal)
    : m_input(work)
    , m_journal(journal)
    , m_push(work.push)
    , m_outcome(work.plan->changes() + work.plan->removals()) {}

Result<void> PushRecorder::open() {
    auto batches = m_journal.batches(m_push.id);
    auto known = m_journal.find(m_push.id);
    if (!batches || !known) {
        return fail(batches ? known.error() : batches.error());
    }
    m_push.seq = known->push.seq;
    m_new = batches->isEmpty();
    m_queue = std::make_unique<BatchQueue>(*m_input.plan, *batches, m_input.allowRemovals);
    m_earlier = m_queue->settled().size();
    for (const BatchRecord& batch : m_queue->unknown()) {
        m_unknown.emplace(batch.number, batch);
    }
    countSettled();
    return {};
}

void PushRecorder::countSettled() {
    const PlanSummary& plan = m_input.plan->summary();
    PushCounts counts;
    counts.total = plan.counts.total;
    counts.unchanged = plan.counts.unchanged;
    for (auto it = plan.leftOutBy.cbegin(); it != plan.leftOutBy.cend(); ++it) {
        (outcomeKind(it.key()) == RowOutcomeKind::Invalid ? counts.invalid : counts.leftOut) += it.value();
    }
    counts.planned = qint64(m_input.plan->changes()) + (m_input.allowRemovals ? qint64(m_input.plan->removals()) : 0);
    counts.requests = m_push.counts.requests;
    for (const auto& [record, note] : m_queue->settled()) {
        countBatch(counts, *m_input.plan, record, note.exceptions);
        m_outcome.settle(record.first, record.count, record.state == BatchState::Acknowledged, note);
        m_exceptions = m_exceptions ||
                       std::any_of(note.exceptions.begin(), note.exceptions.end(),
                                   [](const auto& exception) { return isException(outcomeKind(exception.reason)); });
    }
    m_push.counts = counts;
}

Result<void> PushRecorder::storeLeftOut(const std::stop_token& stop) {
    const auto stored = m_journal.rowOutcomeCounts(m_push.id);
    if (!stored || !stored->isEmpty()) {
        return stored ? Result<void>() : fail(stored.error());
    }
    QMap<Reason, qint64> unlisted = m_input.plan->summary().leftOutBy;
    QMap<Reason, qint64> wanted;
    qint64 missing = 0;
    for (auto it = unlisted.cbegin(); it != unlisted.cend(); ++it) {
        missing += wanted[it.key()] = std::min(it.value(), kListedPerReason);
    }
    QList<RowOutcome> rows;
    PeopleReader reader(m_input.plan, PlanPart::LeftOut);
    for (qint64 offset = 0; missing > 0 && !stop.stop_requested(); offset += kLeftOutChunk) {
        const auto people = reader.read(offset, kLeftOutChunk);
        if (!people) {
            return fail(people.error());
        }
        if (people->isEmpty()) {
            break;
        }
        for (const PlanPerson& person : std::as_const(*people)) {
            qint64& left = wanted[person.reason];
            if (left > 0) {
                rows.append({person.row, outcomeKind(person.reason), person.reason, person.field, person.identity, {}});
                --left;
                --missing;
                --unlisted[person.reason];
            }
        }
    }
    unlisted.removeIf([](const QMap<Reason, qint64>::iterator& it) { return it.value() <= 0; });
    return m_journal.addLeftOut(m_push.id, rows, unlisted);
}

Result<void> PushRecorder::intent(BatchRecord& batch) {
    batch.state = BatchState::InFlight;
    return m_journal.intent(m_push.id, batch).map([&] { m_unknown.insert_or_assign(batch.number, batch); });
}

Result<void> PushRecorder::store(BatchRecord& batch, BatchState state, const BatchOutcome& note,
                                 const QList<RowOutcome>& rows) {
    batch.state = state;
    batch.receipt = note.pack();
    countRequests();
    return m_journal.outcome(m_push.id, batch, rows, m_push.counts).map([&] {
        if (state != BatchState::Unknown) {
            m_unknown.erase(batch.number);
        }
        for (const BatchRecord& half : note.sentBefore ? m_queue->unknown() : std::vector<BatchRecord>()) {
            m_unknown.emplace(half.number, half); // They may have been taken with the whole.
        }
    });
}

Result<void> PushRecorder::settle(BatchRecord& batch, BatchState state, const BatchOutcome& note,
                                  const QList<RowOutcome>& rows) {
    const PushCounts before = m_push.counts;
    countBatch(m_push.counts, *m_input.plan, batch, note.exceptions);
    if (auto stored = store(batch, state, note, rows); !stored) {
        m_push.counts = before;
        return stored;
    }
    m_outcome.settle(batch.first, batch.count, state == BatchState::Acknowledged, note);
    m_queue->addSettled(batch, note);
    m_exceptions = m_exceptions ||
                   std::any_of(rows.begin(), rows.end(), [](const RowOutcome& row) { return isException(row.kind); });
    return {};
}

Result<void> PushRecorder::halveAhead(BatchRecord batch) {
    BatchOutcome note;
    note.firstHalf = m_queue->halve(batch, false); // It was never sent.
    return intent(batch).and_then([&] { return store(batch, BatchState::Refused, note); });
}

Result<MatchChange> PushRecorder::applyMatches(const ProcessingState* state) {
    ProcessingState unknown;
    unknown.done = false;
    auto change = applyMatchResult(state != nullptr ? *state : unknown, *m_input.plan, m_queue->settled(), m_earlier);
    if (!change) {
        return change;
    }
    m_exceptions = m_exceptions || !change->undone.empty();
    for (const auto& [record, note] : m_queue->settled()) {
        if (record.state == BatchState::Refused) {
            m_outcome.settle(record.first, record.count, false, note);
        }
    }
    recordMatchState(m_push, state, *change, m_queue->settled());
    return change;
}

void PushRecorder::takeUnknownForPerhaps(bool ended) {
    if (!ended && m_input.plan->facts().writesAtEnd) {
        m_outcome.doubtAccepted();
    }
    for (const auto& [number, batch] : m_unknown) {
        m_outcome.doubt(batch.first, batch.count);
    }
}

qint64 PushRecorder::peopleUnknown() const {
    qint64 people = 0;
    for (const auto& [number, batch] : m_unknown) {
        people += batch.count;
    }
    return people;
}

Result<void> PushRecorder::close(const MatchChange& change, const NewMemory& memory) {
    countRequests();
    return m_journal.resettle(m_push, change.batches, change.rows, memory);
}

void PushRecorder::countRequests() {
    if (m_input.requestCount) {
        m_push.counts.requests = m_input.push.counts.requests + m_input.requestCount();
    }
}

} // namespace pathways
