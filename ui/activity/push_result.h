// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/push_service.h"

#include <QWidget>

class QStackedWidget;
class QStandardItemModel;
class QVBoxLayout;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class ElidedLabel;
class IconButton;
class PushOutcomesModel;
class StatusBadge;
class ProportionBar;
class PushProgressPanel;
class RowDelegate;
class TextLabel;
class MatchLine;

/// One push: its status, its numbers, the people who were not accepted or left out, grouped by reason, and the people
/// of the chosen group, masked until shown (rules U57 to U60).
class PushResult final : public QWidget {
    Q_OBJECT
public:
    explicit PushResult(PushService& pushes, QWidget* parent = nullptr);
    /// fieldNames: labels of the platform's fields, by id.
    void show(const Push& push, const QMap<QString, QString>& fieldNames = {});
    void setProgress(const PushProgress& progress);
    [[nodiscard]] const Push& push() const { return m_push; }
    /// The page's title and its sentence.
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString sentence() const;
    [[nodiscard]] CardTable* groups() const { return m_groups; }

signals:
    /// Leads through the wizard again, so that the plan is seen first.
    void sendAgainWanted(const pathways::PathwayId& id);
    void connectionsWanted(const pathways::PathwayId& id);
    void toastWanted(const QString& text);
    /// This push was deleted from the history.
    void removed();

private:
    QWidget* makeHead();
    QWidget* makeGroups();
    QWidget* makePeople();
    QWidget* makeFoot();
    void showNumbers();
    void showGroups();
    void showPeople();
    void showProblem();
    void act();
    void askToRemove();
    void remove();

    PushService& m_pushes;
    Push m_push;
    IconButton* m_remove = nullptr;
    StatusBadge* m_pill = nullptr;
    ElidedLabel* m_when = nullptr;
    Banner* m_banner = nullptr;
    PushProgressPanel* m_progress = nullptr;
    ProportionBar* m_bar = nullptr;
    TextLabel* m_sum = nullptr;
    MatchLine* m_matchState = nullptr;
    QWidget* m_groupsHost = nullptr;
    QStandardItemModel* m_groupModel = nullptr;
    CardTable* m_groups = nullptr;
    QWidget* m_peopleHost = nullptr;
    TextLabel* m_peopleHeading = nullptr;
    PushOutcomesModel* m_outcomes = nullptr;
    CardTable* m_people = nullptr;
    RowDelegate* m_delegate = nullptr;
    Button* m_values = nullptr;
    Button* m_again = nullptr;
    Button* m_stop = nullptr;
    TextLabel* m_good = nullptr;
};

} // namespace pathways::ui
