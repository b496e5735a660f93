// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"
#include "ui/common/labels.h"

namespace pathways::ui {

/// The name of a kind of destination, e.g. "Email".
[[nodiscard]] QString kindText(DestinationKind kind);
/// How its glyph is tinted.
[[nodiscard]] GlyphKind glyphKind(DestinationKind kind);

} // namespace pathways::ui
