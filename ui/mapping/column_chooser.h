// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QCheckBox;
class QLineEdit;
class QListView;
class QSortFilterProxyModel;
class QStringListModel;

namespace pathways::ui {

/// The list that opens on a mapping line: type to search, arrows move, Enter chooses, Esc cancels (rule U35). One list
/// for any number of columns.
class ColumnChooser final : public QFrame {
    Q_OBJECT
public:
    explicit ColumnChooser(QWidget* parent);

    /// Opens below (or above) the given rectangle in global coordinates.
    void open(const QRect& near, const QString& field, const QStringList& columns, const QString& current,
              bool clearsBlank, const QString& search);

signals:
    void chosen(const QString& column);
    void clearChanged(bool clear);
    void closed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void take();
    void search(const QString& text);

    QLineEdit* m_search;
    QListView* m_list;
    QCheckBox* m_clear;
    QStringListModel* m_model;
    QSortFilterProxyModel* m_filter;
};

} // namespace pathways::ui
