// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/push_run.h"

#include "core/base/log.h"
#include "core/push/memory_guard.h"
#include "core/workspace/database.h"

#include <QCoreApplication>
#include <QFile>

#include <algorithm>

namespace pathways {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PushRun)
};

constexpr std::chrono::milliseconds kPatience{100};
constexpr std::chrono::milliseconds kGrace{3'000}; ///< For what is in flight when the user stops.
constexpr int kMaxTries = 5;                       ///< For an unknown outcome.
constexpr std::chrono::milliseconds kFirstWait{1'000};
constexpr int kAheadOfPlatform = 2; ///< Batches loaded while others are in flight.
constexpr int kTooManyRefusals = 25;
constexpr qint64 kLeftOutChunk = 2'000;
constexpr std::chrono::milliseconds kMaxPolling{60'000};

bool needsPerson(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::SignIn:
    case ErrorKind::Permission:
    case ErrorKind::NotFound:
    case ErrorKind::Security:
    case ErrorKind::Keychain:
    case ErrorKind::NeedsDecision:
    case ErrorKind::Storage:
    case ErrorKind::DiskFull:
    case ErrorKind::InUse:
    case ErrorKind::TooNew:
        return true;
    default:
        return false;
    }
}

bool justWaits(ErrorKind kind) {
    return kind == ErrorKind::Network || kind == ErrorKind::Throttled || kind == ErrorKind::Canceled;
}

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

Result<Push> runPush(const RunInput& input, ProgressBoard& board, std::stop_token stop) {
    return withinMemory([&] { return PushRun(input, board, std::move(stop)).run(); });
}

PushRun::PushRun(const RunInput& input, ProgressBoard& board, std::stop_token stop)
    : m_input(input)
    , m_board(board)
    , m_stop(std::move(stop))
    , m_push(input.push)
    , m_outcome(input.plan->changes() + input.plan->removals())
    , m_meter(input.clock.monotonic()) {}

Result<Push> PushRun::run() {
    report(PushPhase::Preparing);
    if (auto opened = open(); !opened) {
        if (!m_journal) {
            return fail(opened.error());
        }
        halt(opened.error());
    } else {
        work();
    }
    return finish();
}

Result<void> PushRun::open() {
    auto database = m_input.workspace.openDatabase();
    if (!database) {
        return fail(database.error());
    }
    m_database = std::move(*database);
    m_journal = std::make_unique<Journal>(*m_database, m_input.keys);
    m_memory = std::make_unique<PushMemory>(m_input, *m_database);
    if (auto current = m_memory->open(); !current) {
        return current;
    }
    auto batches = m_journal->batches(m_push.id);
    if (!batches) {
        return fail(batches.error());
    }
    m_queue = std::make_unique<BatchQueue>(*m_input.plan, *batches, m_input.allowRemovals);
    countFromJournal();
    if (batches->isEmpty()) {
        return storeLeftOut();
    }
    return {};
}

/// Counters are built from what is stored of each batch, so that nothing is counted twice, whatever happened.
void PushRun::countFromJournal() {
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
        countBatch(counts, record.removal, record.count, note.exceptions);
        m_outcome.settle(record.first, record.count, record.state == BatchState::Acknowledged, note);
        m_exceptions =
            m_exceptions || std::any_of(note.exceptions.begin(), note.exceptions.end(), [](const auto& exception) {
                return outcomeKind(exception.reason) == RowOutcomeKind::Rejected ||
                       outcomeKind(exception.reason) == RowOutcomeKind::Invalid;
            });
    }
    m_push.counts = counts;
}

/// Rows that stay here are told of before anything is sent. In pieces; after a crash it goes on where it stood, because
/// no batch leaves before all are stored.
Result<void> PushRun::storeLeftOut() {
    auto stored = m_journal->rowOutcomeCounts(m_push.id);
    if (!stored) {
        return fail(stored.error());
    }
    qint64 offset = 0;
    for (const qint64 count : std::as_const(*stored)) {
        offset += count;
    }
    const auto total = qint64(m_input.plan->leftOut());
    while (offset < total && !stopping()) {
        QList<QString> fields;
        auto people = m_input.plan->leftOutPeople(offset, kLeftOutChunk, fields);
        if (!people) {
            return fail(people.error());
        }
        QList<RowOutcome> rows;
        for (qsizetype i = 0; i < people->size(); ++i) {
            const PlanPerson& person = people->at(i);
            rows.append({person.row, outcomeKind(person.reason), person.reason, fields.at(i), person.identity, {}});
        }
        if (rows.isEmpty()) {
            break;
        }
        if (auto added = m_journal->addRowOutcomes(m_push.id, rows); !added) {
            return added;
        }
        offset += rows.size();
    }
    return {};
}

void PushRun::work() {
    m_sender = std::make_unique<BatchSender>(*m_input.plan, m_input.session, m_input.clock, m_input.pool);
    report(PushPhase::Adding);
    sendAll(false);
    if (!halted() && !stopping() && !m_queue->empty(true)) {
        // Nobody is removed before every addition is settled (reference 0.4-2).
        report(PushPhase::Removing);
        if (auto ready = m_input.session.beforeRemovals(m_stop); !ready) {
            halt(ready.error());
        } else {
            sendAll(true);
        }
    }
    m_sender.reset();
    if (halted() || stopping()) {
        return;
    }
    report(PushPhase::Checking);
    if (auto closed = m_input.session.finish(m_stop); !closed) {
        halt(closed.error());
        return;
    }
    poll();
    m_complete = !halted();
}

void PushRun::sendAll(bool removal) {
    std::optional<std::chrono::steady_clock::time_point> stopAsked;
    for (;;) {
        const bool more = !stopping() && !halted();
        if (more) {
            startMore(removal);
            dispatch();
        } else {
            m_prepared.clear(); // No intent is stored for these: they stay planned.
            m_sender->stopWaiting();
        }
        if (m_sender->onTheWay() == 0 && m_prepared.empty() && (!more || m_queue->empty(removal))) {
            return;
        }
        if (const JobPtr job = m_sender->takeFinished(kPatience)) {
            handle(job);
        }
        if (stopping() && !m_aborted) {
            const auto now = std::chrono::steady_clock::now();
            stopAsked = stopAsked.value_or(now);
            if (now - *stopAsked >= kGrace) {
                m_aborted = true;
                m_sender->abort();
            }
        }
    }
}

void PushRun::startMore(bool removal) {
    const int wanted = std::max(1, m_input.type.limits.parallelBatches) + kAheadOfPlatform;
    while (m_preparing + m_sending + int(m_prepared.size()) < wanted) {
        const auto record = m_queue->next(removal);
        if (!record) {
            return;
        }
        prepare(*record);
    }
}

void PushRun::prepare(const BatchRecord& record) {
    auto job = std::make_shared<BatchJob>();
    job->record = record;
    job->unknown = record.state == BatchState::Unknown;
    job->receipt = BatchNote::unpack(record.receipt).receipt;
    ++m_preparing;
    m_sender->prepare(job);
}

/// Commits intents and lets batches go, as many as the platform takes at a time.
void PushRun::dispatch() {
    while (!m_prepared.empty() && m_sending < std::max(1, m_input.type.limits.parallelBatches) && !halted()) {
        const JobPtr job = m_prepared.front();
        m_prepared.pop_front();
        ++job->record.attempts;
        job->record.state = BatchState::InFlight;
        if (auto stored = m_journal->intent(m_push.id, job->record); !stored) {
            haltStorage(stored.error()); // Without a stored intent nothing leaves.
            return;
        }
        ++m_sending;
        m_sender->exchange(job);
    }
}

void PushRun::handle(const JobPtr& job) {
    if (!job->exchanged) {
        --m_preparing;
        handleLoaded(job);
        return;
    }
    --m_sending;
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
    report(m_phase);
}

void PushRun::handleLoaded(const JobPtr& job) {
    if (!job->loaded) {
        halt(job->loaded.error());
        return;
    }
    if (!job->record.digest.isEmpty() && job->record.digest != job->digest) {
        halt(Error{ErrorKind::Storage,
                   Texts::tr("The plan of this push is not what it was."),
                   Texts::tr("It is not trusted, so nothing more was sent."),
                   Texts::tr("Plan the push again."),
                   {}});
        return;
    }
    job->record.digest = job->digest;
    m_prepared.push_back(job);
}

void PushRun::acknowledged(const JobPtr& job) {
    m_refusedInARow = 0;
    BatchNote note;
    note.receipt = job->result.receipt;
    note.processing = job->result.processing;
    for (const RowVerdict& row : job->result.rows) {
        note.exceptions.push_back({row.index, row.reason});
    }
    for (const std::uint32_t index : job->result.adopted) {
        if (index < job->batch.people.size() && job->batch.people[index].kind == ChangeKind::Add) {
            note.adopted.push_back(index);
        }
    }
    settle(job, BatchState::Acknowledged, note, outcomes(*job, job->result.rows));
}

void PushRun::refused(const JobPtr& job) {
    const Error& error = job->result.error;
    if (needsPerson(error.kind) || justWaits(error.kind)) {
        // While it is only asked about, a batch stays as unknown as it was.
        store(job, job->asked ? BatchState::Unknown : BatchState::Planned, BatchNote{job->receipt, false, 0, {}, {}},
              {});
        halt(error);
    } else if (job->asked) {
        sendAsNew(job);
    } else if (job->result.splittable && job->record.count > 1) {
        halve(job);
    } else {
        refuseForGood(job);
    }
}

/// The platform did nothing: the batch is as if it had never left.
void PushRun::sendAsNew(const JobPtr& job) {
    if (!store(job, BatchState::Planned, {}, {})) {
        return;
    }
    job->unknown = false;
    job->receipt.clear();
    m_prepared.push_front(job);
}

void PushRun::halve(const JobPtr& job) {
    BatchNote note;
    note.receipt = job->result.receipt;
    note.firstHalf = m_queue->halve(job->record);
    store(job, BatchState::Refused, note, {});
}

void PushRun::refuseForGood(const JobPtr& job) {
    std::vector<RowVerdict> verdicts(job->batch.people.size());
    for (std::uint32_t i = 0; i < verdicts.size(); ++i) {
        verdicts[i].index = i;
        verdicts[i].note = job->result.error.what;
    }
    for (const RowVerdict& row : job->result.rows) {
        verdicts[row.index] = row;
    }
    BatchNote note;
    note.receipt = job->result.receipt;
    for (const RowVerdict& row : verdicts) {
        note.exceptions.push_back({row.index, row.reason});
    }
    settle(job, BatchState::Refused, note, outcomes(*job, verdicts));
    if (++m_refusedInARow >= kTooManyRefusals) {
        Error error = job->result.error;
        error.meaning =
            Texts::tr("The platform refuses everybody, so the push paused before trying the rest one by one.");
        halt(error);
    }
}

void PushRun::unknown(const JobPtr& job) {
    BatchNote note;
    note.receipt = job->result.receipt.isEmpty() ? job->receipt : job->result.receipt;
    job->receipt = note.receipt;
    store(job, BatchState::Unknown, note, {});
    job->unknown = true;
    if (halted() || stopping()) {
        return;
    }
    if (needsPerson(job->result.error.kind)) {
        halt(job->result.error);
    } else if (++job->tries >= kMaxTries) {
        Error error = job->result.error;
        if (error.what.isEmpty()) {
            error = Error{ErrorKind::Network,
                          Texts::tr("The platform does not say what became of the last people sent."),
                          Texts::tr("Nothing is sent twice; the push paused."),
                          Texts::tr("Continue in a while."),
                          {}};
        }
        halt(error);
    } else {
        job->wait = kFirstWait * (1 << (job->tries - 1));
        m_prepared.push_front(job);
    }
}

bool PushRun::store(const JobPtr& job, BatchState state, const BatchNote& note, const QList<RowOutcome>& rows) {
    job->record.state = state;
    job->record.receipt = note.pack();
    if (m_input.requestCount) {
        m_push.counts.requests = m_input.push.counts.requests + m_input.requestCount();
    }
    if (auto stored = m_journal->outcome(m_push.id, job->record, rows, m_push.counts); !stored) {
        haltStorage(stored.error());
        return false;
    }
    return true;
}

void PushRun::settle(const JobPtr& job, BatchState state, const BatchNote& note, const QList<RowOutcome>& rows) {
    const PushCounts before = m_push.counts;
    countBatch(m_push.counts, job->record.removal, job->record.count, note.exceptions);
    if (!store(job, state, note, rows)) {
        m_push.counts = before; // Not stored, so not counted: it will be found unknown.
        return;
    }
    m_outcome.settle(job->record.first, job->record.count, state == BatchState::Acknowledged, note);
    m_queue->addSettled(job->record, note);
    m_exceptions = m_exceptions || std::any_of(rows.begin(), rows.end(), [](const RowOutcome& row) {
                       return row.kind == RowOutcomeKind::Rejected || row.kind == RowOutcomeKind::Invalid;
                   });
    m_meter.acknowledged(job->record.count, m_input.clock.monotonic());
}

QList<RowOutcome> PushRun::outcomes(const BatchJob& job, const std::vector<RowVerdict>& verdicts) const {
    QList<RowOutcome> rows;
    for (const RowVerdict& verdict : verdicts) {
        if (verdict.reason == Reason::None) {
            continue;
        }
        const PersonChange& person = job.batch.people[verdict.index];
        rows.append({person.row > 0 ? qint64(person.row) : -1, outcomeKind(verdict.reason), verdict.reason,
                     verdict.field, shownIdentity(person), verdict.note});
    }
    return rows;
}

void PushRun::halt(const Error& error) {
    if (!m_halt) {
        m_halt = Halt{needsPerson(error.kind) ? PushStatus::NeedsYou : PushStatus::Stopped, error};
        if (error.kind == ErrorKind::Refused || error.kind == ErrorKind::Protocol) {
            m_halt->status = PushStatus::NeedsYou;
        }
    }
}

void PushRun::haltStorage(const Error& error) {
    qCWarning(lcPush) << "The journal could not be written; the push pauses";
    m_halt = Halt{PushStatus::NeedsYou, error};
}

/// Platforms that take now and match later are asked a few times; the rest of the waiting is not part of the push but
/// of followUp().
void PushRun::poll() {
    const QList<QByteArray> receipts = processingReceipts(m_queue->settled());
    const auto until = m_input.clock.monotonic() + kMaxPolling;
    while (!receipts.isEmpty() && !stopping()) {
        const auto state = m_input.session.poll(receipts, m_stop);
        if (!state) {
            return; // It was accepted; not knowing more is no reason to call it anything else.
        }
        m_uptake = *state;
        m_exceptions = m_exceptions || state->problem;
        if (state->done || m_input.clock.monotonic() + state->askAgainIn > until ||
            !m_input.clock.wait(state->askAgainIn, m_stop)) {
            return;
        }
    }
}

/// What the platform has said meanwhile counts before anything is remembered.
Result<UptakeChange> PushRun::takeUp() {
    ProcessingState unknown;
    unknown.done = false;
    auto change = applyUptake(m_uptake.value_or(unknown), *m_input.plan, m_queue->settled());
    if (!change) {
        return change;
    }
    m_exceptions = m_exceptions || !change->undone.empty();
    for (const auto& [record, note] : m_queue->settled()) {
        if (record.state == BatchState::Refused) {
            m_outcome.settle(record.first, record.count, false, note);
        }
    }
    noteUptake(m_push, m_uptake ? &*m_uptake : nullptr, *change, m_queue->settled());
    return change;
}

Result<Push> PushRun::finish() {
    std::optional<QString> snapshot;
    UptakeChange change;
    const auto held = m_input.workspace.holdSnapshots();
    if (m_queue) {
        report(PushPhase::Finishing);
        giveMemoryBack();
        auto remembered = takeUp().and_then([&](UptakeChange taken) {
            change = std::move(taken);
            return m_memory->write(m_outcome, m_complete);
        });
        if (!remembered) {
            m_complete = false;
            haltStorage(remembered.error());
        } else {
            snapshot = *remembered;
        }
    }
    conclude();
    if (auto stored = m_journal->resettle(m_push, change.batches, change.rows, snapshot); !stored) {
        m_memory->giveUp(snapshot.value_or(QString()));
        return fail(stored.error());
    }
    // Only after the workspace names the new files are the old ones given up.
    if (snapshot) {
        m_memory->giveUp(m_memory->oldFile());
    }
    if (m_complete && m_push.uptake != Uptake::Processing) {
        QFile::remove(m_input.plan->path());
    }
    report(PushPhase::Done, m_complete);
    return m_push;
}

/// The push's final status.
void PushRun::conclude() {
    m_push.ended = m_input.clock.now();
    m_push.resumable = !m_complete;
    if (m_complete) {
        m_push.status =
            m_exceptions || m_push.counts.invalid > 0 ? PushStatus::SyncedWithExceptions : PushStatus::Synced;
    } else if (m_halt) {
        m_push.status = m_halt->status;
        m_push.problem = m_halt->problem;
    } else {
        m_push.status = PushStatus::Stopped;
    }
    if (m_input.requestCount) {
        m_push.counts.requests = m_input.push.counts.requests + m_input.requestCount();
    }
}

void PushRun::report(PushPhase phase, bool finished) {
    m_phase = phase;
    PushProgress progress;
    progress.id = m_push.id;
    progress.phase = phase;
    progress.status = m_push.status;
    progress.counts = m_push.counts;
    progress.stopping = stopping();
    if (m_halt) {
        progress.problem = m_halt->problem;
    }
    m_meter.fill(progress, finished);
    m_board.set(progress);
}

} // namespace pathways
