// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/sparkline.h"

#include "ui/common/text.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace pathways::ui {
namespace {
constexpr qsizetype kMostPoints = 600;
}

Sparkline::Sparkline(const QString& name, QWidget* parent)
    : QWidget(parent) {
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void Sparkline::setTarget(qint64 people) {
    m_target = people;
    update();
}

void Sparkline::clear() {
    m_points.clear();
    update();
}

void Sparkline::append(const Point& point) {
    m_points.append(point);
    if (m_points.size() > kMostPoints) {
        QList<Point> thinned;
        for (qsizetype i = 0; i < m_points.size(); i += 2) {
            thinned.append(m_points.at(i));
        }
        if (thinned.last().ms != point.ms) {
            thinned.append(point);
        }
        m_points = thinned;
    }
    setAccessibleDescription(tr("%Ln people accepted so far", nullptr, plural(point.people)));
    update();
}

QSize Sparkline::sizeHint() const {
    return {Theme::px(400), Theme::px(160)};
}

QSize Sparkline::minimumSizeHint() const {
    return {Theme::px(160), Theme::px(90)};
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics metrics(small);
    painter.setFont(small);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    const qint64 top = std::max<qint64>({m_target, m_points.isEmpty() ? 0 : m_points.last().people, 1});
    const int axis = metrics.horizontalAdvance(countText(top)) + Theme::px(10);
    QRectF plot =
        rect().adjusted(mirrored ? axis : 0, metrics.height() / 2, mirrored ? 0 : -axis, -metrics.height() / 2 - 2);
    for (const double level : {0.0, 0.5, 1.0}) {
        const double y = plot.bottom() - level * plot.height();
        painter.fillRect(QRectF(plot.x(), std::round(y), plot.width(), 1), Theme::color(Role::Divider));
        const QRectF label(mirrored ? 0 : plot.right(), y - metrics.height() / 2.0, axis, metrics.height());
        painter.setPen(Theme::color(Role::TextMuted));
        painter.drawText(label, int(mirrored ? Qt::AlignLeft : Qt::AlignRight) | int(Qt::AlignVCenter),
                         countText(qint64(double(top) * level)));
    }
    if (m_points.size() < 2) {
        painter.setPen(Theme::color(Role::TextMuted));
        painter.drawText(plot, Qt::AlignCenter, tr("Nothing accepted yet"));
        return;
    }
    const qint64 start = m_points.first().ms;
    const double span = double(std::max<qint64>(1, m_points.last().ms - start));
    const auto at = [&](const Point& p) {
        const double share = double(p.ms - start) / span;
        const double x = mirrored ? plot.right() - share * plot.width() : plot.x() + share * plot.width();
        return QPointF(x, plot.bottom() - double(p.people) / double(top) * plot.height());
    };
    for (qsizetype i = 1; i < m_points.size(); ++i) {
        if (m_points.at(i).waiting) {
            const double a = at(m_points.at(i - 1)).x();
            const double b = at(m_points.at(i)).x();
            painter.fillRect(QRectF(QPointF(std::min(a, b), plot.y()), QPointF(std::max(a, b), plot.bottom())),
                             Theme::color(Role::InfoTint));
        }
    }
    QPolygonF line;
    for (const Point& p : m_points) {
        line.append(at(p));
    }
    QPolygonF area = line;
    area.append(QPointF(line.last().x(), plot.bottom()));
    area.append(QPointF(line.first().x(), plot.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    QPainterPath fill;
    fill.addPolygon(area);
    painter.setOpacity(0.75);
    painter.fillPath(fill, Theme::color(Role::AccentTint));
    painter.setOpacity(1.0);
    painter.setPen(QPen(Theme::color(Role::AccentInk), 2.0, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(line);
}

} // namespace pathways::ui
