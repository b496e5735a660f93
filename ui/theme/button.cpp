// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/button.h"

#include "ui/theme/tool_tip.h"

#include <QEvent>

namespace pathways::ui {

Button::Button(const QString& text, ButtonKind kind, QWidget* parent)
    : QPushButton(text, parent)
    , m_kind(kind) {
    setAutoDefault(true); // Enter presses it, as Space does.
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    refreshFont();
}

void Button::setKind(ButtonKind kind) {
    m_kind = kind;
    updateGeometry();
    update();
}

void Button::setSize(ButtonSize size) {
    m_size = size;
    refreshFont();
    updateGeometry();
}

void Button::setIconName(const QString& name) {
    m_icon = name;
    const int side = Theme::px(16);
    setIconSize(QSize(side, side));
    setIcon(name.isEmpty() ? QIcon() : icons::icon(name, Role::Text));
    updateGeometry();
}

QSize Button::sizeHint() const {
    const QFontMetrics metrics(font());
    const bool quiet = m_kind == ButtonKind::Quiet || m_kind == ButtonKind::QuietText;
    const int side = Theme::px(quiet ? 8 : m_size == ButtonSize::Small ? 10 : m_size == ButtonSize::Commit ? 18 : 14);
    int width = metrics.size(Qt::TextShowMnemonic, text()).width() + 2 * side + 2;
    if (!m_icon.isEmpty()) {
        width += iconSize().width() + (text().isEmpty() ? 0 : Theme::px(8));
    }
    if (menu()) {
        width += Theme::px(20);
    }
    const double design = m_size == ButtonSize::Small ? 28 : m_size == ButtonSize::Commit ? 40 : 34;
    const int height = std::max(Theme::px(design), metrics.height() + Theme::px(8));
    return {std::max(width, height), height};
}

QSize Button::minimumSizeHint() const {
    return sizeHint();
}

void Button::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        refreshFont();
        setIconName(m_icon);
    }
    QPushButton::changeEvent(event);
}

void Button::refreshFont() {
    QFont strong = Theme::font(TextStyle::BodyStrong);
    if (m_size == ButtonSize::Small) {
        strong.setPixelSize(std::max(11, int(strong.pixelSize() * 0.93)));
    }
    setFont(strong);
}

IconButton::IconButton(const QString& icon, const QString& name, QWidget* parent)
    : QToolButton(parent) {
    setIconName(icon);
    setName(name);
    setFocusPolicy(Qt::StrongFocus);
    setAutoRaise(true);
    setPopupMode(QToolButton::InstantPopup);
}

void IconButton::setName(const QString& name) {
    setAccessibleName(name);
    setToolTip(plainToolTip(name));
}

void IconButton::setIconName(const QString& icon, Role role) {
    const int side = Theme::px(16);
    setIconSize(QSize(side, side));
    setIcon(icons::icon(icon, role));
}

void IconButton::setFramed(bool framed) {
    setProperty("framed", framed);
    update();
}

void IconButton::setSmall(bool small) {
    m_small = small;
    updateGeometry();
}

QSize IconButton::sizeHint() const {
    const int side = std::max(24, Theme::px(m_small ? 28 : 34));
    return {side, side};
}

} // namespace pathways::ui
