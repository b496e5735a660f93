// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/workspace/workspace.h"

namespace pathways {

class Database;

/// What settling works with; all of it outlives the call.
struct SettleInput {
    const Workspace& workspace;
    Database& database; ///< Of the calling thread.
    const WorkspaceKeys& keys;
    Clock& clock;
};

/// Writes into memory what the journal knows of a push whose run could not do it itself: because the program was ended
/// in the middle of it, or because there was no room. Whom the platform acknowledged is remembered as there or gone;
/// whose batch left without an answer as perhaps so, to be sent again by the next plan. The push's counters become what
/// the journal says. It is not ended: whether it may go on is decided elsewhere.
/// Where its plan is damaged, what can still be read is used; the rest becomes a loss of its place, and everybody known
/// is due to be sent again. True when nothing is left to settle; false while somebody else runs or asks about the push,
/// and for one of another session where the keys are temporary.
/// Errors: the storage's. It is still to be settled then.
[[nodiscard]] Result<bool> settlePush(const SettleInput& input, const PushId& push);

/// Settles all pushes of a place, oldest first; none is passed over but those that run. To be called before anything is
/// planned there: a plan must know of everybody who was sent.
/// Errors: the storage's, in words for somebody who wants to plan.
[[nodiscard]] Result<void> settlePlace(const SettleInput& input, const QString& place);

/// Settles all pushes of a pathway: before it is changed, deleted or turned elsewhere. Errors: the same.
[[nodiscard]] Result<void> settlePathway(const SettleInput& input, const PathwayId& pathway);

/// Settles whatever was cut off, as far as it can be: at the start of the program.
void settleAll(const SettleInput& input);

} // namespace pathways
