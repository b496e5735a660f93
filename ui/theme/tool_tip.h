// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace pathways::ui {

/// A text for setToolTip() and Qt::ToolTipRole that is shown as it stands, character for character (rule U83). Qt reads
/// a tool tip as markup when it looks like markup.
[[nodiscard]] QString plainToolTip(const QString& text);

} // namespace pathways::ui
