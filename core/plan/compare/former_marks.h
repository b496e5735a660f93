// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/place_work.h"

#include <set>

namespace pathways {

/// Which of the marks that the pathway set before are to be taken off somebody now, as bits of PlaceSlots::formerMarks:
/// those that its former slots put on them, and no other pathway wants on them.
[[nodiscard]] std::uint32_t formerMarksOn(const PlanInput& input, const RosterRecord& record);

/// Takes the marks that a pathway set before, and does not set any more, off everybody who has them (E17): those who
/// stay in the audience, those who have left it, and those who cannot be sent. Nobody goes for it. Where they are to
/// stay they are only counted. One pass over the roster after everything else was decided. Errors: Storage.
class FormerMarks final {
public:
    /// The work outlives it. hold: the memory cannot be trusted.
    FormerMarks(const PlaceWork& work, bool hold)
        : m_work(work)
        , m_hold(hold) {}
    /// Whose removal takes them off as well: gone.
    [[nodiscard]] Result<void> run(const std::set<PersonKey>& gone);

private:
    [[nodiscard]] Result<void> settle(const PlaceView& here, bool gone);

    const PlaceWork& m_work;
    const bool m_hold;
};

} // namespace pathways
