// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audience_service.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

namespace pathways::ui {

/// The audiences of step 1 (rules U18 and U19).
class AudienceModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NameColumn, TypeColumn, PeopleColumn, DataColumn, PushedColumn, ColumnCount };
    enum Role { ModeledRole = Qt::UserRole + 1 }; ///< bool; besides the roles of RowDelegate.
    explicit AudienceModel(QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    void set(const QList<AudienceSummary>& audiences, const QDateTime& now);
    [[nodiscard]] const QList<AudienceSummary>& audiences() const { return m_audiences; }
    [[nodiscard]] int rowOf(const AudienceId& id) const;

private:
    [[nodiscard]] QString text(const AudienceSummary& summary, int column) const;
    [[nodiscard]] static QString secondLine(const AudienceSummary& summary);
    [[nodiscard]] QVariant look(const AudienceSummary& summary, int column, int role) const;

    QList<AudienceSummary> m_audiences;
    QDateTime m_now;
};

/// Filters by search text and kind.
class AudienceFilter final : public QSortFilterProxyModel {
    Q_OBJECT
public:
    enum class Kind { All, Owned, Modeled };
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setKind(Kind kind);
    void setSearch(const QString& text);
    [[nodiscard]] const QString& searchText() const { return m_search; }
    [[nodiscard]] Kind kind() const { return m_kind; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    Kind m_kind = Kind::All;
    QString m_search;
};

} // namespace pathways::ui
