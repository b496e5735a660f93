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

/// What the four steps have decided so far: a draft of a pathway and what is known about it. A plain value that only
/// knows which answers depend on which (rule U5).
struct WizardState {
    Pathway pathway;
    std::optional<AudienceSummary> audience;
    std::optional<ConnectionSummary> connection;
    /// The stored pathway (or a fresh draft) for this audience and connection has been looked up.
    bool drafted = false;
    /// The result of the live check of exactly this connection and object; empty: to be checked again.
    std::optional<PathwayReview> review;
    /// The plan of exactly this pathway; empty: to be made again.
    std::shared_ptr<PlanFile> plan;
    /// What was reset because an earlier answer changed; the next page says it once.
    QStringList resets;
    /// A kept draft is being continued; the next page offers to start over.
    bool resumed = false;
    /// The plan covers the first few people only (rule U44).
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
    /// What becomes of a tag, segment or file that the pathway has no more.
    void setClearsFormer(bool clears);
    void setMapping(const QList<ColumnMapping>& lines);
    /// Fills in what the review suggests wherever the draft has nothing.
    void applyReview(const PathwayReview& found);

    /// The pathway as it is planned and stored: lines with an accepted column only.
    [[nodiscard]] Pathway toPush() const;
};

} // namespace pathways::ui
