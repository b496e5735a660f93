// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/place.h"
#include "core/workspace/workspace.h"

namespace pathways {

class Database;
class Roster;

/// Frees numbers of a place whose 64 are all given: writes its roster anew with the people of all pathways that are
/// gone for good under one number, so that they stay known and protected as before. Nothing happens where fewer than
/// two are gone. place becomes what is stored then. The caller holds Workspace::holdSnapshots(). Errors: Storage.
[[nodiscard]] Result<void> foldSlots(const Workspace& workspace, Database& database, const WorkspaceKeys& keys,
                                     const Roster& roster, Place& place);

} // namespace pathways
