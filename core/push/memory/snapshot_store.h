// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/memory/place_effects.h"
#include "core/push/memory/push_work.h"
#include "core/push/memory/snapshot_update.h"
#include "core/roster/roster.h"
#include "core/roster/snapshot.h"
#include "core/workspace/journal.h"

namespace pathways {

class Database;

/// Loads the memories that a push works with, the pathway's snapshot and the place's roster, and writes the new ones.
/// The caller holds Workspace::holdSnapshots() from a write until the journal names the new files.
class SnapshotStore final {
public:
    SnapshotStore(const PushWork& work, Database& database)
        : m_work(work)
        , m_database(database) {}
    /// Refuses a plan that was made with other memories than there are now: the pathway, or another one that leads to
    /// the same place, was pushed since. Errors: NeedsDecision, or the storage's.
    [[nodiscard]] Result<void> open();
    /// Writes both for what is known of the push so far: also after a stop, so that a new plan knows of it. The names
    /// of the new files, and what the platform said of people; no names where there is nothing new to remember.
    /// largestFitting: people in a request, where the platform was found to take less than it says; else 0.
    [[nodiscard]] Result<NewMemory> write(const Push& push, const PlanOutcome& outcome, bool complete,
                                          qint64 largestFitting);
    /// The same for a push that could not do it itself, whatever is damaged: lost becomes the number of changes that
    /// were sent and cannot be remembered.
    [[nodiscard]] Result<NewMemory> salvage(const Push& push, const PlanOutcome& outcome, qint64 largestFitting,
                                            std::uint64_t& lost);
    /// Writes the snapshot anew without what people have there: everybody is due to be sent again.
    [[nodiscard]] Result<NewMemory> forgetValues();
    /// Deletes the new files: nothing names them.
    void giveUp(const NewMemory& memory) const;
    /// Deletes the files that were replaced, once the workspace names the new ones.
    void dropOld(const NewMemory& memory) const;

private:
    [[nodiscard]] Result<void> loadSnapshot();
    [[nodiscard]] Result<void> loadRoster();
    [[nodiscard]] Result<void> forgetSnapshot();
    [[nodiscard]] bool isOwn(const Snapshot& snapshot) const;
    [[nodiscard]] Result<NewMemory> writeBoth(const Push& push, SnapshotUpdate update, EffectList& effects);
    [[nodiscard]] Result<void> writeRosterFile(const Push& push, bool complete, EffectList& effects, NewMemory& memory);
    [[nodiscard]] EffectSource sourceOf(const Push& push, const Slot& slot, bool complete, const QDateTime& when) const;
    [[nodiscard]] SnapshotUpdate updateFor(const Push& push, const PlanOutcome& outcome, EffectList& effects) const;
    [[nodiscard]] QString snapshotPath(const QString& name) const;
    [[nodiscard]] QString rosterPath(const QString& name) const;

    const PushWork& m_work;
    Database& m_database;
    std::unique_ptr<Snapshot> m_snapshot; ///< Null: none, or not to be trusted.
    QString m_file;
    AudienceId m_audience; ///< Of the pathway.
    Place m_place;
    std::unique_ptr<Roster> m_roster; ///< Null: there is none yet.
};

/// A name for a new snapshot of a pathway, within snapshots/.
[[nodiscard]] QString newSnapshotName(const PathwayId& pathway);

} // namespace pathways
