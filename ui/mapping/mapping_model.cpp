// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mapping/mapping_model.h"

#include "core/base/redaction.h"
#include "ui/common/text.h"
#include "ui/theme/tool_tip.h"
#include "ui/wording/sentences.h"

#include <QLocale>

#include <algorithm>

namespace pathways::ui {

bool isPersonal(FieldKind kind) {
    switch (kind) {
    case FieldKind::Region:
    case FieldKind::Country:
    case FieldKind::Gender:
    case FieldKind::Choice:
    case FieldKind::Language:
        return false;
    default:
        return true;
    }
}

MappingModel::MappingModel(QObject* parent)
    : QAbstractTableModel(parent) {}

int MappingModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_lines.size());
}

int MappingModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

Qt::ItemFlags MappingModel::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

QVariant MappingModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant(Qt::AlignLeading | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case FieldColumn:
        return m_platform.isEmpty() ? tr("Field") : tr("Field in %1", "a platform").arg(m_platform);
    case SourceColumn:
        return tr("Your column");
    case SamplesColumn:
        return tr("Samples, as they will arrive");
    case FilledColumn:
        return tr("Filled");
    case ProblemsColumn:
        return tr("Problems");
    default:
        return {};
    }
}

const ColumnReport* MappingModel::report(int row) const {
    const ColumnMapping& line = m_lines.at(row);
    if (line.column.isEmpty()) {
        return nullptr;
    }
    const auto found = m_reports.constFind(line.field.id);
    return found == m_reports.constEnd() ? nullptr : &*found;
}

QStringList MappingModel::samples(int row) const {
    const ColumnReport* known = report(row);
    if (known == nullptr) {
        return {};
    }
    QStringList shown;
    for (const QString& sample : known->samples) {
        const FieldKind kind = m_lines.at(row).field.kind;
        const QString plain = visibleText(sample);
        shown << (m_showValues || !isPersonal(kind) ? plain : masked(plain));
    }
    return shown;
}

QList<Finding> MappingModel::findings(int row) const {
    const ColumnReport* known = row >= 0 && row < m_lines.size() ? report(row) : nullptr;
    if (known == nullptr) {
        return {};
    }
    QList<Finding> sorted = known->findings;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return sorted;
}

QString MappingModel::problemsText(int row) const {
    if (m_lines.at(row).column.isEmpty()) {
        return {};
    }
    if (report(row) == nullptr) {
        return tr("Checking");
    }
    const QList<Finding> found = findings(row);
    if (found.isEmpty()) {
        return tr("None");
    }
    const QString first = problemText(found.constFirst());
    return found.size() == 1
               ? first
               : tr("%1, and %Ln more", "the first problem of a column", int(found.size()) - 1).arg(first);
}

QString MappingModel::text(int row, int column) const {
    const ColumnMapping& line = m_lines.at(row);
    switch (column) {
    case FieldColumn:
        return line.field.label.isEmpty() ? line.field.id : line.field.label;
    case SourceColumn:
        return line.column.isEmpty() ? tr("Choose a column") : line.column;
    case SamplesColumn:
        return samples(row).join(QStringLiteral("   "));
    case FilledColumn: {
        const ColumnReport* known = report(row);
        return known == nullptr ? QString() : tr("%1 %", "per cent").arg(int(known->filled * 100));
    }
    case ProblemsColumn:
        return problemsText(row);
    default:
        return {};
    }
}

QString MappingModel::accessibleText(int row, int column) const {
    const QString field = text(row, FieldColumn);
    const ColumnMapping& line = m_lines.at(row);
    switch (column) {
    case FieldColumn: {
        const QString requirement = requirementText(line.field, m_lines);
        return requirement.isEmpty() ? field : tr("%1, %2", "field, whether it is required").arg(field, requirement);
    }
    case SourceColumn:
        return line.column.isEmpty()
                   ? tr("%1: no column. %2.", "field, evidence").arg(field, evidenceText(line, m_sameAs))
                   : tr("%1: %2. %3.", "field, column, evidence").arg(field, line.column, evidenceText(line, m_sameAs));
    case SamplesColumn: {
        const QStringList shown = samples(row);
        return shown.isEmpty() ? tr("No samples of %1").arg(field)
                               : tr("Samples of %1: %2").arg(field, QLocale().createSeparatedList(shown));
    }
    case FilledColumn:
        return report(row) == nullptr ? tr("%1 filled: not known yet").arg(field)
                                      : tr("%1 filled: %2", "field, per cent").arg(field, text(row, FilledColumn));
    default:
        return line.column.isEmpty() || (report(row) != nullptr && findings(row).isEmpty())
                   ? tr("No problems with %1").arg(field)
                   : tr("Problems with %1: %2").arg(field, problemsText(row));
    }
}

QVariant MappingModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_lines.size()) {
        return {};
    }
    const int row = index.row();
    const ColumnMapping& line = m_lines.at(row);
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::ToolTipRole:
        if (index.column() == ProblemsColumn) {
            QStringList all;
            for (const Finding& finding : findings(row)) {
                all << problemText(finding);
            }
            return plainToolTip(all.join(u'\n'));
        }
        return plainToolTip(text(row, index.column()));
    case Qt::AccessibleTextRole:
        return accessibleText(row, index.column());
    case SecondLineRole:
        if (index.column() == FieldColumn) {
            return requirementText(line.field, m_lines);
        }
        if (index.column() == SourceColumn) {
            const QString evidence = evidenceText(line, m_sameAs);
            return line.clear && !line.column.isEmpty()
                       ? tr("%1; a blank clears", "evidence for the column; blanks clear the value").arg(evidence)
                       : evidence;
        }
        return {};
    case SuggestionRole:
        return !line.accepted && !line.column.isEmpty();
    case SamplesRole:
        return samples(row);
    case FilledRole: {
        const ColumnReport* known = report(row);
        return known == nullptr ? -1.0 : known->filled;
    }
    case SeverityRole: {
        const QList<Finding> found = findings(row);
        return found.isEmpty() ? -1 : int(found.constFirst().severity);
    }
    case FindingCountRole:
        return int(findings(row).size());
    case MappedRole:
        return !line.column.isEmpty();
    default:
        return {};
    }
}

void MappingModel::setLines(const QList<ColumnMapping>& lines, const QString& platform, const QString& sameAs) {
    beginResetModel();
    m_lines = lines;
    m_platform = platform;
    m_sameAs = sameAs;
    m_reports.clear();
    endResetModel();
}

void MappingModel::setLine(int row, const ColumnMapping& line) {
    if (row < 0 || row >= m_lines.size()) {
        return;
    }
    if (m_lines.at(row).column != line.column) {
        m_reports.remove(line.field.id);
    }
    m_lines[row] = line;
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void MappingModel::setReports(const QMap<QString, ColumnReport>& reports) {
    m_reports = reports;
    if (!m_lines.isEmpty()) {
        emit dataChanged(index(0, 0), index(int(m_lines.size()) - 1, ColumnCount - 1));
    }
}

int MappingModel::suggestions() const {
    return int(std::count_if(m_lines.cbegin(), m_lines.cend(),
                             [](const ColumnMapping& line) { return !line.accepted && !line.column.isEmpty(); }));
}

int MappingModel::filledFields() const {
    return int(std::count_if(m_lines.cbegin(), m_lines.cend(),
                             [](const ColumnMapping& line) { return !line.column.isEmpty(); }));
}

void MappingModel::setShowValues(bool show) {
    m_showValues = show;
    if (!m_lines.isEmpty()) {
        emit dataChanged(index(0, SamplesColumn), index(int(m_lines.size()) - 1, SamplesColumn));
    }
}

} // namespace pathways::ui
