// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/connections/connection_broker.h"
#include "core/services/pathways/audience_source.h"
#include "core/services/pathways/review.h"
#include "core/workspace/workspace.h"

namespace pathways {

/// What step 3 starts from, gathered on the GUI thread.
struct ReviewInput {
    Pathway draft;
    QList<Pathway> saved;                ///< For the last mapping to the same object.
    QMap<QString, QString> mappedBefore; ///< Header -> field id, over all pathways of this type.
    WorkspaceKeys keys;                  ///< For the proof of what the pathway put there itself.
};

/// Validates the connection first, then loads objects, fields and columns and suggests a mapping for what the draft
/// leaves open. Reads only. Worker thread.
[[nodiscard]] Result<PathwayReview> reviewPathway(const ReviewInput& input, const OpenConnection& connection,
                                                  const AudienceSource& source);

} // namespace pathways
