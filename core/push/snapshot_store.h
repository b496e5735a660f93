// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/push_run_input.h"
#include "core/push/snapshot_update.h"
#include "core/roster/snapshot.h"

#include <optional>

namespace pathways {

class Database;

/// What a push knows of whom the destination has: the pathway's snapshot at its start, and the new one at its end.
class SnapshotStore final {
public:
    SnapshotStore(const PushRunInput& input, Database& database)
        : m_input(input)
        , m_database(database) {}
    /// The plan must still be about what the destination has now: no other push of this pathway may have come in
    /// between. Errors: NeedsDecision, or the storage's.
    [[nodiscard]] Result<void> open();
    /// Writes the snapshot for what was acknowledged so far: also after a stop, so that a new plan knows of it. Its
    /// name, or nothing where there is nothing new to remember. The caller holds Workspace::holdSnapshots() until the
    /// journal names the new file.
    /// largestFitting: people in a request, where the platform was found to take less than it says; else 0.
    [[nodiscard]] Result<std::optional<QString>> write(const PlanOutcome& outcome, bool complete,
                                                       qint64 largestFitting);
    /// Only after the workspace names the new file is the old one given up; without that, the new one.
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
