// SPDX-License-Identifier: GPL-3.0-or-later
// Buttons and fields of PathwaysStyle.
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QStyle>

namespace pathways::ui::drawing {
namespace {

ButtonKind kindOf(const QWidget* widget, const QStyleOption& option) {
    if (const auto* button = qobject_cast<const Button*>(widget)) {
        return button->kind();
    }
    const auto* push = qstyleoption_cast<const QStyleOptionButton*>(&option);
    return push && push->features & QStyleOptionButton::DefaultButton ? ButtonKind::Primary : ButtonKind::Plain;
}

struct Look {
    QColor fill;
    QColor edge;
    QColor ink;
};

Look lookOf(ButtonKind kind, QStyle::State state) {
    const bool enabled = state & QStyle::State_Enabled;
    const bool down = enabled && (state & (QStyle::State_Sunken | QStyle::State_On));
    const bool hover = enabled && state & QStyle::State_MouseOver;
    const auto c = [](Role role) { return Theme::color(role); };
    const QColor clear(Qt::transparent);
    if (!enabled) {
        return kind == ButtonKind::Quiet || kind == ButtonKind::QuietText
                   ? Look{clear, clear, c(Role::TextDisabled)}
                   : Look{c(Role::Surface), c(Role::Divider), c(Role::TextDisabled)};
    }
    switch (kind) {
    case ButtonKind::Primary: {
        const QColor fill = c(down ? Role::AccentPressed : hover ? Role::AccentHover : Role::Accent);
        return {fill, fill, c(Role::AccentText)};
    }
    case ButtonKind::DangerFilled:
        return {c(Role::DangerFill), c(Role::DangerFill), c(Role::DangerText)};
    case ButtonKind::Danger:
        return {c(down    ? Role::Pressed
                  : hover ? Role::DangerTint
                          : Role::Surface),
                c(Role::Danger), c(Role::DangerInk)};
    case ButtonKind::Quiet:
        return {down ? c(Role::Pressed) : hover ? c(Role::Hover) : clear, clear, c(Role::TextLink)};
    case ButtonKind::QuietText:
        return {down ? c(Role::Pressed) : hover ? c(Role::Hover) : clear, clear, c(Role::Text)};
    case ButtonKind::Plain:
        break;
    }
    return {c(down ? Role::Pressed : hover ? Role::Hover : Role::Surface), c(Role::Border), c(Role::Text)};
}

} // namespace

void pushButtonFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget) {
    const Look look = lookOf(kindOf(widget, option), option.state);
    roundedBox(painter, option.rect, Theme::px(7), look.fill, look.edge);
}

void pushButtonLabel(const QStyleOption& option, QPainter& painter, const QWidget* widget) {
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(&option);
    if (!button) {
        return;
    }
    const Look look = lookOf(kindOf(widget, option), option.state);
    const QSize iconSize = button->icon.isNull() ? QSize() : button->iconSize;
    const int gap = iconSize.isEmpty() || button->text.isEmpty() ? 0 : Theme::px(8);
    const QRect room = option.rect.adjusted(Theme::px(4), 0, -Theme::px(4), 0);
    const int textWidth = button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
    const int width = std::min(room.width(), textWidth + gap + std::max(0, iconSize.width()));
    const auto* own = qobject_cast<const Button*>(widget);
    QRect content(room.x() + (room.width() - width) / 2, room.y(), width, room.height());
    if (!iconSize.isEmpty()) {
        QRect at(content.x(), content.center().y() - iconSize.height() / 2 + 1, iconSize.width(), iconSize.height());
        at = QStyle::visualRect(option.direction, room, at);
        if (own && !own->iconName().isEmpty()) {
            icons::paint(painter, own->iconName(), at, look.ink, option.direction);
        } else {
            button->icon.paint(&painter, at);
        }
    }
    QRect text = content.adjusted(iconSize.isEmpty() ? 0 : iconSize.width() + gap, 0, 0, 0);
    text = QStyle::visualRect(option.direction, room, text);
    painter.setPen(look.ink);
    const QString shown =
        button->fontMetrics.elidedText(button->text, Qt::ElideRight, text.width() + 1, Qt::TextShowMnemonic);
    painter.drawText(text.adjusted(0, 0, 1, 0),
                     int(Qt::AlignVCenter | Qt::TextShowMnemonic | Qt::TextSingleLine) |
                         int(QStyle::visualAlignment(option.direction, Qt::AlignLeft)),
                     shown);
    if (button->features & QStyleOptionButton::HasMenu) {
        const int side = Theme::px(16);
        const QRect chevron = QStyle::visualRect(
            option.direction, option.rect,
            QRect(option.rect.right() - side - Theme::px(8), option.rect.center().y() - side / 2 + 1, side, side));
        icons::paint(painter, QStringLiteral("down"), chevron, look.ink);
    }
}

void fieldFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool problem = widget && widget->property("problem").toBool();
    const QColor fill = Theme::color(enabled ? Role::Surface : Role::Sunken);
    const QColor edge = problem ? Theme::color(Role::Danger) : Theme::color(enabled ? Role::Border : Role::Divider);
    roundedBox(painter, option.rect, Theme::px(7), fill, edge, problem ? 2.0 : 1.0);
}

void toolButtonFrame(const QStyleOption& option, QPainter& painter, const QWidget* widget) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool framed = widget && widget->property("framed").toBool();
    const bool down = enabled && option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hover = enabled && option.state & QStyle::State_MouseOver;
    const QColor fill = down     ? Theme::color(Role::Pressed)
                        : hover  ? Theme::color(Role::Hover)
                        : framed ? Theme::color(Role::Surface)
                                 : QColor(Qt::transparent);
    roundedBox(painter, option.rect, Theme::px(7), fill,
               framed ? Theme::color(enabled ? Role::Border : Role::Divider) : QColor());
}

} // namespace pathways::ui::drawing
