// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pathways::bench {

/// Twelve columns, about 115 bytes a row, quotes and accents. With changedPercent > 0 so many rows of a hundred differ
/// from those of a file without.
void writeDonors(const QString& path, quint64 rows, int changedPercent);

} // namespace pathways::bench
