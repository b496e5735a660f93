// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/status_badge.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"

#include <QEvent>
#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

ToneRoles rolesOf(Tone tone) {
    switch (tone) {
    case Tone::Info:
        return {Role::InfoInk, Role::Info, Role::InfoTint};
    case Tone::Success:
        return {Role::SuccessInk, Role::Success, Role::SuccessTint};
    case Tone::Warning:
        return {Role::WarningInk, Role::Warning, Role::WarningTint};
    case Tone::Danger:
        return {Role::DangerInk, Role::Danger, Role::DangerTint};
    case Tone::Accent:
        return {Role::AccentInk, Role::AccentInk, Role::AccentTint};
    case Tone::Neutral:
        break;
    }
    return {Role::NeutralInk, Role::Border, Role::NeutralTint};
}

StatusBadge::StatusBadge(const Look& look, QWidget* parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    set(look);
}

void StatusBadge::set(const Look& look) {
    m_look = look;
    setAccessibleName(look.text);
    updateGeometry();
    update();
}

StatusBadge::Look StatusBadge::lookOf(PushStatus status) {
    switch (status) {
    case PushStatus::Processing:
        return {displayName(status), QStringLiteral("progress"), Tone::Info};
    case PushStatus::Synced:
        return {displayName(status), QStringLiteral("ok"), Tone::Success};
    case PushStatus::SyncedWithExceptions:
        return {displayName(status), QStringLiteral("warn"), Tone::Warning};
    case PushStatus::Stopped:
        return {displayName(status), QStringLiteral("stopped"), Tone::Danger};
    case PushStatus::NeedsYou:
        return {displayName(status), QStringLiteral("needsyou"), Tone::Warning};
    }
    return {};
}

QSize StatusBadge::sizeFor(const Look& look) {
    const QFontMetrics metrics(Theme::font(TextStyle::SmallStrong));
    const int icon = look.icon.isEmpty() ? 0 : Theme::px(16 + 5);
    const int side = Theme::px(look.icon.isEmpty() ? 9 : 8);
    return {metrics.horizontalAdvance(look.text) + icon + 2 * side + 2, std::max(Theme::px(22), metrics.height() + 4)};
}

int StatusBadge::widestStatus() {
    int widest = 0;
    for (const PushStatus status : {PushStatus::Processing, PushStatus::Synced, PushStatus::SyncedWithExceptions,
                                    PushStatus::Stopped, PushStatus::NeedsYou}) {
        widest = std::max(widest, sizeFor(lookOf(status)).width());
    }
    return widest;
}

QSize StatusBadge::sizeHint() const {
    return sizeFor(m_look);
}

void StatusBadge::paint(QPainter& painter, const QRect& rect, const Look& look, Qt::LayoutDirection direction) {
    const ToneRoles roles = rolesOf(look.tone);
    const QColor fill = Theme::color(roles.tint);
    // In high contrast the tint equals the page, so an edge is drawn.
    const bool needsEdge =
        Theme::current() == Palette::HighContrastLight || Theme::current() == Palette::HighContrastDark;
    drawing::roundedBox(painter, rect, rect.height() / 2.0, fill, needsEdge ? Theme::color(roles.edge) : QColor());
    int x = rect.x() + Theme::px(look.icon.isEmpty() ? 9 : 7);
    const QColor ink = Theme::color(roles.ink);
    if (!look.icon.isEmpty()) {
        const int side = Theme::px(16);
        const QRect at(x, rect.y() + (rect.height() - side) / 2, side, side);
        icons::paint(painter, look.icon, QStyle::visualRect(direction, rect, at), ink, direction);
        x += side + Theme::px(5);
    }
    painter.save();
    painter.setFont(Theme::font(TextStyle::SmallStrong));
    painter.setPen(ink);
    const QRect text(x, rect.y(), rect.right() - x, rect.height());
    painter.drawText(QStyle::visualRect(direction, rect, text),
                     int(QStyle::visualAlignment(direction, Qt::AlignLeft)) | int(Qt::AlignVCenter) |
                         int(Qt::TextSingleLine),
                     painter.fontMetrics().elidedText(look.text, Qt::ElideRight, text.width()));
    painter.restore();
}

void StatusBadge::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, rect(), m_look, layoutDirection());
}

void StatusBadge::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        updateGeometry();
    }
    QWidget::changeEvent(event);
}

} // namespace pathways::ui
