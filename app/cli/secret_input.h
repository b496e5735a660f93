// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/secret.h"

namespace pathways::cli {

/// One line from standard input, trimmed; the buffers that held it are wiped. Secrets are never taken from arguments,
/// which every user of the machine can read.
[[nodiscard]] Secret readSecret();

} // namespace pathways::cli
