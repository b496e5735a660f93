// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection_tile.h"

#include "ui/common/labels.h"
#include "ui/connections/connection_texts.h"
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/wording/destination_kinds.h"

#include <QBoxLayout>
#include <QPainter>
#include <QStyle>

namespace pathways::ui {

ConnectionTile::ConnectionTile(const ConnectionSummary& summary, QWidget* parent)
    : Card(parent)
    , m_summary(summary) {
    const ConnectionId id = summary.connection.id;
    const QString& name = summary.connection.name;
    auto* column = new QVBoxLayout(this);
    const int leading = Theme::px(16);
    column->setContentsMargins(0, Theme::px(14), Theme::px(12), Theme::px(14));
    column->setSpacing(Theme::px(8));
    auto* head = new QHBoxLayout;
    head->setSpacing(Theme::px(12));
    head->setContentsMargins(leading, 0, 0, 0);
    head->addWidget(new Glyph(iconName(summary.icon), glyphKind(summary.kind), 36, this));
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new ElidedLabel(name, TextStyle::BodyStrong, Role::Text, this));
    auto* account = new ElidedLabel(accountLine(summary), TextStyle::Small, Role::TextMuted, this);
    account->setElide(Qt::ElideMiddle);
    words->addWidget(account);
    head->addLayout(words, 1);
    auto* details = new IconButton(QStringLiteral("more"), tr("Details of %1").arg(name), this);
    details->setSmall(true);
    head->addWidget(details, 0, Qt::AlignTop);
    column->addLayout(head);
    auto* pill = new QHBoxLayout;
    pill->setContentsMargins(leading, 0, 0, 0);
    pill->addWidget(new StatusBadge(stateLook(summary), this));
    pill->addStretch(1);
    column->addLayout(pill);
    auto* note = new TextLabel(noteLine(summary), TextStyle::Small, Role::TextMuted, this);
    note->setWrapping();
    note->setMinimumHeight(2 * QFontMetrics(Theme::font(TextStyle::Small)).lineSpacing());
    note->setAlignment(Qt::AlignTop);
    auto* below = new QVBoxLayout;
    below->setContentsMargins(leading, 0, 0, 0);
    below->addWidget(note, 1);
    column->addLayout(below, 1);
    auto* actions = new QHBoxLayout;
    actions->setSpacing(Theme::px(8));
    const bool signIn = summary.state == ConnectionState::NeedsSignIn || summary.state == ConnectionState::ExpiresSoon;
    // Align the text of the flat button, not its invisible frame, with the text above.
    actions->setContentsMargins(signIn ? leading : leading - Button::quietInset(), 0, 0, 0);
    if (signIn) {
        auto* button =
            new Button(tr("Sign in again"),
                       summary.state == ConnectionState::NeedsSignIn ? ButtonKind::Primary : ButtonKind::Plain, this);
        button->setSize(ButtonSize::Small);
        button->setAccessibleName(tr("Sign in again to %1").arg(name));
        connect(button, &QAbstractButton::clicked, this, [this, id] { emit signInWanted(id); });
        actions->addWidget(button);
    } else {
        auto* check = new Button(tr("Check again"), ButtonKind::Quiet, this);
        check->setSize(ButtonSize::Small);
        check->setAccessibleName(tr("Check %1 again").arg(name));
        check->setEnabled(summary.state != ConnectionState::Checking);
        connect(check, &QAbstractButton::clicked, this, [this, id] { emit checkWanted(id); });
        actions->addWidget(check);
        if (summary.connection.practice) {
            auto* push = new Button(tr("Try a push"), ButtonKind::Quiet, this);
            push->setSize(ButtonSize::Small);
            push->setAccessibleName(tr("Try a push to %1").arg(name));
            connect(push, &QAbstractButton::clicked, this, [this, id] { emit pushWanted(id); });
            actions->addWidget(push);
        }
    }
    actions->addStretch(1);
    column->addLayout(actions);
    connect(details, &QAbstractButton::clicked, this, [this, id] { emit detailsWanted(id); });
}

TypeTile::TypeTile(const DestinationType& type, QWidget* parent)
    : QAbstractButton(parent)
    , m_key(type.key)
    , m_icon(iconName(type.icon))
    , m_note(kindText(type.kind))
    , m_kind(type.kind) {
    setText(type.name);
    setAccessibleName(tr("Connect %1").arg(type.name));
    setAccessibleDescription(m_note);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setProperty("ringRadius", 10);
}

QSize TypeTile::sizeHint() const {
    const int lines = QFontMetrics(Theme::font(TextStyle::BodyStrong)).height() +
                      QFontMetrics(Theme::font(TextStyle::Small)).height();
    return {Theme::px(240), std::max(Theme::px(52), lines + Theme::px(18))};
}

void TypeTile::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect(), false, underMouse());
    const auto placed = [&](const QRect& r) { return QStyle::visualRect(layoutDirection(), rect(), r); };
    const int glyph = Theme::px(28);
    const int edge = Theme::px(12);
    Glyph::paint(painter, placed(QRect(edge, (height() - glyph) / 2, glyph, glyph)), m_icon, glyphKind(m_kind));
    const QFontMetrics strong(Theme::font(TextStyle::BodyStrong));
    const QFontMetrics small(Theme::font(TextStyle::Small));
    const int x = edge + glyph + Theme::px(10);
    const int plus = Theme::px(16);
    const int room = width() - x - edge - plus - Theme::px(8);
    int y = (height() - strong.height() - small.height()) / 2;
    const int flags = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | int(Qt::AlignVCenter);
    painter.setFont(Theme::font(TextStyle::BodyStrong));
    painter.setPen(Theme::color(Role::Text));
    painter.drawText(placed(QRect(x, y, room, strong.height())), flags,
                     strong.elidedText(text(), Qt::ElideRight, room));
    y += strong.height();
    painter.setFont(Theme::font(TextStyle::Small));
    painter.setPen(Theme::color(Role::TextMuted));
    painter.drawText(placed(QRect(x, y, room, small.height())), flags, small.elidedText(m_note, Qt::ElideRight, room));
    icons::paint(painter, QStringLiteral("plus"),
                 placed(QRect(width() - edge - plus, (height() - plus) / 2, plus, plus)),
                 Theme::color(Role::TextMuted));
}

} // namespace pathways::ui
