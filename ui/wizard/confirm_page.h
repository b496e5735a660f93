// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"
#include "ui/theme/button.h"
#include "ui/wizard/wizard_page.h"

#include <QElapsedTimer>
#include <QTimer>

class QCheckBox;
class QStackedWidget;

namespace pathways::ui {

class Card;
class CountCards;
class GuardBanner;
class IconLabel;
class PeopleList;
class ProportionBar;
class PushProgressBar;
class PathwayHeader;

/// Step 4: what will happen, in numbers that add up and open to their people; the decision about removals; and the only
/// button that sends anything.
class ConfirmPage final : public WizardPage {
    Q_OBJECT
public:
    /// For this long after the page appears, Enter does nothing (rule U40).
    static constexpr int kQuietMs = 500;
    /// Number of people in a trial (rule U44).
    static constexpr int kTrialPeople = 10;

    ConfirmPage(WizardServices services, WizardState& state, QWidget* parent = nullptr);

    void enter() override;
    void leave() override;
    void focusFirst() override;
    [[nodiscard]] bool validate() override;
    [[nodiscard]] QString forwardText() const override;
    [[nodiscard]] QString forwardDescription() const;
    /// Red once a guarded removal is chosen, filled once its number is typed.
    [[nodiscard]] ButtonKind forwardKind() const;
    [[nodiscard]] QString choice() const override;
    [[nodiscard]] QString footerNote() const override;
    [[nodiscard]] QByteArray digest() const override;
    /// The plan is ready and the first half second is over.
    [[nodiscard]] bool canCommit() const;
    [[nodiscard]] PushDecision decision() const;
    /// Stores the pathway and starts the push. Call only after validate().
    [[nodiscard]] Result<PushId> commit();
    /// Whether the chosen decision removes people.
    [[nodiscard]] bool removes() const;
    /// Shows why it could not be started.
    void showTrouble(const Error& error);

private:
    void layOut();
    void plan();
    void showReading();
    void planned(const Result<std::shared_ptr<PlanFile>>& result);
    void showPlan();
    void showFormer(const PlanSummary& plan);
    void showRoute();
    void showDecision();
    void showFindings(const PlanSummary& summary);
    [[nodiscard]] bool lossIsOpen() const;
    void offerToAcceptLoss(const QString& text);
    void openPart(PlanPart part);
    void setTrial(bool trial);
    void showTrial(const PlanSummary& plan);
    [[nodiscard]] const PlanSummary* summary() const;
    [[nodiscard]] QString destination() const;

    PathwayHeader* m_route;
    TextLabel* m_usable;
    IconLabel* m_usableIcon;
    Banner* m_banner;
    QWidget* m_waiting;
    TextLabel* m_waitingText;
    PushProgressBar* m_waitingBar;
    QWidget* m_body;
    ProportionBar* m_bar;
    TextLabel* m_inAudience;
    TextLabel* m_noLonger;
    Button* m_trial;
    CountCards* m_cards;
    Card* m_staying; ///< Who is no longer in the audience, and stays for another one.
    TextLabel* m_stayingText;
    TextLabel* m_stayingWhy;
    TextLabel* m_former; ///< Who loses a mark that the pathway had before.
    GuardBanner* m_guard;
    QWidget* m_removal;
    QCheckBox* m_removeToo;
    PeopleList* m_people;
    TextLabel* m_gap;
    QTimer m_ticker;
    QElapsedTimer m_shown;
    std::shared_ptr<PlanProgress> m_progress;
    PlanCounts m_before; ///< Counts of the previous plan, to say what changed since (rule U38).
    bool m_hadPlan = false;
    bool m_planning = false;
    int m_generation = 0;
};

} // namespace pathways::ui
