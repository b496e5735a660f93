// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pathways {

/// Whether a cell reads like the name of a column of donor data: a known name, or a few words of which one is usual in
/// such names ("Last gift date", "Betrag in EUR").
[[nodiscard]] bool isHeaderWord(const QString& cell);

} // namespace pathways
