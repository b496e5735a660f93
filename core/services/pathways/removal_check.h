// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

namespace pathways {

struct DestinationType;
struct Pathway;

/// Refuses a pathway that is to take only its mark off those who leave, and sets none: nothing could ever be done about
/// them. Errors: Input. Any thread.
[[nodiscard]] Result<void> leaversLoseSomething(const Pathway& pathway, const DestinationType& type);

} // namespace pathways
