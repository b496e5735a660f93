// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

namespace pathways::ui {

/// How the window makes its wizard: a page that begins where the start says and calls back when it wants another page.
[[nodiscard]] WizardFactory wizardFactory(const Services& services);

} // namespace pathways::ui
