// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/toast.h"

#include "ui/common/announce.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"
#include "ui/theme/drawing.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

namespace pathways::ui {

Toast::Toast(QWidget* parent)
    : QFrame(parent)
    , m_text(new TextLabel({}, TextStyle::Body, Role::Text, this))
    , m_undo(new Button(tr("Undo"), ButtonKind::Quiet, this))
    , m_close(new IconButton(QStringLiteral("close"), tr("Close this message"), this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(Theme::px(16), Theme::px(6), Theme::px(8), Theme::px(6));
    row->setSpacing(Theme::px(10));
    row->addWidget(new IconLabel(QStringLiteral("ok"), Role::SuccessInk, 20, this));
    row->addWidget(m_text, 1);
    row->addWidget(m_undo);
    row->addWidget(m_close);
    m_undo->setObjectName(QStringLiteral("undo"));
    m_undo->setSize(ButtonSize::Small);
    m_close->setSmall(true);
    m_undo->installEventFilter(this);
    m_close->installEventFilter(this);
    m_timer.setSingleShot(true);
    m_timer.setInterval(kShownMs);
    connect(&m_timer, &QTimer::timeout, this, &Toast::dismiss);
    connect(m_close, &QAbstractButton::clicked, this, &Toast::dismiss);
    connect(m_undo, &QAbstractButton::clicked, this, [this] {
        const auto action = std::exchange(m_action, {});
        dismiss();
        if (action) {
            action();
        }
    });
    if (parent) {
        parent->installEventFilter(this);
    }
    hide();
}

void Toast::show(const QString& text, std::function<void()> undo) {
    m_action = std::move(undo);
    m_text->setText(text);
    m_undo->setVisible(bool(m_action));
    m_undo->setAccessibleName(tr("Undo: %1").arg(text));
    place();
    setVisible(true);
    raise();
    m_timer.start();
    resumeOrHold();
    announce(this, text);
}

QString Toast::text() const {
    return m_text->text();
}

void Toast::place() {
    if (!parentWidget()) {
        return;
    }
    const QRect room = parentWidget()->rect();
    const int most = std::min(room.width() - Theme::px(32), Theme::px(560));
    const int width = std::min(most, sizeHint().width() + Theme::px(24));
    resize(width, std::max(Theme::px(46), sizeHint().height()));
    move(room.center().x() - width / 2, room.bottom() - height() - Theme::px(20));
}

void Toast::dismiss() {
    m_timer.stop();
    m_action = {};
    hide();
}

void Toast::resumeOrHold() {
    const bool held = m_hovered || m_undo->hasFocus() || m_close->hasFocus();
    if (held) {
        m_timer.stop();
    } else if (isVisible() && !m_timer.isActive()) {
        m_timer.start();
    }
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        place();
    } else if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        QMetaObject::invokeMethod(this, &Toast::resumeOrHold, Qt::QueuedConnection);
    }
    return QFrame::eventFilter(watched, event);
}

void Toast::enterEvent(QEnterEvent*) {
    m_hovered = true;
    resumeOrHold();
}

void Toast::leaveEvent(QEvent*) {
    m_hovered = false;
    resumeOrHold();
}

void Toast::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        dismiss();
        return;
    }
    QFrame::keyPressEvent(event);
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::roundedBox(painter, rect(), Theme::px(10), Theme::color(Role::Raised), Theme::color(Role::Border));
}

} // namespace pathways::ui
