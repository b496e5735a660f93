// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"

#include <QWidget>

class QComboBox;

namespace pathways::ui {

class Button;
class CardTable;
class ProblemsModel;
class TextLabel;

/// The people behind the findings of one column, shown in place of the mapping table; Esc or the button goes back.
class ProblemsPanel final : public QWidget {
    Q_OBJECT
public:
    explicit ProblemsPanel(QWidget* parent = nullptr);

    /// Shows the findings of a field; wanted() asks for the people of the first one.
    void open(const QString& fieldId, const QString& fieldLabel, const QList<Finding>& findings);
    void setPeople(const QList<PlanPerson>& people, int limit);
    void setTrouble(const QString& text);
    [[nodiscard]] const QString& field() const { return m_field; }
    [[nodiscard]] Reason reason() const;

signals:
    void wanted(const QString& fieldId, pathways::Reason reason);
    void closed();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void ask();

    Button* m_back;
    TextLabel* m_title;
    QComboBox* m_kinds;
    Button* m_values;
    TextLabel* m_note;
    CardTable* m_table;
    ProblemsModel* m_model;
    QList<Finding> m_findings;
    QString m_field;
};

} // namespace pathways::ui
