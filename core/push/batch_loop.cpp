// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/batch_loop.h"

#include "core/plan/file/plan_errors.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(BatchLoop)
};

constexpr std::chrono::milliseconds kPatience{100};
constexpr std::chrono::milliseconds kGrace{3'000}; ///< For what is in flight when the user stops.
constexpr int kMaxTries = 5;                       ///< For an unknown outcome.
constexpr std::chrono::milliseconds kFirstWait{1'000};
constexpr int kAheadOfPlatform = 2; ///< Batches loaded while others are in flight.
constexpr int kTooManyRefusals = 25;

int inFlight(const DestinationType& type) {
    return std::max(1, type.limits.parallelBatches);
}

QList<RowOutcome> outcomes(const BatchJob& job, const std::vector<RowVerdict>& verdicts) {
    QList<RowOutcome> rows;
    for (const RowVerdict& verdict : verdicts) {
        if (verdict.reason == Reason::None) {
            continue;
        }
        const PersonChange& person = job.batch.people[verdict.index];
        rows.append({person.row > 0 ? qint64(person.row) : -1, outcomeKind(verdict.reason), verdict.reason,
                     verdict.field, shownIdentity(person), verdict.note});
    }
    for (const auto& [place, person] : job.withheld) {
        rows.append(
            {-1, outcomeKind(Reason::AwaitsNewAddress), Reason::AwaitsNewAddress, {}, shownIdentity(person), {}});
    }
    return rows;
}

} // namespace

BatchLoop::BatchLoop(const PushRunInput& input, PushRecorder& recorder, StopReason& stopReason, std::stop_token stop,
                     std::function<void(std::uint32_t)> settled)
    : m_input(input)
    , m_recorder(recorder)
    , m_stopReason(stopReason)
    , m_stop(std::move(stop))
    , m_settled(std::move(settled))
    , m_workers({*input.plan, input.session, input.clock, input.batchThreads, inFlight(input.type)}) {}

void BatchLoop::sendAll(bool removal) {
    std::optional<std::chrono::steady_clock::time_point> stopAsked;
    for (;;) {
        if (goesOn()) {
            startMore(removal);
            dispatch();
        } else {
            m_prepared.clear(); // No intent is stored for these: they stay planned.
            m_workers.stopWaiting();
        }
        if (m_workers.onTheWay() == 0 && m_prepared.empty() && (!goesOn() || m_recorder.queue().empty(removal))) {
            return;
        }
        if (const JobPtr job = m_workers.takeFinished(kPatience)) {
            handle(job);
        }
        if (stopping() && !m_aborted) {
            const auto now = std::chrono::steady_clock::now();
            stopAsked = stopAsked.value_or(now);
            if (now - *stopAsked >= kGrace) {
                m_aborted = true;
                m_workers.abort();
            }
        }
    }
}

void BatchLoop::startMore(bool removal) {
    const int wanted = inFlight(m_input.type) + kAheadOfPlatform;
    while (m_preparing + m_sending + int(m_prepared.size()) < wanted && !m_stopReason) {
        const auto record = m_recorder.queue().next(removal);
        if (!record) {
            return;
        }
        if (m_recorder.queue().isTooLarge(*record)) {
            halveAhead(*record);
        } else {
            prepare(*record);
        }
    }
}

void BatchLoop::halveAhead(const BatchRecord& record) {
    if (auto halved = m_recorder.halveAhead(record); !halved) {
        m_stopReason.setStorage(halved.error());
    }
}

void BatchLoop::prepare(const BatchRecord& record) {
    auto job = std::make_shared<BatchJob>();
    job->record = record;
    job->unknown = job->sentBefore = record.state == BatchState::Unknown;
    job->receipt = BatchOutcome::unpack(record.receipt).receipt;
    ++m_preparing;
    m_workers.prepare(job);
}

/// Commits intents and lets batches go, as many as the platform takes at a time.
void BatchLoop::dispatch() {
    while (!m_prepared.empty() && m_sending < inFlight(m_input.type) && !m_stopReason) {
        const JobPtr job = m_prepared.front();
        m_prepared.pop_front();
        if (m_recorder.queue().isTooLarge(job->record)) {
            halveAhead(job->record); // Found out since it was loaded.
            continue;
        }
        if (job->record.removal && job->withheld.empty()) {
            withhold(*job);
        }
        ++job->record.attempts;
        if (auto stored = m_recorder.intent(job->record); !stored) {
            m_stopReason.setStorage(stored.error());
            return;
        }
        if (job->batch.people.empty()) {
            settle(job, BatchState::Acknowledged, {}, {}); // All of them wait.
            continue;
        }
        ++m_sending;
        m_workers.exchange(job);
    }
}

/// An old address goes only when the new one was accepted (promise P9).
void BatchLoop::withhold(BatchJob& job) const {
    std::vector<PersonChange> sent;
    std::vector<std::uint32_t> places;
    for (std::uint32_t i = 0; i < job.batch.people.size(); ++i) {
        PersonChange& person = job.batch.people[i];
        const auto state =
            person.after == 0 ? PlanOutcome::State::Accepted : m_recorder.outcome().state(person.after - 1);
        if (state == PlanOutcome::State::Accepted || state == PlanOutcome::State::Adopted) {
            sent.push_back(person);
            places.push_back(i);
        } else {
            job.withheld.emplace(i, person);
        }
    }
    if (!job.withheld.empty()) {
        job.batch.people = std::move(sent);
        job.places = std::move(places);
    }
}

void BatchLoop::handle(const JobPtr& job) {
    if (!job->exchanged) {
        --m_preparing;
        handleLoaded(job);
        return;
    }
    --m_sending;
    m_justSettled = 0;
    const auto outside = [&job](const RowVerdict& row) { return row.index >= job->batch.people.size(); };
    if (std::any_of(job->result.rows.begin(), job->result.rows.end(), outside)) {
        job->result.verdict = BatchVerdict::Unknown; // It speaks of people whom it was not sent.
        job->result.rows.clear();
    }
    switch (job->result.verdict) {
    case BatchVerdict::Acknowledged:
        acknowledged(job);
        break;
    case BatchVerdict::Refused:
        refused(job);
        break;
    case BatchVerdict::Unknown:
        unknown(job);
        break;
    }
    m_settled(m_justSettled);
}

void BatchLoop::handleLoaded(const JobPtr& job) {
    if (!job->loaded) {
        m_stopReason.set(job->loaded.error());
        return;
    }
    if (!job->record.digest.isEmpty() && job->record.digest != job->digest) {
        m_stopReason.set(plan_errors::changed());
        return;
    }
    job->record.digest = job->digest;
    m_prepared.push_back(job);
}

void BatchLoop::acknowledged(const JobPtr& job) {
    m_refusedInARow = 0;
    BatchOutcome outcome;
    outcome.receipt = job->result.receipt;
    outcome.processing = job->result.processing;
    for (const std::uint32_t index : job->result.adopted) {
        if (index < job->batch.people.size() && job->batch.people[index].kind != ChangeKind::Remove) {
            outcome.adopted.push_back(index);
        }
    }
    if (job->record.removal && job->batch.repeated) {
        // Whoever is gone now was taken out by the first try, as far as anybody can know.
        std::erase_if(job->result.rows, [](const RowVerdict& row) { return row.reason == Reason::AlreadyGone; });
    }
    settle(job, BatchState::Acknowledged, outcome, job->result.rows);
}

void BatchLoop::refused(const JobPtr& job) {
    const Error& error = job->result.error;
    if (needsPerson(error.kind) || justWaits(error.kind)) {
        // That this try was turned away says nothing of the one before, whose answer was lost.
        store(job, job->sentBefore ? BatchState::Unknown : BatchState::Planned,
              BatchOutcome{job->receipt, false, 0, {}, {}});
        m_stopReason.set(error);
    } else if (job->asked) {
        sendAsNew(job);
    } else if (job->result.splittable && job->record.count > 1) {
        halve(job);
    } else {
        refuseForGood(job);
    }
}

/// What was asked about by its receipt did nothing: it is as if it had never left. Without one nobody was asked about
/// that try, and it may have been taken.
void BatchLoop::sendAsNew(const JobPtr& job) {
    job->sentBefore = job->sentBefore && job->receipt.isEmpty();
    if (!store(job, job->sentBefore ? BatchState::Unknown : BatchState::Planned, {})) {
        return;
    }
    job->unknown = false;
    job->receipt.clear();
    m_prepared.push_front(job);
}

void BatchLoop::halve(const JobPtr& job) {
    BatchOutcome outcome;
    outcome.receipt = job->result.receipt;
    outcome.sentBefore = job->sentBefore;
    outcome.firstHalf = m_recorder.queue().halve(job->record, job->sentBefore);
    store(job, BatchState::Refused, outcome);
}

void BatchLoop::refuseForGood(const JobPtr& job) {
    std::vector<RowVerdict> verdicts(job->batch.people.size());
    for (std::uint32_t i = 0; i < verdicts.size(); ++i) {
        verdicts[i].index = i;
        verdicts[i].note = job->result.error.what;
    }
    for (const RowVerdict& row : job->result.rows) {
        verdicts[row.index] = row;
    }
    BatchOutcome outcome;
    outcome.receipt = job->result.receipt;
    outcome.sentBefore = job->sentBefore;
    settle(job, BatchState::Refused, outcome, verdicts);
    if (++m_refusedInARow >= kTooManyRefusals) {
        Error error = job->result.error;
        error.meaning =
            Texts::tr("The platform refuses everybody, so the push paused before trying the rest one by one.");
        m_stopReason.set(error);
    }
}

void BatchLoop::unknown(const JobPtr& job) {
    BatchOutcome outcome;
    outcome.receipt = job->result.receipt.isEmpty() ? job->receipt : job->result.receipt;
    job->receipt = outcome.receipt;
    store(job, BatchState::Unknown, outcome);
    job->unknown = job->sentBefore = true;
    if (!goesOn()) {
        return;
    }
    if (needsPerson(job->result.error.kind)) {
        m_stopReason.set(job->result.error);
    } else if (++job->tries >= kMaxTries) {
        Error error = job->result.error;
        if (error.what.isEmpty()) {
            error = Error{ErrorKind::Network,
                          Texts::tr("The platform does not say what became of the last people sent."),
                          Texts::tr("Nothing is sent twice; the push paused."),
                          Texts::tr("Continue in a while."),
                          {}};
        }
        m_stopReason.set(error);
    } else {
        job->wait = kFirstWait * (1 << (job->tries - 1));
        m_prepared.push_front(job);
    }
}

bool BatchLoop::store(const JobPtr& job, BatchState state, const BatchOutcome& outcome) {
    auto stored = m_recorder.store(job->record, state, outcome);
    if (!stored) {
        m_stopReason.setStorage(stored.error());
    }
    return stored.has_value();
}

/// verdicts: of the people who were not simply accepted.
void BatchLoop::settle(const JobPtr& job, BatchState state, const BatchOutcome& outcome,
                       const std::vector<RowVerdict>& verdicts) {
    BatchOutcome complete = outcome;
    for (const RowVerdict& row : verdicts) {
        complete.exceptions.push_back({placeInRecord(*job, row.index), row.reason});
    }
    for (const auto& [place, person] : job->withheld) {
        complete.exceptions.push_back({place, Reason::AwaitsNewAddress});
    }
    auto stored = m_recorder.settle(job->record, state, complete, outcomes(*job, verdicts));
    if (!stored) {
        m_stopReason.setStorage(stored.error());
        return;
    }
    m_justSettled = job->record.count;
}

} // namespace pathways
