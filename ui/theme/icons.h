// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QIcon>
#include <QPixmap>

class QPainter;

namespace pathways::ui {

/// Our own pictograms: one colour, drawn from SVG at the requested size and pixel ratio; those that point somewhere are
/// mirrored in right-to-left. Names are the files of resources/icons without their ending.
namespace icons {

/// Draws a pictogram into a square of the given logical size at (x, y).
void paint(QPainter& painter, const QString& name, const QRectF& square, const QColor& color,
           Qt::LayoutDirection direction = Qt::LeftToRight);
/// A pixmap of size x size logical pixels, cached.
[[nodiscard]] QPixmap pixmap(const QString& name, int size, const QColor& color, qreal pixelRatio,
                             Qt::LayoutDirection direction = Qt::LeftToRight);
/// An icon that takes its colour from the theme each time it is painted, so it follows a live switch.
[[nodiscard]] QIcon icon(const QString& name, Role role = Role::TextMuted);
[[nodiscard]] bool exists(const QString& name);

} // namespace icons
} // namespace pathways::ui
