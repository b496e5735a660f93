// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/push.h"

#include <QWidget>

#include <optional>

class QStackedWidget;
class QVBoxLayout;

namespace pathways {
class PushService;
}

namespace pathways::ui {

class Banner;
class Button;
class Card;
class CardTable;
class ElidedLabel;
class Legend;
class OutcomesModel;
class ProportionBar;
class TextLabel;
class MatchLine;

/// The result of a push: its numbers, and who was not accepted, by reason, with what to do about it (rule U58).
class ResultPanel final : public QWidget {
    Q_OBJECT
public:
    explicit ResultPanel(PushService& pushes, QWidget* parent = nullptr);

    void show(const Push& push);
    /// Shows the people with one reason in place of the panel.
    void openReason(Reason reason, qint64 people);

signals:
    /// Activity shows every reason with its people.
    void allGroupsWanted();
    void sendAgainWanted();
    void reconnectWanted();
    void resumeWanted();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildList(const QMap<Reason, qint64>& counts);
    void addGroup(Reason reason, qint64 people);
    void showNumbers(const Push& push);
    void showLeftOut(const QMap<Reason, qint64>& counts);
    void showProblem(const Push& push);

    PushService& m_pushes;
    PushId m_push;
    bool m_canSendAgain = false;
    ProportionBar* m_bar;
    Legend* m_legend;
    TextLabel* m_addition;
    Banner* m_banner;
    MatchLine* m_matchState;
    TextLabel* m_heading;
    Card* m_groups;
    QVBoxLayout* m_groupList;
    QWidget* m_leftOutRow;
    ElidedLabel* m_leftOut;
    Button* m_showLeftOut;
    QWidget* m_overview;
    QWidget* m_people;
    TextLabel* m_peopleHeading;
    Button* m_values;
    CardTable* m_table;
    OutcomesModel* m_model;
    QStackedWidget* m_stack;
    Reason m_mostLeftOut = Reason::None;
    qint64 m_mostLeftOutPeople = 0;
    int m_leftOutReasons = 0;
};

} // namespace pathways::ui
