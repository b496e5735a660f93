// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_file.h"
#include "core/roster/snapshot.h"

#include <vector>

namespace pathways {

/// Changes that a push had made, as far as the platform said then, and that did not happen after all.
struct SnapshotCorrection {
    const PlanFile& plan;
    const Snapshot& current;            ///< Written by that push, or by a later one.
    const std::vector<quint64>& undone; ///< Positions in the plan.
    QString path;                       ///< Of the new file.
    QByteArray dataKey;
};

/// Writes the current snapshot without these changes, beside it, synced and read back: people who were added are not in
/// it, people who were updated or removed are in it under their old identity, so that the next plan sends them again.
/// What a later push has written of a person stays.
[[nodiscard]] Result<void> writeCorrection(const SnapshotCorrection& correction);

} // namespace pathways
