// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/roster/place_memory.h"

#include <stop_token>

namespace pathways {

class Database;
class PushSession;

/// What is needed to ask a list who left it; all of it outlives the call.
struct LeaversInput {
    Database& database; ///< Of the calling thread.
    const WorkspaceKeys& keys;
    PushSession& session; ///< Of a type with Absence::ByOthers.
};

/// Asks a list who left it or was taken out there since it was last asked, and who is back, and keeps that as opt-outs
/// of the place, in the database and in memory (promise P1). Whom a push of this workspace took out did not leave.
/// Nothing is asked while a push of the place runs: whom it takes out could not be told from the others. Errors: the
/// platform's and the storage's.
[[nodiscard]] Result<void> learnLeavers(const LeaversInput& input, PlaceMemory& memory, const std::stop_token& stop);

} // namespace pathways
