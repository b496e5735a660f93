// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/labels.h"

#include <QStyledItemDelegate>
#include <QTableView>

namespace pathways::ui {

/// Data roles that RowDelegate understands beside Qt's own.
enum RowRole : int {
    SecondLineRole = Qt::UserRole + 100, ///< QString: the quiet second line.
    SecondToneRole,                      ///< int(Role): colour of the second line.
    IconNameRole,                        ///< QString: a pictogram before the text.
    IconToneRole,                        ///< int(Role): its colour.
    StrongRole,                          ///< bool: semibold first line.
    MutedRole,                           ///< bool: first line in the quiet ink.
    TextToneRole,                        ///< int(Role): colour of the first line.
    RadioRole,                           ///< bool: show a radio mark for the row's selection in this column.
    SensitiveRole,                       ///< bool: a donor's value; masked until shown.
    LinkRole,                            ///< QString: a word at the end of the second line that can be pressed.
    ElideMiddleRole,                     ///< bool: ids and addresses.
};

enum class RowHeight { Compact, OneLine, TwoLines };

/// Paints cells of two lines with the chosen bar, hover, focus ring and masking. Give columns alignment through
/// Qt::TextAlignmentRole. The accessible text of a cell is both lines.
class RowDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit RowDelegate(QTableView* view, RowHeight height = RowHeight::OneLine);
    /// Whether sensitive values are shown or masked (the default).
    void setValuesShown(bool shown);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] int rowHeight() const;
    bool helpEvent(QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option,
                   const QModelIndex& index) override;

signals:
    /// The word of LinkRole was pressed.
    void linkActivated(const QModelIndex& index);

protected:
    /// The row's surface: hover, chosen with its bar, line below, focus ring. Call first when painting a cell yourself.
    void paintRow(QPainter& painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    /// Room for a cell's content.
    [[nodiscard]] QRect content(const QStyleOptionViewItem& option) const;
    /// Two lines of text in the given room.
    void paintLines(QPainter& painter, const QRect& room, const QStyleOptionViewItem& option,
                    const QModelIndex& index) const;
    [[nodiscard]] QString shownText(const QModelIndex& index) const;
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

private:
    /// Room for a cell's words: without the radio mark and the pictogram.
    [[nodiscard]] QRect words(const QStyleOptionViewItem& option, const QModelIndex& index) const;
    [[nodiscard]] QRect linkRect(const QStyleOptionViewItem& option, const QModelIndex& index) const;

    QTableView* m_view;
    RowHeight m_height;
    bool m_shown = false;
};

/// A table in a card: round corners, hairlines between rows, whole rows chosen; Tab leaves it (trap T11), Enter
/// activates a row. The name is read aloud.
class CardTable : public QTableView {
    Q_OBJECT
public:
    explicit CardTable(const QString& name, QWidget* parent = nullptr);
    /// stretched: the column that takes the remaining room; the others have their contents' or the given width (design
    /// pixels).
    void setColumnWidths(const QList<int>& widths, int stretched);
    void setHasHead(bool head);
    /// Chooses a whole row, also while hidden and in right-to-left, where QTableView::selectRow() does nothing.
    void chooseRow(int row);
    [[nodiscard]] int chosenRow() const;
    /// The background seen behind the round corners: the window by default, or a card.
    void setBackdrop(Role role);
    void reset() override;
    [[nodiscard]] int hoveredRow() const { return m_hovered; }
    /// Height that shows all rows without scrolling.
    [[nodiscard]] int fullHeight() const;

signals:
    /// Enter, Space or a click on a row.
    void rowActivated(const QModelIndex& index);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    /// A click beside the rows leaves the choice as it is.
    [[nodiscard]] QItemSelectionModel::SelectionFlags selectionCommand(const QModelIndex& index,
                                                                       const QEvent* event) const override;

private:
    void setHovered(int row);
    void refreshMetrics();
    void shareWidth();
    void needCurrentRow();

    QWidget* m_corners;
    QList<int> m_widths;
    int m_hovered = -1;
};

} // namespace pathways::ui
