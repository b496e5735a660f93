// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/batch_workers.h"

#include "core/base/digest.h"
#include "core/base/memory_guard.h"

#include <new>
#include <system_error>

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

BatchWorkers::BatchWorkers(const Input& input)
    : m_input(input)
    , m_outOfMemory(outOfMemory(InterruptedWork::Push, QStringLiteral("a batch"))) {}

BatchWorkers::~BatchWorkers() {
    abort();
    std::unique_lock lock(m_mutex);
    m_tasks.clear(); // What no thread has begun has not left.
    m_ended = true;
    m_toDo.notify_all();
    m_done.wait(lock, [this] { return m_workers == 0; });
}

void BatchWorkers::prepare(const JobPtr& job) {
    start(job, &BatchWorkers::load);
}

void BatchWorkers::exchange(const JobPtr& job) {
    start(job, &BatchWorkers::deliver);
}

void BatchWorkers::start(const JobPtr& job, Step step) {
    const std::lock_guard lock(m_mutex);
    m_finished.reserve(std::size_t(m_running) + 1); // A thread that has finished needs no memory to say so.
    m_tasks.push_back({job, step});
    if (int(m_tasks.size()) > m_idle && m_workers < m_input.atATime) {
        try {
            m_input.pool.start([this] { work(); });
            ++m_workers;
        } catch (const std::bad_alloc&) {
            if (m_workers == 0) { // Nobody is there to take it.
                m_tasks.pop_back();
                throw;
            }
        }
    }
    ++m_running;
    m_toDo.notify_one();
}

void BatchWorkers::work() {
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_toDo.wait(lock, [this] { return m_ended || !m_tasks.empty(); });
        --m_idle;
        if (m_tasks.empty()) {
            break;
        }
        const Task task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        attempt(*task.job, task.step);
        lock.lock();
        m_finished.push_back(task.job);
        m_done.notify_all();
    }
    --m_workers;
    m_done.notify_all();
}

void BatchWorkers::attempt(BatchJob& job, Step step) {
    try {
        (this->*step)(job);
        return;
    } catch (const std::bad_alloc&) {
    } catch (const std::system_error&) {
    }
    if (step == &BatchWorkers::load) {
        job.loaded = fail(m_outOfMemory);
    } else {
        job.result = {}; // It may have been delivered.
        job.result.error = m_outOfMemory;
    }
}

JobPtr BatchWorkers::takeFinished(std::chrono::milliseconds patience) {
    std::unique_lock lock(m_mutex);
    if (!m_done.wait_for(lock, patience, [this] { return !m_finished.empty(); })) {
        return nullptr;
    }
    JobPtr job = std::move(m_finished.front());
    m_finished.erase(m_finished.begin());
    --m_running;
    return job;
}

void BatchWorkers::load(BatchJob& job) {
    job.batch.number = job.record.number;
    job.batch.removal = job.record.removal;
    job.loaded = m_input.plan.load(job.record.first, job.record.count, job.batch);
    if (job.loaded) {
        job.digest = digestOf(job.batch);
    }
}

void BatchWorkers::deliver(BatchJob& job) {
    job.exchanged = true;
    job.asked = false;
    job.batch.repeated = job.sentBefore;
    if (job.wait.count() > 0 && !m_input.clock.wait(job.wait, m_waitStop.get_token())) {
        job.result = {}; // Still as unknown as before.
        return;
    }
    if (job.unknown && !m_input.session.resendable(job.batch)) {
        job.asked = true;
        job.result = m_input.session.settle(job.batch, job.receipt, m_abort.get_token());
        return;
    }
    job.result = m_input.session.send(job.batch, m_abort.get_token());
}

} // namespace pathways
