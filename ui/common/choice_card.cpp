// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/choice_card.h"

#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QEvent>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {
namespace {

constexpr int kWrap = int(Qt::TextWordWrap);

int leading(Qt::LayoutDirection direction) {
    return int(QStyle::visualAlignment(direction, Qt::AlignLeft));
}

int wrappedHeight(const QFont& font, const QString& text, int width) {
    return QFontMetrics(font).boundingRect(QRect(0, 0, std::max(20, width), 10000), kWrap, text).height();
}

QStyle::State markState(const QAbstractButton& button) {
    QStyle::State state = QStyle::State_Enabled;
    state |= button.isChecked() ? QStyle::State_On : QStyle::State_Off;
    if (button.underMouse()) {
        state |= QStyle::State_MouseOver;
    }
    return state;
}

} // namespace

ChoiceCard::ChoiceCard(const QString& title, const QString& description, QWidget* parent)
    : QAbstractButton(parent) {
    setText(title);
    m_description = description;
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ringRadius", 10);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    refreshAccessible();
}

void ChoiceCard::setBlocked(const QString& reason) {
    m_reason = reason;
    if (isBlocked() && isChecked()) {
        const bool exclusive = autoExclusive();
        setAutoExclusive(false);
        setChecked(false);
        setAutoExclusive(exclusive);
    }
    refreshAccessible();
    updateGeometry();
    update();
}

void ChoiceCard::refreshAccessible() {
    setAccessibleName(text());
    setAccessibleDescription(isBlocked() ? m_reason : m_description);
}

QSize ChoiceCard::sizeHint() const {
    const int width = Theme::px(220);
    return {width, heightForWidth(width)};
}

QSize ChoiceCard::minimumSizeHint() const {
    return {Theme::px(150), Theme::px(64)};
}

int ChoiceCard::heightForWidth(int width) const {
    const int inner = width - 2 * Theme::px(14);
    const int head = std::max(Theme::px(18), QFontMetrics(Theme::font(TextStyle::BodyStrong)).height());
    const QString body = isBlocked() ? m_reason : m_description;
    const int text = body.isEmpty() ? 0 : Theme::px(5) + wrappedHeight(Theme::font(TextStyle::Small), body, inner);
    return std::max(Theme::px(64), 2 * Theme::px(11) + head + text);
}

void ChoiceCard::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect(), isChecked(), underMouse() && isEnabled() && !isBlocked(), isBlocked());
    const int side = Theme::px(14);
    const int mark = Theme::px(18);
    const QFont strong = Theme::font(TextStyle::BodyStrong);
    const int line = std::max(mark, QFontMetrics(strong).height());
    int y = Theme::px(11);
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    int x = side;
    if (!isBlocked()) {
        drawing::radioMark(painter, placed(QRect(x, y + (line - mark) / 2, mark, mark)), markState(*this));
        x += mark + Theme::px(9);
    }
    painter.setFont(strong);
    painter.setPen(Theme::color(isBlocked() ? Role::TextMuted : Role::Text));
    painter.drawText(placed(QRect(x, y, width() - x - side, line)), leading(layoutDirection()) | int(Qt::AlignVCenter),
                     QFontMetrics(strong).elidedText(text(), Qt::ElideRight, width() - x - side));
    y += line + Theme::px(5);
    painter.setFont(Theme::font(TextStyle::Small));
    painter.setPen(Theme::color(Role::TextMuted));
    painter.drawText(placed(QRect(side, y, width() - 2 * side, height() - y - 4)),
                     leading(layoutDirection()) | int(Qt::AlignTop) | kWrap, isBlocked() ? m_reason : m_description);
}

void ChoiceCard::nextCheckState() {
    // The group also calls this to uncheck the card chosen before.
    if (!isBlocked()) {
        QAbstractButton::nextCheckState();
    }
}

void ChoiceCard::changeEvent(QEvent* event) {
    if (event->type() == QEvent::ApplicationFontChange) {
        updateGeometry();
    }
    QAbstractButton::changeEvent(event);
}

DestinationTile::DestinationTile(const Content& content, QWidget* parent)
    : QAbstractButton(parent) {
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ringRadius", 10);
    setContent(content);
    connect(this, &QAbstractButton::clicked, this, [this] {
        if (m_content.state == State::NeedsSignIn) {
            emit actionRequested();
        }
    });
}

void DestinationTile::setContent(const Content& content) {
    m_content = content;
    setText(content.name);
    QStringList name{content.name, content.account};
    if (content.alreadyPushed) {
        name.append(tr("(Already Pushed)"));
    }
    name.removeAll(QString());
    setAccessibleName(name.join(QStringLiteral(", ")));
    setAccessibleDescription(content.action.isEmpty() ? content.stateText : content.stateText + u' ' + content.action);
    setToolTip(plainToolTip(content.account));
    updateGeometry();
    update();
}

bool DestinationTile::canBeChosen() const {
    return m_content.state == State::Ready || m_content.state == State::Used;
}

QSize DestinationTile::sizeHint() const {
    const int width = Theme::px(260);
    return {width, heightForWidth(width)};
}

QSize DestinationTile::minimumSizeHint() const {
    return {Theme::px(200), Theme::px(104)};
}

int DestinationTile::heightForWidth(int width) const {
    const QRect state = stateRect(width);
    const int lines = wrappedHeight(Theme::font(TextStyle::Small), m_content.stateText, state.width());
    const int action = m_content.action.isEmpty() ? 0 : QFontMetrics(Theme::font(TextStyle::SmallStrong)).height();
    const int head = QFontMetrics(Theme::font(TextStyle::BodyStrong)).height() +
                     QFontMetrics(Theme::font(TextStyle::Small)).height() + Theme::px(6);
    return std::max(Theme::px(104), 2 * Theme::px(12) + head + Theme::px(8) + lines + action);
}

/// Where the text of the state goes; only its width counts until the height is known.
QRect DestinationTile::stateRect(int width) const {
    const int x = Theme::px(14 + 36 + 12 + 22);
    return {x, 0, width - x - Theme::px(14), 0};
}

void DestinationTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const bool blocked = m_content.state == State::Blocked;
    drawing::card(painter, rect(), isChecked(), underMouse() && canBeChosen(), blocked);
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const int side = Theme::px(14);
    const int top = Theme::px(12);
    const int glyph = Theme::px(36);
    Glyph::paint(painter, placed(QRect(side, top, glyph, glyph)), m_content.icon,
                 blocked ? GlyphKind::Blocked : m_content.kind);
    const int x = side + glyph + Theme::px(12);
    const int mark = Theme::px(18);
    int right = width() - side;
    if (canBeChosen()) {
        drawing::radioMark(painter, placed(QRect(right - mark, top, mark, mark)), markState(*this));
        right -= mark + Theme::px(8);
    }
    const QFont strong = Theme::font(TextStyle::BodyStrong);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics strongMetrics(strong);
    const QFontMetrics smallMetrics(small);
    painter.setFont(strong);
    painter.setPen(Theme::color(blocked ? Role::TextMuted : Role::Text));
    const QString pushed = m_content.alreadyPushed ? tr("(Already Pushed)") : QString();
    const int pushedWidth = pushed.isEmpty() ? 0 : smallMetrics.horizontalAdvance(pushed) + Theme::px(8);
    const QString name =
        strongMetrics.elidedText(m_content.name, Qt::ElideRight, std::max(Theme::px(40), right - x - pushedWidth));
    const QRect nameRect(x, top, right - x, strongMetrics.height());
    painter.drawText(placed(nameRect), leading(layoutDirection()) | int(Qt::AlignVCenter), name);
    painter.setFont(small);
    painter.setPen(Theme::color(Role::TextMuted));
    if (!pushed.isEmpty()) {
        const int after = x + strongMetrics.horizontalAdvance(name) + Theme::px(8);
        painter.drawText(placed(QRect(after, top, right - after, strongMetrics.height())),
                         leading(layoutDirection()) | int(Qt::AlignVCenter), pushed);
    }
    int y = top + strongMetrics.height() + Theme::px(2);
    painter.drawText(placed(QRect(x, y, width() - side - x, smallMetrics.height())),
                     leading(layoutDirection()) | int(Qt::AlignVCenter),
                     smallMetrics.elidedText(m_content.account, Qt::ElideMiddle, width() - side - x));
    y += smallMetrics.height();
    const QRect state = stateRect(width());
    const int actionHeight = m_content.action.isEmpty() ? 0 : smallMetrics.height();
    const int stateHeight = wrappedHeight(small, m_content.stateText, state.width());
    int stateY = height() - top - actionHeight - stateHeight;
    const Role ink = m_content.state == State::Ready         ? Role::SuccessInk
                     : m_content.state == State::NeedsSignIn ? Role::WarningInk
                                                             : Role::TextMuted;
    const QString icon = m_content.state == State::Ready         ? QStringLiteral("ok")
                         : m_content.state == State::Used        ? QStringLiteral("activity")
                         : m_content.state == State::NeedsSignIn ? QStringLiteral("key")
                                                                 : QStringLiteral("leftout");
    const int iconSide = Theme::px(16);
    icons::paint(painter, icon, placed(QRect(x, stateY + (smallMetrics.height() - iconSide) / 2, iconSide, iconSide)),
                 Theme::color(ink), layoutDirection());
    painter.setPen(Theme::color(ink));
    painter.drawText(placed(QRect(state.x(), stateY, state.width(), stateHeight + 2)),
                     leading(layoutDirection()) | kWrap, m_content.stateText);
    if (!m_content.action.isEmpty()) {
        painter.setFont(Theme::font(TextStyle::SmallStrong));
        painter.setPen(Theme::color(Role::TextLink));
        stateY += stateHeight;
        painter.drawText(placed(QRect(state.x(), stateY, state.width(), actionHeight)), leading(layoutDirection()),
                         m_content.action);
    }
}

void DestinationTile::nextCheckState() {
    // The group also calls this to uncheck the tile chosen before.
    if (canBeChosen()) {
        QAbstractButton::nextCheckState();
    }
}

} // namespace pathways::ui
