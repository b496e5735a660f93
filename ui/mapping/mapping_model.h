// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pathway.h"
#include "core/services/pathway_service.h"

#include <QAbstractTableModel>
#include <QMap>
#include <QStringList>

namespace pathways::ui {

/// The lines of a column mapping, one per field that can be filled (rules U21 and U22). Nothing is allocated per cell.
/// Only MappingEditor changes it, so that every change can be undone.
class MappingModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FieldColumn, SourceColumn, SamplesColumn, FilledColumn, ProblemsColumn, ColumnCount };
    enum Role {
        SecondLineRole = Qt::UserRole + 1, ///< Requirement or evidence, QString.
        SuggestionRole,                    ///< Not accepted yet, bool.
        SamplesRole,                       ///< As shown: masked unless values are shown, QStringList.
        FilledRole,                        ///< 0..1, or -1 while unknown, double.
        SeverityRole,                      ///< Of the worst finding, int; -1: none.
        FindingCountRole,                  ///< How many kinds of findings, int.
        MappedRole                         ///< A column is chosen, bool.
    };

    explicit MappingModel(QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;

    void setLines(const QList<ColumnMapping>& lines, const QString& platform, const QString& sameAs);
    void setLine(int row, const ColumnMapping& line);
    [[nodiscard]] const QList<ColumnMapping>& lines() const { return m_lines; }
    /// Takes the result of checking every row; an empty map means that the check is running.
    void setReports(const QMap<QString, ColumnReport>& reports);
    [[nodiscard]] QList<Finding> findings(int row) const;
    [[nodiscard]] int suggestions() const;
    [[nodiscard]] int filledFields() const;
    void setShowValues(bool show);

private:
    [[nodiscard]] QString text(int row, int column) const;
    [[nodiscard]] QString accessibleText(int row, int column) const;
    [[nodiscard]] QString problemsText(int row) const;
    [[nodiscard]] QStringList samples(int row) const;
    [[nodiscard]] const ColumnReport* report(int row) const;

    QList<ColumnMapping> m_lines;
    QMap<QString, ColumnReport> m_reports;
    QString m_platform;
    QString m_sameAs;
    bool m_showValues = false;
};

/// Whether values of this kind identify a person, so that they are masked until shown.
[[nodiscard]] bool isPersonal(FieldKind kind);

} // namespace pathways::ui
