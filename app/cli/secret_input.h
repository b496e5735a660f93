// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

namespace pathways::cli {

/// Reads one line from standard input, trimmed, and wipes the buffers. Secrets are never taken from arguments, which
/// every user of the machine can read.
[[nodiscard]] Secret readSecret();

} // namespace pathways::cli
