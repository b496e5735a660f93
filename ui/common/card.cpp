// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/card.h"

#include "ui/theme/drawing.h"

#include <QEvent>
#include <QPainter>
#include <QResizeEvent>
#include <QStyle>

namespace pathways::ui {

Card::Card(QWidget* parent)
    : QFrame(parent) {}

void Card::setSunken(bool sunken) {
    m_sunken = sunken;
    update();
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    drawing::card(painter, rect(), false, false, m_sunken);
}

Surface::Surface(Role role, Qt::Edges lines, QWidget* parent)
    : QFrame(parent)
    , m_role(role)
    , m_lines(lines) {}

void Surface::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), Theme::color(m_role));
    const QColor line = Theme::color(Role::Divider);
    const bool mirrored = layoutDirection() == Qt::RightToLeft;
    if (m_lines & Qt::TopEdge) {
        painter.fillRect(QRect(0, 0, width(), 1), line);
    }
    if (m_lines & Qt::BottomEdge) {
        painter.fillRect(QRect(0, height() - 1, width(), 1), line);
    }
    if (m_lines & Qt::RightEdge) {
        painter.fillRect(QRect(mirrored ? 0 : width() - 1, 0, 1, height()), line);
    }
}

TileGrid::TileGrid(QWidget* parent)
    : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void TileGrid::setColumns(int narrowest, int most) {
    m_narrowest = narrowest;
    m_most = most;
    updateGeometry();
}

void TileGrid::addTile(QWidget* tile) {
    tile->setParent(this);
    tile->show();
    m_tiles.append(tile);
    updateGeometry();
    arrange(width(), true);
}

void TileGrid::clear() {
    for (QWidget* tile : std::as_const(m_tiles)) {
        tile->hide();
        tile->deleteLater();
    }
    m_tiles.clear();
    updateGeometry();
}

QSize TileGrid::sizeHint() const {
    return {Theme::px(m_narrowest), heightForWidth(std::max(width(), Theme::px(m_narrowest)))};
}

QSize TileGrid::minimumSizeHint() const {
    return {Theme::px(m_narrowest) / 2, heightForWidth(std::max(width(), Theme::px(m_narrowest)))};
}

int TileGrid::heightForWidth(int width) const {
    return arrange(width, false);
}

void TileGrid::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange(width(), true);
    if (event->oldSize().width() != width()) {
        updateGeometry();
    }
}

bool TileGrid::event(QEvent* event) {
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::LayoutDirectionChange) {
        arrange(width(), true);
        updateGeometry();
    }
    return QWidget::event(event);
}

int TileGrid::columnsFor(int width) const {
    const int gap = Theme::px(12);
    const int fit = (width + gap) / (Theme::px(m_narrowest) + gap);
    return std::max(1, std::min(m_most, fit));
}

int TileGrid::rowHeight(int row, int columns, int tileWidth) const {
    int height = 0;
    for (qsizetype i = qsizetype(row) * columns; i < std::min<qsizetype>(m_tiles.size(), qsizetype(row + 1) * columns);
         ++i) {
        const QWidget* tile = m_tiles.at(i);
        height = std::max({height, tile->sizeHint().height(), tile->minimumSizeHint().height()});
        if (tile->hasHeightForWidth()) {
            height = std::max(height, tile->heightForWidth(tileWidth));
        }
    }
    return height;
}

int TileGrid::arrange(int width, bool apply) const {
    if (m_tiles.isEmpty() || width <= 0) {
        return 0;
    }
    const int gap = Theme::px(12);
    const int columns = columnsFor(width);
    const int tileWidth = (width - gap * (columns - 1)) / columns;
    const int rows = int((m_tiles.size() + columns - 1) / columns);
    int y = 0;
    for (int row = 0; row < rows; ++row) {
        const int height = rowHeight(row, columns, tileWidth);
        for (int column = 0; column < columns; ++column) {
            const qsizetype i = qsizetype(row) * columns + column;
            if (i < m_tiles.size() && apply) {
                const QRect at(column * (tileWidth + gap), y, tileWidth, height);
                m_tiles.at(i)->setGeometry(QStyle::visualRect(layoutDirection(), QRect(0, 0, width, 1), at));
            }
        }
        y += height + gap;
    }
    return y - gap;
}

} // namespace pathways::ui
