// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pathways {

/// What people are told about a plan, wherever it shows.
namespace plan_errors {

/// The user stopped the planning.
[[nodiscard]] Error stopped();
/// The plan's file is lost or damaged. detail: for support.
[[nodiscard]] Error damaged(const QString& detail);
/// The plan's changes are not those that were sent the first time.
[[nodiscard]] Error changed();
/// The pathway was pushed with another plan since this one was made.
[[nodiscard]] Error outOfDate();
/// What was sent last time can no longer be read, so the people who stay as they are cannot be listed.
[[nodiscard]] Error lastPushUnreadable(const QString& detail);

} // namespace plan_errors
} // namespace pathways
