// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/change_list.h"
#include "core/plan/compare/left_out_list.h"
#include "core/plan/compare/opt_out_gate.h"
#include "core/plan/compare/place_knowledge.h"
#include "core/plan/compare/place_notes.h"
#include "core/plan/compare/plan_tally.h"

namespace pathways {

/// What everything that decides about the people of a place works with. All outlives it.
struct PlaceWork {
    const PlanInput& input;
    const PlaceKnowledge& known;
    PlaceNotes& notes;
    OptOutGate& gate;
    ChangeList& changes;
    LeftOutList& leftOut;
    PlanTally& tally;
};

} // namespace pathways
