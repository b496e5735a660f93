// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/roster.h"
#include "core/workspace/workspace.h"

namespace pathways {

class Database;
class PlaceRepository;

/// Puts into the meta of a new roster what the database says of the place, so that an older database, a backup that was
/// put back, learns it again. Returns the opt-outs that belong into the file for the same reason. Errors: Storage.
[[nodiscard]] Result<QList<OptOut>> repeatPlace(PlaceRepository& places, const Place& place, RosterMeta& meta);

/// Finds rosters that are newer than the database, as it is a backup that was put back: no name in it is theirs, and
/// they know of a push, or of batches of one, that it does not know of. The newest of each place is used from now on,
/// with the opt-outs, slots and numbers of pushes that it repeats; snapshots that are older than it are forgotten, so
/// that everybody is compared with it. Once at the start of the program, before anything is settled, planned or swept.
/// A file that cannot be read or trusted is passed over. Returns how many were taken up. Errors: Storage.
[[nodiscard]] Result<int> adoptNewerRosters(const Workspace& workspace, Database& database, const WorkspaceKeys& keys);

} // namespace pathways
