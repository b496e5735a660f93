// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/model/plan.h"

#include <QFuture>
#include <QList>
#include <QString>

#include <memory>
#include <stop_token>

class QThreadPool;

namespace pathways {

class PlanFile;

/// The people of one part of a plan, for a list that opens: read by workers, in pages that go on where the last one
/// ended. GUI thread. What is still being read when it goes is given up.
class PlanPeople final {
public:
    using People = Result<QList<PlanPerson>>;

    /// The pool outlives it.
    PlanPeople(std::shared_ptr<const PlanFile> plan, PlanPart part, QThreadPool& pool);
    ~PlanPeople();
    PlanPeople(const PlanPeople&) = delete;
    PlanPeople& operator=(const PlanPeople&) = delete;

    /// Up to limit people from the one with this number on, counted from 0.
    [[nodiscard]] QFuture<People> page(qint64 offset, qint64 limit);
    /// The first people, at most limit, whose name, identifier or reason contains this text, or whose row it is. Ends
    /// the search before.
    [[nodiscard]] QFuture<People> search(const QString& text, qsizetype limit);
    void stopSearch();

private:
    struct Pages;
    std::shared_ptr<const PlanFile> m_plan;
    PlanPart m_part;
    QThreadPool& m_pool;
    std::shared_ptr<Pages> m_pages;
    std::stop_source m_stop;
    std::stop_source m_searching;
};

} // namespace pathways
