// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/focus_ring.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QCheckBox>
#include <QFocusFrame>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>

namespace pathways::ui {
namespace {

bool g_keyboardInUse = false;

bool isTextField(const QWidget* widget) {
    return qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QPlainTextEdit*>(widget);
}

bool drawsItsOwn(const QWidget* widget) {
    const auto* view = qobject_cast<const QAbstractItemView*>(widget);
    return (view && view->model() && view->model()->rowCount() > 0) || qobject_cast<const QScrollArea*>(widget) ||
           widget->isWindow();
}

/// Whether Enter presses this, as it does a push button. Check boxes and radio buttons react to Space only.
bool isPressedByEnter(const QObject* watched) {
    const auto* button = qobject_cast<const QAbstractButton*>(watched);
    return button && button->isEnabled() && button->hasFocus() && !qobject_cast<const QPushButton*>(button) &&
           !qobject_cast<const QCheckBox*>(button) && !qobject_cast<const QRadioButton*>(button);
}

} // namespace

FocusRing::FocusRing(QApplication& application, QObject* parent)
    : QObject(parent) {
    application.installEventFilter(this);
    connect(&application, &QApplication::focusChanged, this, [this] { refresh(); });
}

FocusRing::~FocusRing() {
    delete m_frame.data();
}

bool FocusRing::keyboardInUse() {
    return g_keyboardInUse;
}

void FocusRing::setKeyboardInUse(bool inUse) {
    g_keyboardInUse = inUse;
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    const bool before = g_keyboardInUse;
    if (event->type() == QEvent::KeyPress) {
        g_keyboardInUse = true;
    } else if (event->type() == QEvent::MouseButtonPress) {
        g_keyboardInUse = false;
    }
    if (event->type() == QEvent::KeyPress && isPressedByEnter(watched)) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && key->modifiers() == Qt::NoModifier && !key->isAutoRepeat()) {
            static_cast<QAbstractButton*>(watched)->click();
            return true;
        }
    }
    if (before != g_keyboardInUse) {
        refresh();
        if (auto* view = qobject_cast<QAbstractItemView*>(QApplication::focusWidget())) {
            view->viewport()->update();
        }
    }
    return QObject::eventFilter(watched, event);
}

void FocusRing::refresh() {
    QWidget* widget = QApplication::focusWidget();
    if (widget && (qobject_cast<QAbstractSpinBox*>(widget->parentWidget()))) {
        widget = widget->parentWidget();
    }
    const bool wanted = widget && !drawsItsOwn(widget) && (g_keyboardInUse || isTextField(widget)) &&
                        !widget->property("noRing").toBool();
    show(wanted ? widget : nullptr);
}

void FocusRing::show(QWidget* widget) {
    if (!widget) {
        if (m_frame) {
            m_frame->setWidget(nullptr);
            m_frame->hide();
        }
        return;
    }
    if (!m_frame) {
        m_frame = new QFocusFrame(widget->parentWidget());
    }
    m_frame->setProperty("ringRadius", widget->property("ringRadius"));
    m_frame->setWidget(widget);
}

} // namespace pathways::ui
