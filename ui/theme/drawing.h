// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStyleOption>

namespace pathways::ui::drawing {

/// Fills a rounded rectangle and strokes its inside edge, aligned to device pixels.
void roundedBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge,
                double width = 1.0);
/// The tick of check boxes and chosen entries.
void tick(QPainter& painter, const QRectF& box, const QColor& color);
void checkMark(QPainter& painter, const QRectF& box, QStyle::State state);
void radioMark(QPainter& painter, const QRectF& box, QStyle::State state);
/// The focus ring around a control whose own rectangle is given.
void focusRing(QPainter& painter, const QRectF& control, double radius);
/// A card's background: surface, hairline; chosen: selected fill and 2 px edge.
void card(QPainter& painter, const QRectF& rect, bool chosen = false, bool hovered = false, bool sunken = false);

// Parts of PathwaysStyle, each in its own file.
void pushButtonFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void pushButtonLabel(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void fieldFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void toolButtonFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void headerSection(const QStyleOption& option, QPainter& painter);
void headerLabel(const QStyleOption& option, QPainter& painter);
void menuItem(const QStyleOption& option, QPainter& painter, const QWidget* widget);
void progressBar(const QStyleOption& option, QPainter& painter);
void scrollBar(const QStyleOptionComplex& option, const QRect& thumb, QPainter& painter);

} // namespace pathways::ui::drawing
