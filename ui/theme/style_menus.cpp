// SPDX-License-Identifier: GPL-3.0-or-later
// Headers, menus, progress and scroll bars of PathwaysStyle.
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"

#include <QHeaderView>
#include <QStyle>

namespace pathways::ui::drawing {

void headerSection(const QStyleOption& option, QPainter& painter) {
    painter.fillRect(option.rect, Theme::color(Role::Sunken));
    painter.fillRect(QRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1),
                     Theme::color(Role::Divider));
}

void headerLabel(const QStyleOption& option, QPainter& painter) {
    const auto* header = qstyleoption_cast<const QStyleOptionHeader*>(&option);
    if (!header) {
        return;
    }
    const QFont font = Theme::font(TextStyle::SmallStrong);
    const QFontMetrics metrics(font);
    QRect room = option.rect.adjusted(Theme::px(14) - 2, 0, 2 - Theme::px(14), 0);
    painter.save();
    painter.setFont(font);
    painter.setPen(Theme::color(Role::TextMuted));
    const int side = Theme::px(12);
    const bool sorted = header->sortIndicator != QStyleOptionHeader::None;
    const int flags = int(QStyle::visualAlignment(option.direction, header->textAlignment)) | int(Qt::AlignVCenter) |
                      int(Qt::TextSingleLine);
    const QString text = metrics.elidedText(header->text, Qt::ElideRight, room.width() - (sorted ? side : 0));
    painter.drawText(room, flags, text);
    if (sorted) {
        const int width = metrics.horizontalAdvance(text);
        const bool trailing = header->textAlignment & Qt::AlignRight;
        QRect at(trailing ? room.right() - width - side - 2 : room.left() + width + 2, room.center().y() - side / 2,
                 side, side);
        at = QStyle::visualRect(option.direction, room, at);
        if (header->sortIndicator == QStyleOptionHeader::SortUp) {
            icons::paint(painter, QStringLiteral("down"), at, Theme::color(Role::TextMuted));
        } else {
            painter.translate(at.center().x(), at.center().y());
            painter.scale(1, -1);
            painter.translate(-at.center().x(), -at.center().y());
            icons::paint(painter, QStringLiteral("down"), at, Theme::color(Role::TextMuted));
        }
    }
    painter.restore();
}

void menuItem(const QStyleOption& option, QPainter& painter, const QWidget* widget) {
    const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(&option);
    if (!item) {
        return;
    }
    if (item->menuItemType == QStyleOptionMenuItem::Separator) {
        painter.fillRect(
            QRect(option.rect.left() + Theme::px(6), option.rect.center().y(), option.rect.width() - Theme::px(12), 1),
            Theme::color(Role::Divider));
        return;
    }
    const bool enabled = option.state & QStyle::State_Enabled;
    if (enabled && option.state & QStyle::State_Selected) {
        roundedBox(painter, QRectF(option.rect).adjusted(2, 1, -2, -1), Theme::px(6), Theme::color(Role::Selected),
                   QColor());
    }
    const bool danger = widget && widget->property("dangerItem").toString() == item->text;
    const QColor ink = Theme::color(!enabled ? Role::TextDisabled : danger ? Role::DangerInk : Role::Text);
    const int side = Theme::px(16);
    int lead = Theme::px(12);
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(option.direction, option.rect, r); };
    if (item->checkType != QStyleOptionMenuItem::NotCheckable || !item->icon.isNull() || item->maxIconWidth > 0) {
        const QRect at(option.rect.left() + lead, option.rect.center().y() - side / 2 + 1, side, side);
        if (item->checked) {
            icons::paint(painter, QStringLiteral("check"), placed(at), ink);
        } else if (!item->icon.isNull()) {
            item->icon.paint(&painter, placed(at), Qt::AlignCenter, enabled ? QIcon::Normal : QIcon::Disabled);
        }
        lead += side + Theme::px(10);
    }
    painter.setPen(ink);
    painter.setFont(item->font);
    const QStringList parts = item->text.split(u'\t');
    const QRect text(option.rect.left() + lead, option.rect.top(), option.rect.width() - lead - Theme::px(12),
                     option.rect.height());
    painter.drawText(placed(text),
                     int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)) |
                         int(Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine),
                     parts.value(0));
    if (parts.size() > 1) {
        painter.setPen(Theme::color(Role::TextMuted));
        painter.drawText(placed(text),
                         int(QStyle::visualAlignment(option.direction, Qt::AlignRight)) | int(Qt::AlignVCenter),
                         parts.value(1));
    }
    if (item->menuItemType == QStyleOptionMenuItem::SubMenu) {
        icons::paint(painter, QStringLiteral("right"),
                     placed(QRect(option.rect.right() - side - 4, option.rect.center().y() - side / 2, side, side)),
                     ink, option.direction);
    }
}

void progressBar(const QStyleOption& option, QPainter& painter) {
    const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(&option);
    if (!bar) {
        return;
    }
    const QRectF track = option.rect;
    const double radius = track.height() / 2;
    roundedBox(painter, track, radius, Theme::color(Role::Track), QColor());
    QRectF part = track;
    const bool unknown = bar->minimum == bar->maximum;
    if (unknown) {
        part.setWidth(track.width() * 0.18);
        part.moveLeft(track.x() + track.width() * 0.34);
    } else {
        const double span = double(bar->maximum) - bar->minimum;
        const double share = span > 0 ? (double(bar->progress) - bar->minimum) / span : 0.0;
        if (share <= 0) {
            return;
        }
        part.setWidth(std::max(track.height(), track.width() * std::min(1.0, share)));
    }
    if (option.direction == Qt::RightToLeft) {
        part.moveRight(track.right() - (part.x() - track.x()));
    }
    roundedBox(painter, part, radius, Theme::color(Role::AccentInk), QColor());
}

void scrollBar(const QStyleOptionComplex& option, const QRect& thumb, QPainter& painter) {
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(&option);
    if (!slider || slider->minimum == slider->maximum) {
        return;
    }
    const bool wide = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const double inset = wide ? 2.0 : 3.0;
    QRectF part = QRectF(thumb).adjusted(inset, inset, -inset, -inset);
    const double radius = std::min(part.width(), part.height()) / 2;
    roundedBox(painter, part, radius, Theme::color(wide ? Role::TextMuted : Role::Border), QColor());
}

} // namespace pathways::ui::drawing
