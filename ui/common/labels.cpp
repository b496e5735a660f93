// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/labels.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

TextLabel::TextLabel(const QString& text, TextStyle style, Role role, QWidget* parent)
    : QLabel(parent)
    , m_style(style)
    , m_role(role) {
    setTextFormat(Qt::PlainText);
    setTextInteractionFlags(Qt::NoTextInteraction);
    setText(text);
    refresh();
}

void TextLabel::setStyle(TextStyle style) {
    m_style = style;
    refresh();
}

void TextLabel::setRole(Role role) {
    m_role = role;
    refresh();
}

void TextLabel::setWrapping(bool wrapping) {
    setWordWrap(wrapping);
    if (wrapping) {
        QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
        policy.setHeightForWidth(true);
        setSizePolicy(policy);
    }
}

void TextLabel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::ApplicationFontChange ||
        event->type() == QEvent::LayoutDirectionChange) {
        refresh();
    }
    QLabel::changeEvent(event);
}

void TextLabel::refresh() {
    if (m_refreshing) {
        return;
    }
    m_refreshing = true;
    setFont(Theme::font(m_style));
    // QLabel aligns by the text's own direction, so names in another script would not line up.
    if (!(alignment() & (Qt::AlignHCenter | Qt::AlignJustify))) {
        const Qt::Alignment leading = layoutDirection() == Qt::RightToLeft ? Qt::AlignRight : Qt::AlignLeft;
        setAlignment((alignment() & Qt::AlignVertical_Mask) | leading | Qt::AlignAbsolute);
    }
    const QColor wanted = Theme::color(m_role);
    if (palette().color(QPalette::WindowText) != wanted) {
        QPalette mine = palette();
        mine.setColor(QPalette::Active, QPalette::WindowText, wanted);
        mine.setColor(QPalette::Inactive, QPalette::WindowText, wanted);
        setPalette(mine);
    }
    m_refreshing = false;
}

ElidedLabel::ElidedLabel(const QString& text, TextStyle style, Role role, QWidget* parent)
    : QWidget(parent)
    , m_style(style)
    , m_role(role) {
    setFont(Theme::font(style));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

void ElidedLabel::setText(const QString& text) {
    if (m_text == text) {
        return;
    }
    m_text = text;
    setAccessibleName(text);
    refreshTip();
    updateGeometry();
    update();
}

void ElidedLabel::setElide(Qt::TextElideMode mode) {
    m_elide = mode;
    update();
}

void ElidedLabel::setRole(Role role) {
    m_role = role;
    update();
}

void ElidedLabel::setAlignment(Qt::Alignment alignment) {
    m_alignment = alignment;
    update();
}

QSize ElidedLabel::sizeHint() const {
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(m_text) + 2, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    const QFontMetrics metrics(font());
    return {std::min(metrics.averageCharWidth() * 8, sizeHint().width()), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setFont(font());
    painter.setPen(Theme::color(isEnabled() ? m_role : Role::TextDisabled));
    const QString shown = fontMetrics().elidedText(m_text, m_elide, width());
    painter.drawText(rect(),
                     int(QStyle::visualAlignment(layoutDirection(), m_alignment)) |
                         int(Qt::AlignVCenter | Qt::TextSingleLine),
                     shown);
}

void ElidedLabel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    refreshTip();
}

void ElidedLabel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        setFont(Theme::font(m_style));
    }
    QWidget::changeEvent(event);
}

void ElidedLabel::refreshTip() {
    const bool cut = fontMetrics().horizontalAdvance(m_text) > width();
    setToolTip(cut ? plainToolTip(m_text) : QString());
}

IconLabel::IconLabel(const QString& icon, Role role, int size, QWidget* parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_role(role)
    , m_size(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconLabel::setIcon(const QString& icon, Role role) {
    m_icon = icon;
    m_role = role;
    update();
}

QSize IconLabel::sizeHint() const {
    return {Theme::px(m_size), Theme::px(m_size)};
}

void IconLabel::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    icons::paint(painter, m_icon, QRectF(rect()), Theme::color(isEnabled() ? m_role : Role::TextDisabled),
                 layoutDirection());
}

Glyph::Glyph(const QString& icon, GlyphKind kind, int size, QWidget* parent)
    : QWidget(parent)
    , m_icon(icon)
    , m_kind(kind)
    , m_size(size) {
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Glyph::set(const QString& icon, GlyphKind kind) {
    m_icon = icon;
    m_kind = kind;
    update();
}

QSize Glyph::sizeHint() const {
    return {Theme::px(m_size), Theme::px(m_size)};
}

void Glyph::paint(QPainter& painter, const QRect& square, const QString& icon, GlyphKind kind) {
    struct Tint {
        Role ink;
        Role fill;
    };
    const Tint tint = kind == GlyphKind::Email         ? Tint{Role::KindEmailInk, Role::KindEmailTint}
                      : kind == GlyphKind::Advertising ? Tint{Role::KindAdsInk, Role::KindAdsTint}
                      : kind == GlyphKind::Data        ? Tint{Role::KindDataInk, Role::KindDataTint}
                      : kind == GlyphKind::Blocked     ? Tint{Role::TextMuted, Role::Surface}
                                                       : Tint{Role::NeutralInk, Role::NeutralTint};
    drawing::roundedBox(painter, square, square.width() / 4.0, Theme::color(tint.fill), QColor());
    const int side = square.width() <= Theme::px(30) ? Theme::px(16) : Theme::px(20);
    const QRectF at(square.x() + (square.width() - side) / 2.0, square.y() + (square.height() - side) / 2.0, side,
                    side);
    icons::paint(painter, icon, at, Theme::color(tint.ink));
}

void Glyph::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paint(painter, rect(), m_icon, m_kind);
}

} // namespace pathways::ui
