// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

#include <QString>

namespace pathways::cli {

/// What is wrong with a command line, checked before anything is opened: an unknown command, too many or too few names,
/// an option that the command does not take, or a missing one. Empty: nothing. Options are never silently ignored.
[[nodiscard]] QString misuseOf(const Arguments& arguments);

} // namespace pathways::cli
