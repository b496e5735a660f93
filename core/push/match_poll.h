// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/destinations/push_session.h"
#include "core/model/push.h"
#include "core/workspace/workspace.h"

#include <chrono>
#include <stop_token>

namespace pathways {

/// Which push is asked about, and with what.
struct MatchPollInput {
    PushId push;
    PushSession& session; ///< Of the same pathway and session reference as the push.
    const Workspace& workspace;
    const WorkspaceKeys& keys;
    Clock& clock;
};

/// What the platform said of the people of a push.
struct MatchPollResult {
    Push push;            ///< As it stands now; matchState says whether to ask again.
    bool changed = false; ///< Counts, status or the pathway's snapshot are not what they were.
    std::chrono::milliseconds askAgainIn{0};
};

/// Asks a platform that accepts now and matches later what became of a push that has ended, stores the answer, and
/// takes people who were not taken over out of the pathway's snapshot, so that they do not count as being there and the
/// next plan sends them again. Changes nothing of a push that is running, as that asks by itself.
/// On a worker thread; opens its own database handle. Errors: the platform's (nothing is changed then) or the
/// storage's.
[[nodiscard]] Result<MatchPollResult> pollMatches(const MatchPollInput& input, std::stop_token stop);

} // namespace pathways
