// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/figures/proportion_bar.h"

#include <QList>
#include <QWidget>

namespace pathways::ui {

/// Explains the parts of a bar: a swatch, the number, the word.
class Legend final : public QWidget {
    Q_OBJECT
public:
    struct Item {
        PartLook look;
        QString count;
        QString name;
    };
    explicit Legend(QWidget* parent = nullptr);
    void setItems(const QList<Item>& items);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] static int widthOf(const Item& item);

    QList<Item> m_items;
};

} // namespace pathways::ui
