// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/permission_line.h"

#include <QStringList>
#include <QWidget>

class QComboBox;
class QVBoxLayout;

namespace pathways::ui {

/// What a source's columns say about who may be emailed: a sentence for each, and what is made of it. A column that was
/// not found can be added.
class PermissionEditor final : public QWidget {
    Q_OBJECT
public:
    explicit PermissionEditor(QWidget* parent = nullptr);

    /// columns: all of the source. choices: what was decided before.
    void show(const QList<PermissionLine>& lines, const QStringList& columns, const QList<PermissionChoice>& choices);
    void clear();
    /// What is decided now, also for columns that are not shown.
    [[nodiscard]] const QList<PermissionChoice>& choices() const { return m_choices; }

signals:
    void changed();

private:
    void addLine(const PermissionLine& line);
    void choose(const QString& column, const QComboBox& box);
    void addColumn();

    QVBoxLayout* m_lines = nullptr;
    QComboBox* m_other = nullptr;
    QList<PermissionChoice> m_choices;
};

} // namespace pathways::ui
