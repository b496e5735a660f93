// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/audience.h"
#include "core/model/destination_type.h"
#include "core/model/finding.h"

#include <QString>

namespace pathways {

/// What was found in a column, with its count, its weight and what to do.
[[nodiscard]] Finding columnFinding(const FieldSpec& field, Reason reason, qint64 count);

/// "donors-march.csv, 3 rules".
[[nodiscard]] QString sourceText(const Audience& audience);

/// The audience in one sentence: "Spring appeal is people from donors.csv whose City is Leeds."
[[nodiscard]] QString definitionText(const Audience& audience);

} // namespace pathways
