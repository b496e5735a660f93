// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/navigation.h"

#include "ui/common/labels.h"
#include "ui/common/text.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tool_tip.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {
namespace {

/// The program's mark: the path in a filled square.
class Mark final : public QWidget {
public:
    explicit Mark(QWidget* parent)
        : QWidget(parent) {
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    [[nodiscard]] QSize sizeHint() const override { return {Theme::px(32), Theme::px(32)}; }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        drawing::roundedBox(painter, rect(), Theme::px(8), Theme::color(Role::Accent), QColor());
        const int side = Theme::px(20);
        icons::paint(painter, QStringLiteral("mark"),
                     QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side),
                     Theme::color(Role::AccentText), layoutDirection());
    }
};

} // namespace

NavButton::NavButton(const QString& icon, const QString& text, QWidget* parent)
    : QAbstractButton(parent)
    , m_icon(icon) {
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    refreshAccessible();
}

void NavButton::setRail(bool rail) {
    m_rail = rail;
    setToolTip(rail ? plainToolTip(text()) : QString());
    updateGeometry();
    update();
}

void NavButton::setBadge(int count) {
    m_badge = count;
    refreshAccessible();
    update();
}

void NavButton::refreshAccessible() {
    setAccessibleName(text());
    setAccessibleDescription(m_badge > 0 ? tr("%Ln need you", "pathways or connections", m_badge) : QString());
}

QSize NavButton::sizeHint() const {
    const QFontMetrics metrics(Theme::font(TextStyle::BodyStrong));
    const int height = std::max(Theme::px(34), metrics.height() + Theme::px(10));
    return {m_rail ? height : metrics.horizontalAdvance(text()) + Theme::px(20 + 10 + 20), height};
}

QSize NavButton::minimumSizeHint() const {
    return sizeHint();
}

void NavButton::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    if (isChecked() || underMouse()) {
        drawing::roundedBox(painter, rect(), Theme::px(7),
                            Theme::color(isChecked() ? Role::AccentTint
                                         : isDown()  ? Role::Pressed
                                                     : Role::Hover),
                            QColor());
    }
    const QColor ink = Theme::color(isChecked() ? Role::AccentInk : Role::Text);
    const int side = Theme::px(20);
    const int x = m_rail ? (width() - side) / 2 : Theme::px(10);
    icons::paint(painter, m_icon, placed(QRect(x, (height() - side) / 2, side, side)),
                 isChecked() ? ink : Theme::color(Role::TextMuted), layoutDirection());
    if (m_badge > 0) {
        const QString number = countText(m_badge);
        painter.setFont(Theme::font(TextStyle::Tiny));
        const int wide = std::max(Theme::px(18), painter.fontMetrics().horizontalAdvance(number) + Theme::px(10));
        const int high = Theme::px(18);
        const QRect at = placed(m_rail ? QRect(width() - wide, 0, wide, high)
                                       : QRect(width() - wide - Theme::px(8), (height() - high) / 2, wide, high));
        drawing::roundedBox(painter, at, high / 2.0, Theme::color(Role::WarningTint), Theme::color(Role::Warning));
        painter.setPen(Theme::color(Role::WarningInk));
        painter.drawText(at, Qt::AlignCenter, number);
    }
    if (m_rail) {
        return;
    }
    painter.setFont(Theme::font(isChecked() ? TextStyle::BodyStrong : TextStyle::Body));
    painter.setPen(ink);
    const QRect room(x + side + Theme::px(10), 0, width() - x - side - Theme::px(14), height());
    painter.drawText(placed(room),
                     int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter),
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, room.width()));
}

LivePush::LivePush(QWidget* parent)
    : QAbstractButton(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ringRadius", 10);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    hide();
}

void LivePush::setPush(const QString& name, const PushProgress& progress, int others) {
    m_id = progress.id;
    m_name = others > 0 ? tr("%1 and %Ln more", "audience of a running push, further pushes", others).arg(name) : name;
    m_fraction = progress.fraction;
    m_others = others;
    setAccessibleName(tr("Show the push of %1").arg(name));
    setAccessibleDescription(tr("Processing, %1", "per cent").arg(percentText(m_fraction)));
    setToolTip(plainToolTip(m_name));
    update();
}

void LivePush::setRail(bool rail) {
    m_rail = rail;
    updateGeometry();
    update();
}

QSize LivePush::sizeHint() const {
    const QFontMetrics small(Theme::font(TextStyle::Small));
    return {Theme::px(m_rail ? 34 : 180), m_rail ? Theme::px(34) : 2 * small.height() + Theme::px(36)};
}

void LivePush::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect(), false, underMouse());
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const int side = Theme::px(16);
    if (m_rail) {
        icons::paint(painter, QStringLiteral("progress"),
                     QRectF((width() - side) / 2.0, (height() - side) / 2.0, side, side), Theme::color(Role::InfoInk));
        return;
    }
    const QFont strong = Theme::font(TextStyle::SmallStrong);
    const QFont small = Theme::font(TextStyle::Small);
    const QFontMetrics metrics(small);
    const int edge = Theme::px(12);
    int y = Theme::px(10);
    icons::paint(painter, QStringLiteral("progress"),
                 placed(QRect(edge, y + (metrics.height() - side) / 2, side, side)), Theme::color(Role::InfoInk));
    const int lead = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter);
    const int trail = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignRight)) | int(Qt::AlignVCenter);
    painter.setFont(strong);
    painter.setPen(Theme::color(Role::Text));
    const QRect line(edge + side + Theme::px(7), y, width() - 2 * edge - side - Theme::px(7), metrics.height());
    painter.drawText(placed(line), lead, displayName(PushStatus::Processing));
    painter.setFont(small);
    painter.setPen(Theme::color(Role::TextMuted));
    painter.drawText(placed(line), trail, percentText(m_fraction));
    y += metrics.height() + Theme::px(6);
    QRectF track(edge, y, width() - 2 * edge, Theme::px(4));
    drawing::roundedBox(painter, track, track.height() / 2, Theme::color(Role::Track), QColor());
    QRectF part = track;
    part.setWidth(std::max(track.height(), track.width() * m_fraction));
    if (layoutDirection() == Qt::RightToLeft) {
        part.moveRight(track.right());
    }
    drawing::roundedBox(painter, part, part.height() / 2, Theme::color(Role::AccentInk), QColor());
    y += Theme::px(4 + 5);
    painter.drawText(placed(QRect(edge, y, width() - 2 * edge, metrics.height())), lead,
                     metrics.elidedText(m_name, Qt::ElideRight, width() - 2 * edge));
}

Navigation::Navigation(QWidget* parent)
    : Surface(Role::Nav, Qt::RightEdge, parent)
    , m_group(new QButtonGroup(this))
    , m_column(new QVBoxLayout(this))
    , m_live(nullptr) {
    setAccessibleName(tr("Navigation"));
    m_column->setContentsMargins(Theme::px(12), Theme::px(16), Theme::px(12), Theme::px(12));
    m_column->setSpacing(Theme::px(2));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(Theme::px(6), Theme::px(2), 0, Theme::px(8));
    head->setSpacing(Theme::px(10));
    head->addWidget(new Mark(this));
    auto* name = new TextLabel(tr("Pathways"), TextStyle::BodyStrong, Role::Text, this);
    head->addWidget(name, 1);
    m_wideOnly.append(name);
    m_column->addLayout(head);
    addSection(tr("Pathways"));
    add(Place::PushAudiences, QStringLiteral("push"), tr("Push Audiences"));
    add(Place::ManageAudiences, QStringLiteral("people"), tr("Manage Audiences"));
    add(Place::Activity, QStringLiteral("activity"), tr("Activity"));
    addSection(tr("Settings"));
    add(Place::Connections, QStringLiteral("plug"), tr("Connections"));
    add(Place::Preferences, QStringLiteral("sliders"), tr("Preferences"));
    m_column->addStretch(1);
    m_live = new LivePush(this); // after the places, so that Tab reaches it last
    m_column->addWidget(m_live);
    m_column->addSpacing(Theme::px(10));
    auto* trust = new QHBoxLayout;
    trust->setContentsMargins(Theme::px(6), 0, 0, 0);
    trust->setSpacing(Theme::px(8));
    auto* lock = new IconLabel(QStringLiteral("lock"), Role::TextMuted, 16, this);
    lock->setToolTip(tr("Donor records stay here until you push."));
    trust->addWidget(lock, 0, Qt::AlignTop);
    auto* words = new TextLabel(tr("Donor records stay here until you push."), TextStyle::Small, Role::TextMuted, this);
    words->setWrapping();
    trust->addWidget(words, 1);
    m_wideOnly.append(words);
    m_column->addLayout(trust);
    connect(m_group, &QButtonGroup::idClicked, this, [this](int id) { emit placeChosen(Place(id)); });
    setRail(false);
}

void Navigation::addSection(const QString& name) {
    auto* label = new TextLabel(name, TextStyle::SmallStrong, Role::TextMuted, this);
    label->setContentsMargins(Theme::px(10), Theme::px(8), 0, Theme::px(4));
    m_column->addWidget(label);
    m_wideOnly.append(label);
}

void Navigation::add(Place place, const QString& icon, const QString& text) {
    auto* button = new NavButton(icon, text, this);
    m_group->addButton(button, int(place));
    m_column->addWidget(button);
}

void Navigation::setPlace(Place place) {
    m_group->button(int(place))->setChecked(true);
}

Place Navigation::place() const {
    return Place(std::max(0, m_group->checkedId()));
}

NavButton* Navigation::button(Place place) const {
    return static_cast<NavButton*>(m_group->button(int(place)));
}

void Navigation::setBadge(Place place, int count) {
    button(place)->setBadge(count);
}

void Navigation::setRail(bool rail) {
    m_rail = rail;
    for (QWidget* widget : std::as_const(m_wideOnly)) {
        widget->setVisible(!rail);
    }
    for (QAbstractButton* b : m_group->buttons()) {
        static_cast<NavButton*>(b)->setRail(rail);
    }
    m_live->setRail(rail);
    const int side = Theme::px(rail ? 10 : 12);
    m_column->setContentsMargins(side, Theme::px(16), side, Theme::px(12));
    int wide = Theme::px(rail ? 56 : 212);
    if (!rail) { // long words in other languages and fonts
        for (QAbstractButton* b : m_group->buttons()) {
            wide = std::max(wide, b->sizeHint().width() + 2 * side);
        }
    }
    setFixedWidth(wide);
}

} // namespace pathways::ui
