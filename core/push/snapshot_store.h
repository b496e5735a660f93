// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/push_work.h"
#include "core/push/snapshot_update.h"
#include "core/roster/snapshot.h"

#include <optional>

namespace pathways {

class Database;

/// Loads the pathway's snapshot at the start of a push and writes the new one at its end. The caller of what writes
/// holds Workspace::holdSnapshots() until the journal names the new file.
class SnapshotStore final {
public:
    SnapshotStore(const PushWork& work, Database& database)
        : m_work(work)
        , m_database(database) {}
    /// For a run: a plan runs on the snapshot it was made with, or on what earlier runs of its push made of it, and on
    /// nothing else. Errors: NeedsDecision, where the pathway was pushed again since or the snapshot is damaged (it is
    /// not trusted any more from then on); or the storage's.
    [[nodiscard]] Result<void> open();
    /// Writes the snapshot for what was acknowledged so far: also after a stop, so that a new plan knows of it. Its
    /// name, or nothing where there is nothing new to remember.
    /// largestFitting: people in a request, where the platform was found to take less than it says; else 0.
    [[nodiscard]] Result<std::optional<QString>> write(const PlanOutcome& outcome, bool complete,
                                                       qint64 largestFitting);
    /// The same for a push that was cut off, onto whatever the pathway has now; open() is not needed. Passes over what
    /// a damaged plan no longer tells, and says of how many changes that was.
    [[nodiscard]] Result<std::optional<QString>> salvage(const PlanOutcome& outcome, qint64 largestFitting,
                                                         std::uint64_t& lost);
    /// Writes the pathway's snapshot without what people have there, so that everybody is sent again; open() is not
    /// needed. Nothing where there is none.
    [[nodiscard]] Result<std::optional<QString>> forgetValues();
    /// Deletes a snapshot file: the old one once the workspace names the new one, or else the new one.
    void giveUp(const QString& name) const;
    [[nodiscard]] const QString& oldFile() const { return m_file; }

private:
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<std::optional<QString>> write(SnapshotUpdate update);
    [[nodiscard]] Result<void> distrust();
    [[nodiscard]] QString pathOf(const QString& name) const;

    const PushWork& m_work;
    Database& m_database;
    std::unique_ptr<Snapshot> m_snapshot; ///< Null: none, or not to be trusted.
    QString m_file;
    bool m_damaged = false;
};

/// A name for a new snapshot of a pathway, within snapshots/.
[[nodiscard]] QString newSnapshotName(const PathwayId& pathway);

} // namespace pathways
