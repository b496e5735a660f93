// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/push_run_input.h"
#include "core/push/snapshot_update.h"
#include "core/roster/snapshot.h"

#include <optional>

namespace pathways {

class Database;

/// Loads the pathway's snapshot at the start of a push and writes the new one at its end.
class SnapshotStore final {
public:
    SnapshotStore(const PushRunInput& input, Database& database)
        : m_input(input)
        , m_database(database) {}
    /// Refuses a plan that is out of date because the pathway was pushed again since. Errors: NeedsDecision, or the
    /// storage's.
    [[nodiscard]] Result<void> open();
    /// Writes the snapshot for what was acknowledged so far: also after a stop, so that a new plan knows of it. Its
    /// name, or nothing where there is nothing new to remember. The caller holds Workspace::holdSnapshots() until the
    /// journal names the new file.
    /// largestFitting: people in a request, where the platform was found to take less than it says; else 0.
    [[nodiscard]] Result<std::optional<QString>> write(const PlanOutcome& outcome, bool complete,
                                                       qint64 largestFitting);
    /// Deletes a snapshot file: the old one once the workspace names the new one, or else the new one.
    void giveUp(const QString& name) const;
    [[nodiscard]] const QString& oldFile() const { return m_file; }

private:
    [[nodiscard]] Result<void> load();
    const PushRunInput& m_input;
    Database& m_database;
    std::unique_ptr<Snapshot> m_snapshot; ///< Null: none, or not to be trusted.
    QString m_file;
};

/// A name for a new snapshot of a pathway, within snapshots/.
[[nodiscard]] QString newSnapshotName(const PathwayId& pathway);

} // namespace pathways
