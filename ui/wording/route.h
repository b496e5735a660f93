// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/services/audience_service.h"
#include "core/services/connection_service.h"

#include <optional>

namespace pathways::ui {

class PathwayHeader;

/// Fills the header of a draft: the audience with its source, the method, and the list with its account and number.
void routeTo(PathwayHeader& header, const Pathway& pathway, const std::optional<AudienceSummary>& audience,
             const std::optional<ConnectionSummary>& connection);

} // namespace pathways::ui
