// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QWidget;

namespace pathways::ui {

/// Tells screen readers about a change without moving the focus (rule U73). The widget's accessible name becomes the
/// text. Qt 6.4 has no announcement event, so an alert and a name change are sent.
void announce(QWidget* widget, const QString& text);

/// Gives our painted widgets their accessible roles (graphic, status); called once at start.
void installAccessibleRoles();

} // namespace pathways::ui
