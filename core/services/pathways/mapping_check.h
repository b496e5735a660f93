// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/identity/normaliser.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/model/plan.h"
#include "core/services/pathways/review.h"

#include <stop_token>

namespace pathways {

/// Checks a mapping over every row of a source, not a sample. Worker thread.
class MappingCheck final {
public:
    MappingCheck(const Pathway& pathway, const Audience& audience, const DestinationType& type);

    /// Samples, fill and findings by field id. today: the local date, for rules that speak of it.
    [[nodiscard]] Result<QMap<QString, ColumnReport>> run(RowReader& reader, QDate today, std::stop_token stop) const;
    /// The first rows whose value in a field has this reason; in the clear.
    [[nodiscard]] Result<QList<PlanPerson>> find(RowReader& reader, const QString& fieldId, Reason reason, int limit,
                                                 std::stop_token stop) const;

private:
    struct Line;
    [[nodiscard]] std::vector<Line> lines(const QStringList& columns) const;

    const Pathway& m_pathway;
    const Audience& m_audience;
    const DestinationType& m_type;
};

} // namespace pathways
