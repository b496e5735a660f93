// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/focus_ring.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QFocusFrame>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
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

QWidget* FocusRing::ringed() const {
    return m_frame && m_frame->isVisible() ? m_frame->widget() : nullptr;
}

bool FocusRing::eventFilter(QObject* watched, QEvent* event) {
    const bool before = g_keyboardInUse;
    if (event->type() == QEvent::KeyPress) {
        g_keyboardInUse = true;
    } else if (event->type() == QEvent::MouseButtonPress) {
        g_keyboardInUse = false;
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
