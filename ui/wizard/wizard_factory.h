// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"

namespace pathways::ui {

/// Makes the wizard for the window, which begins where the start says and calls back when it wants another page.
[[nodiscard]] WizardFactory wizardFactory(const Services& services);

} // namespace pathways::ui
