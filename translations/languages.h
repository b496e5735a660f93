// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace pathways {

/// The languages that the program comes with ("en", ...), by the translation files compiled into it.
[[nodiscard]] QStringList shippedLanguages();

} // namespace pathways
