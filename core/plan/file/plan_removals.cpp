// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_removals.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_file.h"

#include <algorithm>
#include <iterator>

namespace pathways {

using namespace plan_format;

namespace {

/// Somebody to be removed, and whether they stay without the mark.
struct Removal {
    PersonKey place;
    bool markOnly = false;
    friend auto operator<=>(const Removal&, const Removal&) = default;
};

Result<std::vector<Removal>> removalsOf(const PlanFile& plan) {
    StreamCursor entries(plan.file(), kChanges);
    StreamCursor previous(plan.file(), kPrevious);
    std::vector<std::string_view> texts;
    std::vector<Removal> removals;
    removals.reserve(plan.removals());
    for (quint64 position = plan.changes(); position < plan.changes() + plan.removals(); ++position) {
        const auto entry = entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(entry.error());
        }
        if ((entry->more & kFormerOnly) != 0) {
            continue; // Nobody goes, and nobody is asked about it.
        }
        const auto known = readKnown(plan.facts().isBeforePlaces(), previous, entry->previous, texts);
        if (!known) {
            return fail(known.error());
        }
        removals.push_back({known->place, (entry->flags & kMarkOnly) != 0});
    }
    std::sort(removals.begin(), removals.end());
    return removals;
}

} // namespace

Result<qint64> removalsBeyond(const PlanFile& confirmed, const PlanFile& now) {
    const auto allowed = removalsOf(confirmed);
    const auto wanted = removalsOf(now);
    if (!allowed || !wanted) {
        return fail(allowed ? wanted.error() : allowed.error());
    }
    std::vector<Removal> beyond;
    std::set_difference(wanted->begin(), wanted->end(), allowed->begin(), allowed->end(), std::back_inserter(beyond));
    return qint64(beyond.size());
}

} // namespace pathways
