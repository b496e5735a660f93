// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/change_batch.h"

#include <cstddef>
#include <vector>

namespace pathways {

/// Who has to be put in again after the removals of a batch (PersonChange::again), each once, in batches of so many:
/// what they are known by stands in PersonChange::previous. The texts are those of the batch, which outlives them.
[[nodiscard]] std::vector<ChangeBatch> sharersOf(const ChangeBatch& removed, std::size_t people);

} // namespace pathways
