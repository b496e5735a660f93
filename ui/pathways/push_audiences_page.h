// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/pathways/pathway_list.h"
#include "ui/services.h"

#include <QTimer>

class QAction;
class QStackedWidget;

namespace pathways::ui {

class Banner;
class Button;
class CardTable;
class EmptyState;
class SearchField;

/// Push Audiences: the pathways with their status, what needs the user, and the button that starts the wizard.
class PushAudiencesPage final : public Page {
    Q_OBJECT
public:
    explicit PushAudiencesPage(const Services& services, QWidget* parent = nullptr);
    void refresh();
    [[nodiscard]] PathwayListModel* model() const { return m_model; }
    /// How many pathways need the user.
    [[nodiscard]] int needsYou() const;

signals:
    void wizardWanted(const pathways::ui::WizardStart& start);
    void connectionsWanted(const pathways::ConnectionId& connection);
    void pushWanted(const pathways::PushId& push);
    void toastWanted(const QString& text, const std::function<void()>& undo);
    void needsYouChanged(int count);

private:
    void refilter();
    void showChosen();
    void act();
    void askWhatBecomesOfPeople();
    void removeChosen();
    void takeOutPeople();
    void copySupport();
    [[nodiscard]] const PathwayLine* chosen() const;
    QWidget* makeActions();

    Services m_services;
    PathwayListModel* m_model;
    CardTable* m_table;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    EmptyState* m_noHit;
    SearchField* m_search;
    Banner* m_banner;
    Button* m_advice = nullptr;
    Button* m_start;
    Button* m_again;
    Button* m_result;
    QAction* m_support;
    QAction* m_remove;
    QWidget* m_actions;
    QTimer m_soon;
};

} // namespace pathways::ui
