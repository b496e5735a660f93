// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/workbook.h"

namespace pathways {

/// Opens a workbook in Office Open XML, transitional or strict. Its shared texts are held in memory, up to a limit;
/// everything else is streamed.
[[nodiscard]] Result<std::shared_ptr<const Workbook>> openXlsx(const QString& path);

} // namespace pathways
