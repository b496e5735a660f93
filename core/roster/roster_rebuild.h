// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/place_memory.h"

namespace pathways {

/// Of which place, and for which pathway it is asked.
struct RosterRebuild {
    const PlaceQuestion& question;
    const Place& place;
};

/// What came of it.
struct RebuiltRoster {
    QString file;      ///< Within rosters/, stored and named; empty: no pathway has put anybody there.
    Place place;       ///< As it stands now.
    bool lost = false; ///< A snapshot could not be read: not all is known of whom this workspace put there.
};

/// Puts the roster of a place together from the snapshots of all pathways that lead there, also of those in the bin:
/// what a workspace of before rosters knows, and what a second copy knows where a roster was lost. Who was left behind
/// by a deleted pathway is not known from it. Errors: Storage.
[[nodiscard]] Result<RebuiltRoster> rebuildRoster(const Workspace& workspace, Database& database,
                                                  const WorkspaceKeys& keys, const RosterRebuild& rebuild);

} // namespace pathways
