// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_file.h"

#include <memory>

namespace pathways {

/// Reads the people of one part of a plan, a page at a time, and keeps its place: a page that follows the last one goes
/// on where that ended, so that a walk through everybody reads each block once. Whatever was passed is found again at
/// once; skipping ahead reads the list but not the people. One thread at a time.
class PeopleReader final {
public:
    PeopleReader(std::shared_ptr<const PlanFile> plan, PlanPart part);
    ~PeopleReader();
    PeopleReader(PeopleReader&&) noexcept;
    PeopleReader& operator=(PeopleReader&&) noexcept;

    /// Up to limit people from the one with this number on, counted from 0; fewer only at the end. Those left out come
    /// for all reasons. Errors: plan_errors, or what the disk reports.
    [[nodiscard]] Result<QList<PlanPerson>> read(qint64 offset, qint64 limit);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pathways
