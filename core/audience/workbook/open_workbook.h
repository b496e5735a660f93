// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/workbook/workbook.h"

namespace pathways {

/// Opens a workbook of any format that can be read. The error says what the file is if it is none. Worker thread.
[[nodiscard]] Result<std::shared_ptr<const Workbook>> openWorkbook(const QString& path);

} // namespace pathways
