// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/steps.h"

#include <mutants.h>
#include <vector>

namespace pathways::test {

/// A broken rule, and what it does.
struct CaughtMutant {
    Mutant mutant = Mutant::None;
    const char* promise = nullptr; ///< How the sentence about the broken promise begins.
    History history;               ///< Shrunk: without one of its steps nothing is noticed.
};

[[nodiscard]] const std::vector<CaughtMutant>& caughtMutants();

/// Rules that no history here notices the breaking of: each is guarded twice, or the model is too loose for it.
[[nodiscard]] const std::vector<Mutant>& uncaughtMutants();

} // namespace pathways::test
