// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace pathways::ui {

/// "1,032".
[[nodiscard]] QString countText(qint64 count);
/// n for %n plurals, which take an int.
[[nodiscard]] int plural(qint64 count);
/// "Today, 08:14", "Yesterday, 16:40", "3 March", "3 March 2024"; local time. Empty for no date.
[[nodiscard]] QString whenText(const QDateTime& utc, const QDateTime& now = QDateTime::currentDateTimeUtc());
/// Date, time and zone, for tool tips and history.
[[nodiscard]] QString exactWhenText(const QDateTime& utc);
/// "60 %".
[[nodiscard]] QString percentText(double fraction);
/// "About 4 minutes", "Less than a minute".
[[nodiscard]] QString durationText(qint64 seconds);
/// Data inside a sentence keeps its own direction (rule U82): wrapped in first-strong isolates.
[[nodiscard]] QString isolated(const QString& data);
/// Invisible characters made visible, as in problem lists (rule U84): "·" for odd spaces, "[ZWSP]" and the like.
[[nodiscard]] QString visibleText(const QString& value);

} // namespace pathways::ui
