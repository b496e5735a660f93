// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <optional>

namespace pathways {

/// What the user decided on the last page.
struct PushDecision {
    bool removalsToo = true;               ///< false: “Only add and update this time”.
    std::optional<qint64> allowedRemovals; ///< The number typed; must equal the plan's when the guard asks.
    bool trial = false;                    ///< The plan is of the first few people only.
};

} // namespace pathways
