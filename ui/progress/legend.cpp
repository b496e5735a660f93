// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress/legend.h"

#include "ui/theme/theme.h"

#include <QPainter>
#include <QStringList>
#include <QStyle>

#include <algorithm>

namespace pathways::ui {

namespace {
constexpr int kSwatch = 12;
constexpr int kGap = 8;
constexpr int kBetween = 24;

int advance(TextStyle style, const QString& text) {
    return QFontMetrics(Theme::font(style)).horizontalAdvance(text);
}
} // namespace

Legend::Legend(QWidget* parent)
    : QWidget(parent) {}

void Legend::setItems(const QList<Item>& items) {
    m_items = items;
    QStringList words;
    for (const Item& item : items) {
        words << item.count + u' ' + item.name;
    }
    setAccessibleName(words.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

int Legend::widthOf(const Item& item) {
    return Theme::px(kSwatch) + Theme::px(kGap) + advance(TextStyle::BodyStrong, item.count) + Theme::px(kGap) - 2 +
           advance(TextStyle::Body, item.name);
}

QSize Legend::sizeHint() const {
    int width = 0;
    for (const Item& item : m_items) {
        width += widthOf(item) + (width > 0 ? Theme::px(kBetween) : 0);
    }
    return {width, QFontMetrics(Theme::font(TextStyle::BodyStrong)).height() + 2};
}

QSize Legend::minimumSizeHint() const {
    return {Theme::px(60), sizeHint().height()};
}

void Legend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    int x = 0;
    const auto place = [this](int left, int width) {
        return QStyle::visualRect(layoutDirection(), rect(), QRect(left, 0, width, height()));
    };
    const int flags = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter);
    for (const Item& item : m_items) {
        const int swatch = Theme::px(kSwatch);
        const QRect box = place(x, swatch);
        paintPart(painter, QRectF(box.left(), (height() - swatch) / 2.0, swatch, swatch), item.look, Theme::px(3));
        x += swatch + Theme::px(kGap);
        painter.setFont(Theme::font(TextStyle::BodyStrong));
        painter.setPen(Theme::color(Role::Text));
        const int count = advance(TextStyle::BodyStrong, item.count);
        painter.drawText(place(x, count + 1), flags, item.count);
        x += count + Theme::px(kGap) - 2;
        painter.setFont(Theme::font(TextStyle::Body));
        painter.setPen(Theme::color(Role::TextMuted));
        const int name = advance(TextStyle::Body, item.name);
        painter.drawText(place(x, name + 1), flags, item.name);
        x += name + Theme::px(kBetween);
    }
}

} // namespace pathways::ui
