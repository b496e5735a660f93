// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace pathways::ui {

/// Paints a line of the mapping table: two lines of text, the accept button of a suggestion, the filled bar, the
/// problems with their chevron. One delegate for the whole table; no widget per cell (rule U36).
class MappingDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    explicit MappingDelegate(QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// Where the accept button of a suggestion stands within its cell.
    [[nodiscard]] static QRect acceptRect(const QRect& cell, Qt::LayoutDirection direction);
    void setHoveredRow(int row) { m_hovered = row; }

private:
    void paintField(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                    const QModelIndex& index) const;
    void paintSource(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                     const QModelIndex& index) const;
    void paintSamples(QPainter& painter, const QRect& cell, const QModelIndex& index) const;
    void paintFilled(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                     const QModelIndex& index) const;
    void paintProblems(QPainter& painter, const QRect& cell, const QStyleOptionViewItem& option,
                       const QModelIndex& index) const;

    int m_hovered = -1;
};

} // namespace pathways::ui
