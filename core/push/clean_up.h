// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/workspace.h"

namespace pathways {

class Database;

/// Deletes plans that were dropped and snapshots that were replaced while the program was ended in between: files of
/// spool/, and those of rosters/ and snapshots/ that are older than a month, which no row of the workspace names. What
/// a pathway (also one in the bin), a push that can be continued, is not settled yet or is still being matched needs,
/// stays. Once at the start of the program, before anything is planned or pushed. Nothing is deleted when a row cannot
/// be read. Returns how many files went.
[[nodiscard]] Result<int> removeOrphans(const Workspace& workspace, Database& database, const WorkspaceKeys& keys);

} // namespace pathways
