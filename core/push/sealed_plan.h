// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/destinations/connector.h"
#include "core/model/plan.h"
#include "core/workspace/workspace.h"

#include <QList>
#include <QString>

#include <functional>
#include <memory>

namespace pathways {

/// A plan sealed on disk: the changes to be sent, encrypted, with everything needed to send them again byte for byte
/// after a crash. A source that changes later cannot change it. Immutable; thread-safe for reading.
class SealedPlan final {
public:
    /// Opens spool/<file>. A damaged file is refused with a sentence, never trusted.
    [[nodiscard]] static Result<std::shared_ptr<SealedPlan>> open(const QString& path, const WorkspaceKeys& keys);
    ~SealedPlan();

    [[nodiscard]] const PlanSummary& summary() const;
    [[nodiscard]] const QString& path() const;
    /// People of one part, for lists that open; offset and limit count people. Left out is kept for all reasons.
    [[nodiscard]] Result<QList<PlanPerson>> people(PlanPart part, qint64 offset, qint64 limit) const;
    /// Number of additions and updates, then of removals; positions run through both.
    [[nodiscard]] quint64 changes() const;
    [[nodiscard]] quint64 removals() const;
    /// Fills a batch with changes [first, first + count). Additions and removals are never mixed.
    [[nodiscard]] Result<void> load(quint64 first, quint32 count, ChangeBatch& batch) const;

    struct Private;
    explicit SealedPlan(std::unique_ptr<Private> data);

private:
    std::unique_ptr<Private> d;
};

} // namespace pathways
