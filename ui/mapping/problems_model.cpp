// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/problems_model.h"

#include "core/base/redaction.h"
#include "ui/common/text.h"
#include "ui/theme/tool_tip.h"

#include <QLocale>

namespace pathways::ui {

ProblemsModel::ProblemsModel(QObject* parent)
    : QAbstractTableModel(parent) {}

int ProblemsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_people.size());
}

int ProblemsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ProblemsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case RowColumn:
        return tr("Row");
    case PersonColumn:
        return tr("Person");
    case ValueColumn:
        return tr("In your file");
    case ReasonColumn:
        return tr("Problem");
    case AdviceColumn:
        return tr("What to do");
    default:
        return {};
    }
}

QVariant ProblemsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_people.size()) {
        return {};
    }
    const PlanPerson& person = m_people.at(index.row());
    if (role == Qt::TextAlignmentRole && index.column() == RowColumn) {
        return QVariant(Qt::AlignTrailing | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole) {
        return {};
    }
    QString text;
    switch (index.column()) {
    case RowColumn:
        text = person.row > 0 ? QLocale().toString(person.row) : QString();
        break;
    case PersonColumn:
        text = m_showValues ? visibleText(person.identity) : masked(person.identity);
        break;
    case ValueColumn:
        text = m_showValues ? visibleText(person.value) : masked(person.value);
        break;
    case ReasonColumn:
        text = reasonText(person.reason);
        break;
    case AdviceColumn:
        text = reasonAdvice(person.reason);
        break;
    default:
        break;
    }
    return role == Qt::ToolTipRole ? plainToolTip(text) : text;
}

void ProblemsModel::setPeople(const QList<PlanPerson>& people) {
    beginResetModel();
    m_people = people;
    endResetModel();
}

void ProblemsModel::setShowValues(bool show) {
    m_showValues = show;
    if (!m_people.isEmpty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

} // namespace pathways::ui
