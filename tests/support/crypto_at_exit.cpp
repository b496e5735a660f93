// SPDX-License-Identifier: GPL-3.0-or-later
// For every test, whatever its main(): threads that still end must not bring the process down when all has passed.
#include "core/base/crypto_at_exit.h"

namespace {
[[maybe_unused]] const bool kept = (pathways::keepCryptoAtExit(), true);
} // namespace
