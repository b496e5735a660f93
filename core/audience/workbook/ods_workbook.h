// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/workbook.h"

namespace pathways {

/// Opens a spreadsheet in OpenDocument. All its sheets are in one part, which is read through once for their names and
/// then again for the rows of one of them; nothing is held in memory.
[[nodiscard]] Result<std::shared_ptr<const Workbook>> openOds(const QString& path);

} // namespace pathways
