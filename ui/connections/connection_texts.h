// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connection_service.h"
#include "ui/common/status_badge.h"

namespace pathways::ui {

/// A connection's state as people see it.
[[nodiscard]] StatusBadge::Look stateLook(const ConnectionSummary& summary);
[[nodiscard]] QString iconName(const QString& wanted);
/// "Riverbank Trust, us14".
[[nodiscard]] QString accountLine(const ConnectionSummary& summary);
/// The quiet sentence of the tile: who uses it and when it was checked, or what to do.
[[nodiscard]] QString noteLine(const ConnectionSummary& summary);
/// The user guide's heading on connecting a type, as in a link.
[[nodiscard]] QString guideHeading(const QString& typeKey);

} // namespace pathways::ui
