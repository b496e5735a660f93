// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/table.h"

namespace pathways::ui {

class ColumnChooser;
class MappingDelegate;
class MappingEditor;

/// The mapping table. Arrows move; F2, Space or a letter opens the list of columns; Enter accepts a suggestion; Tab
/// leaves the table (rules U35 and U68).
class MappingView final : public CardTable {
    Q_OBJECT
public:
    explicit MappingView(MappingEditor& editor, QWidget* parent = nullptr);

    /// Opens the list of columns for a line.
    void openChooser(int row, const QString& search = {});
    [[nodiscard]] QSize sizeHint() const override;

signals:
    /// The problems of a line are to be shown.
    void problemsWanted(int row);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void layOutColumns();
    void hover(int row);

    MappingEditor& m_editor;
    MappingDelegate* m_delegate;
    ColumnChooser* m_chooser;
    int m_chooserRow = -1;
    int m_hovered = -1;
};

} // namespace pathways::ui
