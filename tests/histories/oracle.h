// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/life.h"

namespace pathways::test {

/// Checks the promises at the place itself, after a push of this pathway has ended. What is broken is told to the life.
void checkPromises(Life& life, const Line& pushed);

} // namespace pathways::test
