// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/page.h"

#include "ui/common/card.h"
#include "ui/common/labels.h"

#include <QBoxLayout>
#include <QScrollArea>

namespace pathways::ui {
namespace {

void collect(QWidget* widget, QList<QWidget*>& order);

void collect(QLayout* layout, QList<QWidget*>& order) {
    for (int i = 0; i < layout->count(); ++i) {
        QLayoutItem* item = layout->itemAt(i);
        if (item->widget()) {
            collect(item->widget(), order);
        } else if (item->layout()) {
            collect(item->layout(), order);
        }
    }
}

void collect(QWidget* widget, QList<QWidget*>& order) {
    if ((widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus) {
        order.append(widget);
    }
    if (const auto* grid = qobject_cast<TileGrid*>(widget)) {
        for (QWidget* tile : grid->tiles()) {
            collect(tile, order);
        }
    } else if (const auto* area = qobject_cast<QScrollArea*>(widget)) {
        if (area->widget()) {
            collect(area->widget(), order);
        }
    } else if (widget->layout()) {
        collect(widget->layout(), order);
    }
}

} // namespace

void tabInLayoutOrder(QWidget* root) {
    QList<QWidget*> order;
    collect(root, order);
    for (qsizetype i = 1; i < order.size(); ++i) {
        QWidget::setTabOrder(order.at(i - 1), order.at(i));
    }
}

Page::Page(const QString& title, const QString& instruction, QWidget* parent)
    : QWidget(parent)
    , m_title(new TextLabel(title, TextStyle::Title, Role::Text, this))
    , m_instruction(new TextLabel(instruction, TextStyle::Body, Role::TextMuted, this))
    , m_actions(new QHBoxLayout)
    , m_content(new QVBoxLayout)
    , m_column(new QVBoxLayout)
    , m_head(new QHBoxLayout) {
    m_title->setObjectName(QStringLiteral("title"));
    m_title->setWrapping();
    m_instruction->setObjectName(QStringLiteral("instruction"));
    m_instruction->setWrapping();
    auto* across = new QHBoxLayout(this);
    across->setContentsMargins(0, 0, 0, 0);
    across->setSpacing(0);
    auto* holder = new QWidget(this);
    holder->setMaximumWidth(Theme::px(1120 + 2 * 28));
    holder->setLayout(m_column);
    across->addWidget(holder, 100000);
    across->addStretch(1);
    m_column->setSpacing(0);
    setMargins(24, 16);
    m_head->setSpacing(Theme::px(16));
    auto* words = new QVBoxLayout;
    words->setSpacing(Theme::px(3));
    words->addWidget(m_title);
    words->addWidget(m_instruction);
    m_head->addLayout(words, 1);
    m_actions->setSpacing(Theme::px(10));
    auto* top = new QVBoxLayout;
    top->addLayout(m_actions);
    top->addStretch(1);
    m_head->addLayout(top);
    m_column->addLayout(m_head);
    m_column->addSpacing(Theme::px(14));
    m_content->setSpacing(Theme::px(12));
    m_column->addLayout(m_content, 1);
}

void Page::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    tabInLayoutOrder(this);
}

void Page::setTitle(const QString& title) {
    m_title->setText(title);
}

void Page::setInstruction(const QString& instruction) {
    m_instruction->setText(instruction);
}

QString Page::title() const {
    return m_title->text();
}

void Page::setMargins(int top, int bottom) {
    m_column->setContentsMargins(Theme::px(28), Theme::px(top), Theme::px(28), Theme::px(bottom));
}

void Page::giveRingsRoom() {
    QMargins margins = m_column->contentsMargins();
    margins.setLeft(margins.left() - kRingRoom);
    margins.setRight(margins.right() - kRingRoom);
    m_column->setContentsMargins(margins);
    m_head->setContentsMargins(kRingRoom, 0, kRingRoom, 0);
}

} // namespace pathways::ui
