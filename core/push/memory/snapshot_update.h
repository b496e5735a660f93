// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "core/plan/file/plan_file.h"
#include "core/push/memory/effect_list.h"
#include "core/push/memory/plan_outcome.h"
#include "core/roster/snapshot.h"

#include <QDateTime>
#include <QThreadPool>

namespace pathways {

/// What the next snapshot is made from.
struct SnapshotUpdate {
    const PlanFile& plan;
    const PlanOutcome& outcome;
    EffectList& effects;           ///< Filled.
    const Snapshot* old = nullptr; ///< Null: none, or not to be trusted.
    bool asDelta = false;          ///< Only what changed since old is written; path is named so.
    QString path;                  ///< Of the new file.
    QString scratchFolder;
    QByteArray dataKey;
    QByteArray macKey;
    QString pushId;
    qint64 pushSeq = 0;
    QDateTime now;
    bool complete = true;      ///< The push came to its end, not only to a stop.
    bool removalsToo = true;   ///< Whoever was missing was taken out: what was asked about them is answered.
    qint64 largestFitting = 0; ///< People in a request, where the platform was found to take less than it says.
    /// Not null: changes that a damaged plan no longer tells are passed over and counted here. Everybody known before
    /// is then due to be sent again, as nobody knows whom these changes were about.
    std::uint64_t* lost = nullptr;
    QThreadPool* helpers = nullptr; ///< Half of the work is done on a free thread of it, if there is one.

    /// By what somebody with an id of their own is known to have left; all zero: they have none.
    [[nodiscard]] PersonKey personOf(const PersonKey& person) const;
};

/// Whether the push leaves anything to remember that the old snapshot does not say.
[[nodiscard]] bool needsUpdate(const SnapshotUpdate& update);

/// Writes a snapshot without what people have at the destination, beside it, synced and read back: everybody is due to
/// be sent again.
[[nodiscard]] Result<void> writeWithoutValues(const Snapshot& old, const QString& path, const QByteArray& dataKey);

/// Whether the new snapshot may be a delta of the old one: as much is as it was, and it stays small.
[[nodiscard]] bool mayBeDelta(const SnapshotUpdate& update);
/// Records that the plan can change, at most.
[[nodiscard]] std::uint64_t changedRecords(const PlanFile& plan);

/// Writes the old snapshot merged with what was acknowledged, beside the old one, synced and read back, and collects
/// what the push means for the roster.
[[nodiscard]] Result<void> writeSnapshot(const SnapshotUpdate& update);

} // namespace pathways
