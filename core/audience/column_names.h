// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/destination_type.h"

#include <QString>

#include <optional>

namespace pathways {

/// A header or label in the form in which names are compared: lower case, without accents, punctuation and spaces.
[[nodiscard]] QString bareName(const QString& name);

/// The kind of field that a header usually names, in English, German, French, Spanish, Italian, Dutch, Portuguese and
/// Polish.
[[nodiscard]] std::optional<FieldKind> kindOfHeader(const QString& header);

/// The kind of field that a value looks like, if its form shows it.
[[nodiscard]] std::optional<FieldKind> kindOfValue(const QString& value);

} // namespace pathways
