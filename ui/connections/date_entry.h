// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDate>
#include <QString>

namespace pathways::ui {

/// Parses a day in the locale's formats ("25/01/2027", "1/25/27") or as "2027-01-25". Invalid if it is not a day.
[[nodiscard]] QDate dayFrom(const QString& text);
/// An example of how a day may be written, for a hint.
[[nodiscard]] QString dayExample(const QDate& day);

} // namespace pathways::ui
