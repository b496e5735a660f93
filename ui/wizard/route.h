// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/wizard/wizard_state.h"

namespace pathways::ui {

class RouteHeader;

/// Fills the route header of a draft: from the audience and its source, over the method, to the list with its account
/// and number.
void routeTo(RouteHeader& header, const Pathway& pathway, const std::optional<AudienceSummary>& audience,
             const std::optional<ConnectionSummary>& connection);

} // namespace pathways::ui
