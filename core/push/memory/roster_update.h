// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/memory/place_effects.h"
#include "core/roster/returns.h"
#include "core/roster/roster.h"
#include "core/roster/snapshot.h"

namespace pathways {

/// A new roster: the old one merged with what a push did.
struct RosterUpdate {
    const Roster* old = nullptr; ///< Null: there is none.
    bool asDelta = false;        ///< Only what changed since old is written; path is named so.
    EffectSorter& effects;
    EffectSource source;
    /// Where the identifiers that were put stand: the newest segment of this snapshot. Null: none were put.
    const Snapshot* identities = nullptr;
    QString path; ///< Of the new file.
    QString scratchFolder;
    QByteArray dataKey;
    RosterMeta meta;                  ///< All but what is counted or known only at the end.
    QList<OptOut> optOuts;            ///< Of the place, repeatPlace().
    std::vector<KnownReturn> returns; ///< Of the place, readReturns().
    QThreadPool* helpers = nullptr;
};

/// Whether a new roster may be a delta of the old one, where so many records change at most.
[[nodiscard]] bool mayBeDelta(const Roster& old, std::uint64_t changed);

/// Writes it beside the old one, synced and read back. The numbers of slots that nobody needs any more with it. Errors:
/// Storage.
[[nodiscard]] Result<std::vector<int>> writeRoster(const RosterUpdate& update);

} // namespace pathways
