// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QString>

#include <optional>

namespace pathways {

/// A header or label reduced to what names compare by: lower case, without accents, punctuation and blanks.
[[nodiscard]] QString bareName(const QString& name);

/// What a header is usually called for, in English, German, French, Spanish, Italian, Dutch, Portuguese and Polish.
[[nodiscard]] std::optional<FieldKind> kindOfHeader(const QString& header);

/// What a value looks like; only kinds that can be told from their form.
[[nodiscard]] std::optional<FieldKind> kindOfValue(const QString& value);

} // namespace pathways
