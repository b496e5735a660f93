// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/push/push_run_input.h"

#include <stop_token>

namespace pathways {

class ProgressBoard;

/// Runs a push that the journal has begun to its end, its stop or its need of a person, on the calling worker thread.
/// Opens its own database handle. Always leaves the journal in a state that resume can continue from. The returned push
/// carries the final status and counts; an error means that not even that could be stored.
[[nodiscard]] Result<Push> runPush(const PushRunInput& input, ProgressBoard& board, std::stop_token stop);

} // namespace pathways
