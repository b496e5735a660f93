// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/services/pathways/plan_people.h"

#include "core/base/run_on.h"
#include "core/plan/file/people_reader.h"
#include "core/plan/file/plan_errors.h"

#include <QThreadPool>

#include <mutex>

namespace pathways {

namespace {

constexpr qint64 kSearchedAtOnce = 4096;

bool matches(const PlanPerson& person, const QString& text) {
    return person.identity.contains(text, Qt::CaseInsensitive) || person.name.contains(text, Qt::CaseInsensitive) ||
           reasonText(person.reason).contains(text, Qt::CaseInsensitive) ||
           (person.row > 0 && QString::number(person.row) == text);
}

PlanPeople::People find(PeopleReader& reader, const QString& text, qsizetype limit, const std::stop_token& stop) {
    QList<PlanPerson> hits;
    for (qint64 offset = 0; hits.size() < limit; offset += kSearchedAtOnce) {
        if (stop.stop_requested()) {
            return fail(plan_errors::stopped());
        }
        const auto people = reader.read(offset, kSearchedAtOnce);
        if (!people || people->isEmpty()) {
            return people ? PlanPeople::People(hits) : people;
        }
        for (const PlanPerson& person : *people) {
            if (hits.size() < limit && matches(person, text)) {
                hits << person;
            }
        }
    }
    return hits;
}

/// Runs work on the pool.
QFuture<PlanPeople::People> start(QThreadPool& pool, std::function<PlanPeople::People()> work) {
    auto promise = std::make_shared<QPromise<PlanPeople::People>>();
    promise->start();
    runOn<QList<PlanPerson>>(pool, promise, std::move(work), InterruptedWork::Reading);
    return promise->future();
}

} // namespace

/// The place at which the list reads on. Pages that are asked for at the same time wait for each other.
struct PlanPeople::Pages {
    Pages(std::shared_ptr<const PlanFile> plan, PlanPart part)
        : reader(std::move(plan), part) {}
    std::mutex mutex;
    PeopleReader reader;
};

PlanPeople::PlanPeople(std::shared_ptr<const PlanFile> plan, PlanPart part, QThreadPool& pool)
    : m_plan(std::move(plan))
    , m_part(part)
    , m_pool(pool)
    , m_pages(std::make_shared<Pages>(m_plan, part)) {}

PlanPeople::~PlanPeople() {
    m_stop.request_stop();
    stopSearch();
}

QFuture<PlanPeople::People> PlanPeople::page(qint64 offset, qint64 limit) {
    return start(m_pool, [pages = m_pages, stop = m_stop.get_token(), offset, limit]() -> People {
        const std::lock_guard lock(pages->mutex);
        return stop.stop_requested() ? fail(plan_errors::stopped()) : pages->reader.read(offset, limit);
    });
}

QFuture<PlanPeople::People> PlanPeople::search(const QString& text, qsizetype limit) {
    stopSearch();
    m_searching = std::stop_source();
    return start(m_pool, [plan = m_plan, part = m_part, stop = m_searching.get_token(), text, limit] {
        PeopleReader reader(plan, part);
        return find(reader, text, limit, stop);
    });
}

void PlanPeople::stopSearch() {
    m_searching.request_stop();
}

} // namespace pathways
