// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/services/audience_service.h"
#include "core/services/connection_service.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"

#include <QStringList>

#include <memory>
#include <optional>

namespace pathways {
class PlanFile;
}

namespace pathways::ui {

/// What the four steps have decided so far: a draft of a pathway and what was learnt about it. A plain value: it knows
/// which answers depend on which (rule U5) and nothing else.
struct WizardState {
    Pathway pathway;
    std::optional<AudienceSummary> audience;
    std::optional<ConnectionSummary> connection;
    /// The stored pathway (or a fresh draft) for this audience and connection has been looked up.
    bool drafted = false;
    /// The answer to the live check of exactly this connection and object; empty: to be asked again.
    std::optional<PathwayReview> review;
    /// The plan of exactly this pathway; empty: to be made again.
    std::shared_ptr<PlanFile> plan;
    /// What was reset because an earlier answer changed; the next page says it once.
    QStringList resets;
    /// A kept draft was taken up again; the next page offers to begin afresh instead.
    bool resumed = false;
    /// The plan is of the first few people only (rule U44).
    bool trial = false;

    /// Step 1. Another audience keeps the destination and resets the mapping.
    void chooseAudience(const AudienceSummary& chosen);
    /// Step 2. Another connection resets object, method, options and mapping.
    void chooseConnection(const ConnectionSummary& chosen);
    /// Step 3. Another object resets the mapping of fields that it does not have.
    void chooseObject(const DestinationObject& object);
    void chooseMethod(SyncMethod method);
    void setMatchExactly(bool exactly);
    void setRemovalMeaning(const QString& key);
    void setOption(const QString& key, const QString& value);
    void setMapping(const QList<ColumnMapping>& lines);
    /// Takes what the review suggests for whatever the draft leaves open.
    void applyReview(const PathwayReview& found);

    /// The pathway as it is planned and stored: lines with an accepted column only.
    [[nodiscard]] Pathway toPush() const;
};

} // namespace pathways::ui
