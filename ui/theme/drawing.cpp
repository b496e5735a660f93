// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/drawing.h"

#include <QStyle>

namespace pathways::ui::drawing {

void roundedBox(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& edge,
                double width) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = width / 2.0;
    painter.setPen(edge.isValid() && edge.alpha() > 0 ? QPen(edge, width) : QPen(Qt::NoPen));
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    const double inset = edge.isValid() && edge.alpha() > 0 ? half : 0.0;
    const double r = std::max(0.0, radius - inset);
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), r, r);
    painter.restore();
}

void tick(QPainter& painter, const QRectF& box, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double u = box.width() / 18.0;
    QPen pen(color, 2.0 * u);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    painter.drawPolyline(QPolygonF({box.topLeft() + QPointF(4.6, 9.4) * u, box.topLeft() + QPointF(7.7, 12.5) * u,
                                    box.topLeft() + QPointF(13.4, 5.9) * u}));
    painter.restore();
}

void checkMark(QPainter& painter, const QRectF& box, QStyle::State state) {
    const bool enabled = state & QStyle::State_Enabled;
    const bool on = state & QStyle::State_On;
    const bool some = state & QStyle::State_NoChange;
    const double radius = box.width() * 5.0 / 18.0;
    if (on || some) {
        const QColor fill = !enabled                          ? Theme::color(Role::TextDisabled)
                            : state & QStyle::State_Sunken    ? Theme::color(Role::AccentPressed)
                            : state & QStyle::State_MouseOver ? Theme::color(Role::AccentHover)
                                                              : Theme::color(Role::Accent);
        roundedBox(painter, box, radius, fill, QColor());
        if (on) {
            tick(painter, box, Theme::color(enabled ? Role::AccentText : Role::Surface));
        } else {
            painter.fillRect(QRectF(box.x() + box.width() * 0.25, box.center().y() - 1, box.width() * 0.5, 2),
                             Theme::color(Role::AccentText));
        }
        return;
    }
    const QColor fill = !enabled                          ? Theme::color(Role::Sunken)
                        : state & QStyle::State_Sunken    ? Theme::color(Role::Pressed)
                        : state & QStyle::State_MouseOver ? Theme::color(Role::Hover)
                                                          : Theme::color(Role::Surface);
    roundedBox(painter, box, radius, fill, Theme::color(enabled ? Role::Border : Role::TextDisabled), 1.5);
}

void radioMark(QPainter& painter, const QRectF& box, QStyle::State state) {
    const bool enabled = state & QStyle::State_Enabled;
    const bool on = state & QStyle::State_On;
    const QColor fill = !enabled                                   ? Theme::color(Role::Sunken)
                        : !on && (state & QStyle::State_Sunken)    ? Theme::color(Role::Pressed)
                        : !on && (state & QStyle::State_MouseOver) ? Theme::color(Role::Hover)
                                                                   : Theme::color(Role::Surface);
    const QColor edge = !enabled ? Theme::color(Role::TextDisabled) : Theme::color(on ? Role::AccentInk : Role::Border);
    roundedBox(painter, box, box.width() / 2, fill, edge, on ? 2.0 : 1.5);
    if (on) {
        const double r = box.width() * 4.0 / 18.0;
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(enabled ? Theme::color(Role::AccentInk) : Theme::color(Role::TextDisabled));
        painter.drawEllipse(box.center(), r, r);
        painter.restore();
    }
}

void focusRing(QPainter& painter, const QRectF& control, double radius) {
    // 2 px ring, 2 px gap, so that it never touches the control's own edge.
    roundedBox(painter, control.adjusted(-4, -4, 4, 4), radius + 4, QColor(), Theme::color(Role::Focus), 2.0);
}

void card(QPainter& painter, const QRectF& rect, bool chosen, bool hovered, bool sunken) {
    const double radius = Theme::px(10);
    if (chosen) {
        roundedBox(painter, rect, radius, Theme::color(Role::Selected), Theme::color(Role::AccentInk), 2.0);
    } else if (sunken) {
        roundedBox(painter, rect, radius, Theme::color(Role::Sunken), Theme::color(Role::Divider));
    } else if (hovered) {
        roundedBox(painter, rect, radius, Theme::color(Role::Hover), Theme::color(Role::Border));
    } else {
        roundedBox(painter, rect, radius, Theme::color(Role::Surface), Theme::color(Role::Divider));
    }
}

} // namespace pathways::ui::drawing
