// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/audience_table.h"

#include "ui/common/table.h"
#include "ui/common/text.h"
#include "ui/theme/tool_tip.h"
#include "ui/wording/sentences.h"

#include <QFileInfo>
#include <QLocale>

namespace pathways::ui {

AudienceModel::AudienceModel(QObject* parent)
    : QAbstractTableModel(parent) {}

int AudienceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_audiences.size());
}

int AudienceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant AudienceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant((section == PeopleColumn ? Qt::AlignTrailing : Qt::AlignLeading) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case NameColumn:
        return tr("Audience");
    case TypeColumn:
        return tr("Type");
    case PeopleColumn:
        return tr("People");
    case DataColumn:
        return tr("Data from");
    case PushedColumn:
        return tr("Last pushed");
    default:
        return {};
    }
}

QString AudienceModel::secondLine(const AudienceSummary& summary) {
    if (summary.audience.kind == AudienceKind::Modeled) {
        return tr("Based on %1", "the audience that a modeled one is made from").arg(summary.baseName);
    }
    const auto* file = std::get_if<FileSource>(&summary.audience.source);
    const QString name = file != nullptr ? QFileInfo(file->path).fileName() : summary.sourceText;
    switch (summary.state) {
    case SourceState::Missing:
        return tr("File not found: %1").arg(name);
    case SourceState::Unreadable:
        return tr("Cannot be read: %1").arg(name);
    case SourceState::Ready:
        break;
    }
    return summary.sourceText;
}

QString AudienceModel::text(const AudienceSummary& summary, int column) const {
    switch (column) {
    case NameColumn:
        return summary.audience.name;
    case TypeColumn:
        return summary.audience.kind == AudienceKind::Owned ? tr("Owned") : tr("Modeled");
    case PeopleColumn:
        return summary.audience.people < 0 ? tr("counting", "in place of a number of people")
                                           : QLocale().toString(summary.audience.people);
    case DataColumn:
        return summary.audience.dataFrom ? whenText(*summary.audience.dataFrom, m_now) : QString();
    case PushedColumn:
        return lastPushedText(summary.pushed, m_now);
    default:
        return {};
    }
}

QVariant AudienceModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_audiences.size()) {
        return {};
    }
    const AudienceSummary& summary = m_audiences.at(index.row());
    const QString age = ageWarning(summary.audience.dataFrom, m_now);
    switch (role) {
    case Qt::DisplayRole:
        return text(summary, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == PeopleColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return plainToolTip(index.column() == NameColumn ? summary.audience.name + u'\n' + secondLine(summary)
                                                         : text(summary, index.column()));
    case Qt::AccessibleTextRole:
        if (index.column() == NameColumn) {
            return tr("%1. %2", "audience, source").arg(summary.audience.name, secondLine(summary));
        }
        if (index.column() == DataColumn && !age.isEmpty()) {
            return tr("%1, %2", "date, age").arg(text(summary, DataColumn), age);
        }
        return text(summary, index.column());
    case ModeledRole:
        return summary.audience.kind == AudienceKind::Modeled;
    default:
        return look(summary, index.column(), role);
    }
}

QVariant AudienceModel::look(const AudienceSummary& summary, int column, int role) const {
    const bool missing = summary.state != SourceState::Ready && summary.audience.kind == AudienceKind::Owned;
    const QString age = missing ? QString() : ageWarning(summary.audience.dataFrom, m_now);
    switch (column) {
    case NameColumn:
        switch (role) {
        case RadioRole:
        case StrongRole:
            return true;
        case SecondLineRole:
            return secondLine(summary);
        case SecondToneRole:
            return missing ? QVariant(int(ui::Role::DangerInk)) : QVariant();
        case LinkRole:
            return missing && std::holds_alternative<FileSource>(summary.audience.source) ? tr("Find file…")
                                                                                          : QString();
        default:
            return {};
        }
    case TypeColumn:
        if (role == IconNameRole) {
            return summary.audience.kind == AudienceKind::Modeled ? QStringLiteral("modeled")
                                                                  : QStringLiteral("person");
        }
        return role == MutedRole ? QVariant(true) : QVariant();
    case PeopleColumn:
        return role == StrongRole ? QVariant(true) : role == MutedRole ? QVariant(missing) : QVariant();
    case DataColumn:
        switch (role) {
        case SecondLineRole:
            return age;
        case SecondToneRole:
            return int(ui::Role::WarningInk);
        case MutedRole:
            return missing;
        default:
            return {};
        }
    default:
        return role == MutedRole ? QVariant(summary.pushed.isEmpty()) : QVariant();
    }
}

void AudienceModel::set(const QList<AudienceSummary>& audiences, const QDateTime& now) {
    beginResetModel();
    m_audiences = audiences;
    m_now = now;
    endResetModel();
}

int AudienceModel::rowOf(const AudienceId& id) const {
    for (int row = 0; row < m_audiences.size(); ++row) {
        if (m_audiences.at(row).audience.id == id) {
            return row;
        }
    }
    return -1;
}

void AudienceFilter::setKind(Kind kind) {
    m_kind = kind;
    invalidateFilter();
}

void AudienceFilter::setSearch(const QString& text) {
    m_search = text.trimmed();
    invalidateFilter();
}

bool AudienceFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QModelIndex index = sourceModel()->index(row, AudienceModel::NameColumn, parent);
    const bool modeled = index.data(AudienceModel::ModeledRole).toBool();
    if ((m_kind == Kind::Owned && modeled) || (m_kind == Kind::Modeled && !modeled)) {
        return false;
    }
    return m_search.isEmpty() || index.data().toString().contains(m_search, Qt::CaseInsensitive) ||
           index.data(SecondLineRole).toString().contains(m_search, Qt::CaseInsensitive);
}

} // namespace pathways::ui
