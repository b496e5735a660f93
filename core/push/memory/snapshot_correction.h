// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_file.h"
#include "core/push/memory/effect_list.h"
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

/// Writes the current snapshot without the people whom these changes had put there, beside it, synced and read back:
/// the roster says what is true of them, and the next plan decides about them afresh. What a later push has written of
/// a person stays.
[[nodiscard]] Result<void> writeCorrection(const SnapshotCorrection& correction);

/// What it means for the roster that these changes did not happen, whatever the pathway knows its people by since.
[[nodiscard]] Result<void> addUndone(const PlanFile& plan, const std::vector<quint64>& undone, EffectList& effects);

} // namespace pathways
