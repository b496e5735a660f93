// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/arguments.h"

#include <QString>

namespace pathways::cli {

/// What is wrong with a command line before anything is opened: a command there is not, a name too many or too few, an
/// option that the command does not take or that is missing. Empty: nothing. An option that is passed over in silence
/// would let somebody believe that it was obeyed.
[[nodiscard]] QString misuseOf(const Arguments& arguments);

} // namespace pathways::cli
