// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/progress/outcomes_model.h"

#include "core/base/redaction.h"
#include "core/services/push_service.h"
#include "ui/common/text.h"
#include "ui/theme/tool_tip.h"

#include <algorithm>
#include <limits>

namespace pathways::ui {

namespace {
constexpr int kPage = 128;
constexpr int kPagesKept = 32;
} // namespace

OutcomesModel::OutcomesModel(PushService& pushes, QObject* parent)
    : QAbstractTableModel(parent)
    , m_pushes(pushes) {}

int OutcomesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_count;
}

int OutcomesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant OutcomesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case PersonColumn:
        return tr("Person");
    case WhyColumn:
        return tr("Why");
    case NoteColumn:
        return tr("What the platform said");
    case RowColumn:
        return tr("Row in your file");
    default:
        return {};
    }
}

const RowOutcome* OutcomesModel::outcome(int row) const {
    const int page = row / kPage;
    if (!m_pages.contains(page)) {
        if (m_pages.size() >= kPagesKept) {
            m_pages.clear();
        }
        m_pages.insert(page, m_pushes.rowOutcomes(m_push, page * kPage, kPage, m_reason).value_or(QList<RowOutcome>{}));
    }
    const QList<RowOutcome>& known = m_pages[page];
    return row % kPage < known.size() ? &known.at(row % kPage) : nullptr;
}

QVariant OutcomesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && role != Qt::ToolTipRole)) {
        return {};
    }
    if (index.row() == m_count - 1 && m_unlisted > 0) {
        return index.column() == PersonColumn ? tr("%Ln more people, who are only counted", nullptr, plural(m_unlisted))
                                              : QString();
    }
    const RowOutcome* found = outcome(index.row());
    if (found == nullptr) {
        // Details are kept for 14 days; the counts stay.
        return index.column() == PersonColumn ? tr("Details are no longer kept") : QString();
    }
    const auto shown = [role](const QString& text) { return role == Qt::ToolTipRole ? plainToolTip(text) : text; };
    switch (index.column()) {
    case PersonColumn:
        return shown(m_showValues ? visibleText(found->identity) : masked(found->identity));
    case WhyColumn:
        return reasonText(found->reason);
    case NoteColumn:
        return shown(visibleText(found->note));
    case RowColumn:
        return found->row > 0 ? countText(found->row) : QString();
    default:
        return {};
    }
}

void OutcomesModel::show(const PushId& push, Reason reason, qint64 people) {
    beginResetModel();
    m_push = push;
    m_reason = reason;
    m_unlisted = m_pushes.unlisted(push).value_or(QMap<Reason, qint64>()).value(reason);
    const qint64 lines = m_unlisted > 0 ? people - m_unlisted + 1 : people;
    m_count = int(std::min<qint64>(lines, std::numeric_limits<int>::max()));
    m_pages.clear();
    endResetModel();
}

void OutcomesModel::setShowValues(bool show) {
    m_showValues = show;
    if (m_count > 0) {
        emit dataChanged(index(0, PersonColumn), index(m_count - 1, PersonColumn));
    }
}

} // namespace pathways::ui
