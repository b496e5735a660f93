// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_file.h"

#include <QJsonObject>

namespace pathways::plan_json {

/// What a sealed plan says of itself. People are not in it.
struct Meta {
    PlanSummary summary;
    PlanFacts facts;
    quint64 changes = 0;
    quint64 removals = 0;
    quint64 replaced = 0; ///< Part of them, and first: PlanFile::replaced().
    quint64 leftOut = 0;
};

[[nodiscard]] QByteArray write(const Meta& meta);
/// Nothing when it is of another version.
[[nodiscard]] std::optional<Meta> read(const QByteArray& json);

} // namespace pathways::plan_json
