// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/activity/push_outcomes_model.h"

#include "core/base/redaction.h"
#include "ui/common/table.h"
#include "ui/common/text.h"

namespace pathways::ui {
namespace {
constexpr int kPage = 200;
}

PushOutcomesModel::PushOutcomesModel(PushService& pushes, QObject* parent)
    : QAbstractTableModel(parent)
    , m_pushes(pushes) {}

void PushOutcomesModel::show(const PushId& push, Reason reason) {
    beginResetModel();
    m_push = push;
    m_reason = reason;
    m_rows.clear();
    m_unlisted = m_pushes.unlisted(push).value_or(QMap<Reason, qint64>()).value(reason);
    m_complete = false;
    m_problem.reset();
    endResetModel();
    fetchMore({});
}

int PushOutcomesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_rows.size()) + (saysHowManyMore() ? 1 : 0);
}

int PushOutcomesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant PushOutcomesModel::data(const QModelIndex& index, int role) const {
    if (index.isValid() && index.row() == int(m_rows.size()) && saysHowManyMore()) {
        const bool spoken = role == Qt::DisplayRole || role == Qt::AccessibleTextRole;
        return spoken && index.column() == Person
                   ? tr("%Ln more people, who are only counted", nullptr, plural(m_unlisted))
                   : QVariant();
    }
    if (!index.isValid() || index.row() >= int(m_rows.size())) {
        return {};
    }
    const RowOutcome& outcome = m_rows.at(index.row());
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Person:
            return visibleText(outcome.identity);
        case Row:
            return outcome.row > 0 ? countText(outcome.row) : QString();
        case Field:
            return m_fieldNames.value(outcome.field, outcome.field);
        case Note:
            return outcome.note.isEmpty() ? reasonText(outcome.reason) : outcome.note;
        default:
            return {};
        }
    }
    if (role == Qt::AccessibleTextRole && index.column() == Person) {
        return masked(outcome.identity); // never read aloud in full
    }
    if (role == SensitiveRole) {
        return index.column() == Person;
    }
    if (role == ElideMiddleRole) {
        return index.column() == Person;
    }
    if (role == MutedRole) {
        return index.column() == Row || index.column() == Field;
    }
    if (role == Qt::TextAlignmentRole && index.column() == Row) {
        return int(Qt::AlignRight | Qt::AlignVCenter);
    }
    return {};
}

QVariant PushOutcomesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole && section == Row) {
        return int(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Person:
        return tr("Person");
    case Row:
        return tr("Row");
    case Field:
        return tr("Field");
    case Note:
        return tr("Why");
    default:
        return {};
    }
}

bool PushOutcomesModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && !m_complete;
}

void PushOutcomesModel::fetchMore(const QModelIndex& parent) {
    if (parent.isValid() || m_complete) {
        return;
    }
    const auto page = m_pushes.rowOutcomes(m_push, int(m_rows.size()), kPage, m_reason);
    if (!page) {
        m_problem = page.error();
        m_complete = true;
        return;
    }
    const bool last = page->size() < kPage;
    const qsizetype lines = page->size() + (last && m_unlisted > 0 ? 1 : 0);
    if (lines == 0) {
        m_complete = true;
        return;
    }
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + lines) - 1);
    m_rows.append(*page);
    m_complete = last;
    endInsertRows();
}

bool PushOutcomesModel::saysHowManyMore() const {
    return m_complete && m_unlisted > 0 && !m_problem;
}

} // namespace pathways::ui
