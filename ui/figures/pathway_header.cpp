// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/figures/pathway_header.h"

#include "ui/common/status_badge.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

PathwayHeader::PathwayHeader(QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PathwayHeader::setFrom(const QString& name, const QString& detail, bool modeled) {
    m_fromName = name;
    m_fromDetail = detail;
    m_fromIcon = modeled ? QStringLiteral("modeled") : QStringLiteral("people");
    refreshAccessible();
}

void PathwayHeader::setMethod(const QString& method) {
    m_method = method;
    refreshAccessible();
}

void PathwayHeader::setTo(const QString& name, const QString& detail, const QString& icon, GlyphKind kind) {
    m_toName = name;
    m_toDetail = detail;
    m_toIcon = icon;
    m_toKind = kind;
    refreshAccessible();
}

void PathwayHeader::setPractice(bool practice) {
    m_practice = practice;
    refreshAccessible();
}

void PathwayHeader::refreshAccessible() {
    setAccessibleName(tr("From %1 to %2, %3", "audience, list, Method of Sync").arg(m_fromName, m_toName, m_method));
    setAccessibleDescription(
        m_practice
            ? tr("Practice, %1, %2", "details of the audience, details of the list").arg(m_fromDetail, m_toDetail)
            : tr("%1, %2", "details of the audience, details of the list").arg(m_fromDetail, m_toDetail));
    setToolTip(plainToolTip(tr("%1, %2", "list, its details").arg(m_toName, m_toDetail)));
    updateGeometry();
    update();
}

QSize PathwayHeader::sizeHint() const {
    const int lines = QFontMetrics(Theme::font(TextStyle::BodyStrong)).height() +
                      QFontMetrics(Theme::font(TextStyle::Small)).height();
    return {Theme::px(700), std::max(Theme::px(56), lines + Theme::px(18))};
}

QSize PathwayHeader::minimumSizeHint() const {
    return {Theme::px(420), sizeHint().height()};
}

int PathwayHeader::endWidth(const QString& name, const QString& detail) const {
    return Theme::px(36 + 10) +
           std::max(QFontMetrics(Theme::font(TextStyle::BodyStrong)).horizontalAdvance(name),
                    QFontMetrics(Theme::font(TextStyle::Small)).horizontalAdvance(detail)) +
           2;
}

void PathwayHeader::paintEnd(QPainter& painter, const QRect& rect, const QString& icon, GlyphKind kind,
                             const QString& name, const QString& detail) const {
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect, r); };
    const int glyph = Theme::px(36);
    Glyph::paint(painter, placed(QRect(rect.x(), rect.center().y() - glyph / 2 + 1, glyph, glyph)), icon, kind);
    const QFont strong = Theme::font(TextStyle::BodyStrong);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics a(strong);
    const QFontMetrics b(small);
    const int x = rect.x() + glyph + Theme::px(10);
    const int room = rect.right() - x + 1;
    const int y = rect.center().y() - (a.height() + (detail.isEmpty() ? 0 : b.height())) / 2 + 1;
    const int flags = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter);
    painter.setFont(strong);
    painter.setPen(Theme::color(Role::Text));
    painter.drawText(placed(QRect(x, y, room, a.height())), flags, a.elidedText(name, Qt::ElideRight, room));
    painter.setFont(small);
    painter.setPen(Theme::color(Role::TextMuted));
    painter.drawText(placed(QRect(x, y + a.height(), room, b.height())), flags,
                     b.elidedText(detail, Qt::ElideMiddle, room));
}

void PathwayHeader::paintWire(QPainter& painter, const QRect& rect) const {
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    if (mirrored) { // drawn once, from left to right
        painter.translate(rect.x() * 2 + rect.width(), 0);
        painter.scale(-1, 1);
    }
    const QColor ink = Theme::color(Role::AccentInk);
    QPen pen(ink, 2.0);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    const double y = rect.center().y() + 0.5;
    const double r = 4.0;
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(QPointF(rect.x() + r + 1, y), r, r);
    const double tip = rect.right() - 1.0;
    painter.drawPolyline(QPolygonF({QPointF(tip - 6, y - 5.5), QPointF(tip, y), QPointF(tip - 6, y + 5.5)}));
    if (m_practice) {
        pen.setDashPattern({3, 3});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
    }
    painter.drawLine(QPointF(rect.x() + 2 * r + 2, y), QPointF(tip - 1, y));
    painter.restore();

    const QFont strong = Theme::font(TextStyle::SmallStrong);
    const QFontMetrics metrics(strong);
    const StatusBadge::Look practice{tr("Practice"), QStringLiteral("practice"), Tone::Accent};
    const QSize pill = m_practice ? StatusBadge::sizeFor(practice) : QSize();
    const int gap = m_practice ? Theme::px(8) : 0;
    const QString word = metrics.elidedText(m_method, Qt::ElideRight, std::max(0, rect.width() - Theme::px(60)));
    const int width = metrics.horizontalAdvance(word) + gap + std::max(0, pill.width());
    QRect label(rect.center().x() - width / 2, rect.y(), width, rect.height());
    painter.fillRect(label.adjusted(-Theme::px(9), 0, Theme::px(9), 0), Theme::color(Role::Surface));
    painter.setFont(strong);
    painter.setPen(ink);
    QRect text(label.x(), label.y(), metrics.horizontalAdvance(word) + 1, label.height());
    painter.drawText(QStyle::visualRect(layoutDirection(), label, text), Qt::AlignCenter, word);
    if (m_practice) {
        const QRect at(label.right() - pill.width() + 1, rect.center().y() - pill.height() / 2 + 1, pill.width(),
                       pill.height());
        StatusBadge::paint(painter, QStyle::visualRect(layoutDirection(), label, at), practice, layoutDirection());
    }
}

void PathwayHeader::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect());
    const int side = Theme::px(16);
    const int wireLeast = Theme::px(m_practice ? 230 : 130);
    const int room = width() - 2 * side - wireLeast - 2 * Theme::px(14);
    int from = endWidth(m_fromName, m_fromDetail);
    int to = endWidth(m_toName, m_toDetail);
    if (from + to > room) { // both shrink, the longer one first
        const int half = room / 2;
        if (from <= half) {
            to = room - from;
        } else if (to <= half) {
            from = room - to;
        } else {
            from = half;
            to = half;
        }
    }
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    paintEnd(painter, placed(QRect(side, 0, from, height())), m_fromIcon, GlyphKind::Neutral, m_fromName, m_fromDetail);
    paintEnd(painter, placed(QRect(width() - side - to, 0, to, height())), m_toIcon, m_toKind, m_toName, m_toDetail);
    const int x = side + from + Theme::px(14);
    paintWire(painter,
              placed(QRect(x, height() / 2 - Theme::px(11), width() - side - to - Theme::px(14) - x, Theme::px(22))));
}

bool PathwayHeader::event(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        updateGeometry();
    }
    return QWidget::event(event);
}

} // namespace pathways::ui
