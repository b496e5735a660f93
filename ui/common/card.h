// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QFrame>

class QHBoxLayout;
class QVBoxLayout;

namespace pathways::ui {

/// A white surface with a hairline and round corners.
class Card : public QFrame {
    Q_OBJECT
public:
    explicit Card(QWidget* parent = nullptr);
    /// Grey instead of white.
    void setSunken(bool sunken);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_sunken = false;
};

/// A plain area in one role's colour, optionally with a hairline on one side: navigation, footer.
class Surface : public QFrame {
    Q_OBJECT
public:
    explicit Surface(Role role, Qt::Edges lines = {}, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Role m_role;
    Qt::Edges m_lines;
};

/// Lays children out in as many equal columns as fit: three on a wide page, then two, then one.
class TileGrid : public QWidget {
    Q_OBJECT
public:
    explicit TileGrid(QWidget* parent = nullptr);
    /// The narrowest tile (design pixels) and the largest number of columns.
    void setColumns(int narrowest, int most);
    void addTile(QWidget* tile);
    void clear();
    [[nodiscard]] QList<QWidget*> tiles() const { return m_tiles; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool event(QEvent* event) override;

private:
    int columnsFor(int width) const;
    int rowHeight(int row, int columns, int tileWidth) const;
    int arrange(int width, bool apply) const;

    QList<QWidget*> m_tiles;
    int m_narrowest = 260;
    int m_most = 3;
};

} // namespace pathways::ui
