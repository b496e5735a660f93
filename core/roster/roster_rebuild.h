// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/roster/place_memory.h"

namespace pathways {

/// Of which place, and for which pathway it is asked.
struct RosterRebuild {
    const PlaceQuestion& question;
    const Place& place;
    /// The roster that is named is whole, and knows people by another key. It stays what it is unless a snapshot knows
    /// them by the new one: whoever looks at what another key would do has stored nothing yet.
    bool byAnotherKey = false;
};

/// What came of it.
struct RebuiltRoster {
    QString file;              ///< Within rosters/, stored and named; empty: nothing is known by this key.
    Place place;               ///< As it stands now.
    bool fromPrevious = false; ///< The roster before could be read.
    bool lost = false;         ///< A snapshot could not be read: not all is known of whom this workspace put there.
};

/// Puts the roster of a place together from the snapshots of all pathways that lead there, also of those in the bin:
/// what a workspace of before rosters knows, and what a second copy knows where a roster was lost. The roster before
/// that one, if it can be read, knows everybody else: whom a deleted pathway left there, who put whom, who was taken
/// out. Whoever it has and a snapshot has not any more was perhaps taken out by the last push. Errors: Storage.
[[nodiscard]] Result<RebuiltRoster> rebuildRoster(const Workspace& workspace, Database& database,
                                                  const WorkspaceKeys& keys, const RosterRebuild& rebuild);

} // namespace pathways
