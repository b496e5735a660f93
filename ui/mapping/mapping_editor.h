// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/mapping/mapping_model.h"

#include <QObject>
#include <QUndoStack>

namespace pathways::ui {

/// Changes a mapping, each change as one step that can be undone (rule U34: at least 50 of them).
class MappingEditor final : public QObject {
    Q_OBJECT
public:
    explicit MappingEditor(QObject* parent = nullptr);

    [[nodiscard]] MappingModel& model() { return m_model; }
    [[nodiscard]] const MappingModel& model() const { return m_model; }
    [[nodiscard]] QUndoStack& undoStack() { return m_undo; }
    [[nodiscard]] const QStringList& columns() const { return m_columns; }

    /// Loads another mapping; earlier steps can no longer be undone.
    void load(const QList<ColumnMapping>& lines, const QStringList& columns, const QString& platform,
              const QString& sameAs);
    /// Takes the user's choice of a column; empty: not sent.
    void chooseColumn(int row, const QString& column);
    void setClear(int row, bool clear);
    void accept(int row);
    void acceptAll();
    /// Columns of the source that no field takes, in the source's order.
    [[nodiscard]] QStringList unusedColumns() const;

signals:
    /// A line changed, by the user or by undoing.
    void edited();

private:
    class Change;
    void push(const QString& text, const QList<std::pair<int, ColumnMapping>>& after);

    MappingModel m_model;
    QUndoStack m_undo;
    QStringList m_columns;
};

} // namespace pathways::ui
