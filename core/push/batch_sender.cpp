// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/batch_sender.h"

#include "core/base/digest.h"

#include <QThreadPool>

namespace pathways {

namespace {

QByteArray digestOf(const ChangeBatch& batch) {
    std::string bytes;
    bytes.reserve(batch.arena.size() + batch.people.size() * 32);
    bytes.append(batch.arena);
    for (const PersonChange& person : batch.people) {
        bytes.push_back(char(person.kind));
        bytes.append(reinterpret_cast<const char*>(&person.row), sizeof person.row);
        bytes.append(reinterpret_cast<const char*>(person.key.bytes.data()), person.key.bytes.size());
    }
    const auto digest = Sha256().hash(bytes);
    return QByteArray(reinterpret_cast<const char*>(digest.data()), 16);
}

} // namespace

BatchSender::BatchSender(const SealedPlan& plan, PushSession& session, Clock& clock, QThreadPool& pool)
    : m_plan(plan)
    , m_session(session)
    , m_clock(clock)
    , m_pool(pool) {}

BatchSender::~BatchSender() {
    abort();
    while (m_running > 0) {
        static_cast<void>(takeFinished(std::chrono::milliseconds(100)));
    }
}

void BatchSender::prepare(const JobPtr& job) {
    start(job, &BatchSender::load);
}

void BatchSender::exchange(const JobPtr& job) {
    start(job, &BatchSender::deliver);
}

void BatchSender::start(const JobPtr& job, void (BatchSender::*step)(BatchJob&)) {
    ++m_running;
    m_pool.start([this, job, step] {
        (this->*step)(*job);
        const std::lock_guard lock(m_mutex);
        m_finished.push_back(job);
        m_ready.notify_one();
    });
}

JobPtr BatchSender::takeFinished(std::chrono::milliseconds patience) {
    std::unique_lock lock(m_mutex);
    if (!m_ready.wait_for(lock, patience, [this] { return !m_finished.empty(); })) {
        return nullptr;
    }
    JobPtr job = m_finished.front();
    m_finished.pop_front();
    --m_running;
    return job;
}

void BatchSender::load(BatchJob& job) {
    job.batch.number = job.record.number;
    job.batch.removal = job.record.removal;
    job.loaded = m_plan.load(job.record.first, job.record.count, job.batch);
    if (job.loaded) {
        job.digest = digestOf(job.batch);
    }
}

void BatchSender::deliver(BatchJob& job) {
    job.exchanged = true;
    job.asked = false;
    job.batch.repeated = job.unknown;
    if (job.wait.count() > 0 && !m_clock.wait(job.wait, m_waitStop.get_token())) {
        job.result = {}; // Still as unknown as before.
        return;
    }
    if (job.unknown && !m_session.resendable(job.batch)) {
        job.asked = true;
        job.result = m_session.settle(job.batch, job.receipt, m_abort.get_token());
        return;
    }
    job.result = m_session.send(job.batch, m_abort.get_token());
}

} // namespace pathways
