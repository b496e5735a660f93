// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"

#include <QWidget>

#include <memory>

namespace pathways {
class PlanFile;
}

class QStackedWidget;

namespace pathways::ui {

class Button;
class CardTable;
class PeopleModel;
class SearchField;
class TextLabel;

/// The people of one part of a plan, with their heading, "Show values" and a search.
class PeopleList final : public QWidget {
    Q_OBJECT
public:
    explicit PeopleList(QWidget* parent = nullptr);
    ~PeopleList() override;

    void show(const std::shared_ptr<const PlanFile>& plan, PlanPart part, qint64 people);
    void setRemovalsHeld(bool held);
    [[nodiscard]] PeopleModel& model() { return *m_model; }

private:
    void refresh(int shown);

    TextLabel* m_heading;
    Button* m_values;
    SearchField* m_search;
    CardTable* m_table;
    PeopleModel* m_model;
    QWidget* m_noHit;
    TextLabel* m_noHitText;
    TextLabel* m_nobody;
    QStackedWidget* m_stack;
    qint64 m_people = 0;
};

} // namespace pathways::ui
