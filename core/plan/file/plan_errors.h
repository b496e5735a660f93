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
/// Whether it is this error.
[[nodiscard]] bool isDamaged(const Error& error);
/// The plan's changes are not those that were sent the first time.
[[nodiscard]] Error changed();
/// The pathway was pushed with another plan since this one was made.
[[nodiscard]] Error outOfDate();
/// The pathway leads elsewhere, or is mapped otherwise, than when this plan was made.
[[nodiscard]] Error otherPathway();
/// The source, or the rules on this day, say something else than when the plan of a push that was cut off was made.
[[nodiscard]] Error otherPeople();
/// The connection was signed in to another account since the push was planned, by the user's own word.
[[nodiscard]] Error otherAccount(const QString& connection);
/// What the plan was made with is damaged: it says nothing any more.
[[nodiscard]] Error memoryDamaged();
/// Somebody who stays has to be put in again after a removal, and their row was passed over as unchanged: the plan has
/// to be made again with PlanInput::again. Nobody is shown it.
[[nodiscard]] Error sharersNeeded();
/// Whether it is this error.
[[nodiscard]] bool isSharersNeeded(const Error& error);
/// What was sent last time can no longer be read, so the people who stay as they are cannot be listed.
[[nodiscard]] Error lastPushUnreadable(const QString& detail);

} // namespace plan_errors
} // namespace pathways
