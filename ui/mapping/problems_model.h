// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"

#include <QAbstractTableModel>
#include <QList>

namespace pathways::ui {

/// The people behind one problem of a column: row, value as it stands in the source, reason, what to do (rule U28).
class ProblemsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { RowColumn, PersonColumn, ValueColumn, ReasonColumn, AdviceColumn, ColumnCount };
    explicit ProblemsModel(QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void setPeople(const QList<PlanPerson>& people);
    void setShowValues(bool show);

private:
    QList<PlanPerson> m_people;
    bool m_showValues = false;
};

} // namespace pathways::ui
