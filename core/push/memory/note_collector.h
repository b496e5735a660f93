// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/push/memory/snapshot_update.h"

#include <vector>

namespace pathways {

/// Collects what a plan found out about people to whom nothing was sent, for the next snapshot and the roster.
class NoteCollector final {
public:
    /// The update outlives it.
    explicit NoteCollector(const SnapshotUpdate& update);
    /// Errors: Storage. Notes that are damaged are passed over where the update counts what is lost: the next plan
    /// finds them out again.
    [[nodiscard]] Result<void> run();

    /// Whose lines end with these notes.
    [[nodiscard]] const std::vector<PersonKey>& dropped() const { return m_dropped; }

private:
    [[nodiscard]] Result<void> collect(const plan_format::PlaceNote& note);

    const SnapshotUpdate& m_update;
    const bool m_allAccepted; ///< Everybody whom the plan puts in was taken.
    EffectSorter::Input m_effects;
    std::vector<PersonKey> m_dropped;
};

} // namespace pathways
