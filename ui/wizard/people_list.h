// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"

#include <QWidget>

#include <memory>

namespace pathways {
class PlanPeople;
struct Error;
} // namespace pathways

class QStackedWidget;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class PeopleModel;
class SearchField;
class TextLabel;

/// The people of one part of a plan, with their heading, "Show values" and a search; or why they cannot be read.
class PeopleList final : public QWidget {
    Q_OBJECT
public:
    explicit PeopleList(QWidget* parent = nullptr);
    ~PeopleList() override;

    void show(std::unique_ptr<PlanPeople> reader, PlanPart part, qint64 people);
    void setRemovalsHeld(bool held);

signals:
    /// They could not be read: the plan is to be made again.
    void planWanted();

private:
    void refresh(int shown);
    void showTrouble(const Error& error);

    TextLabel* m_heading;
    Button* m_values;
    SearchField* m_search;
    CardTable* m_table;
    PeopleModel* m_model;
    QWidget* m_noHit;
    TextLabel* m_noHitText;
    TextLabel* m_nobody;
    Banner* m_trouble;
    QStackedWidget* m_stack;
    qint64 m_people = 0;
};

} // namespace pathways::ui
