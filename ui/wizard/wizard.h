// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"
#include "ui/wizard/wizard_state.h"

#include <QWidget>

#include <array>

class QStackedWidget;

namespace pathways::ui {

class AudiencePage;
class Banner;
class Button;
class ConfirmPage;
class DestinationPage;
class ElidedLabel;
class IconLabel;
class PushPage;
class ReviewPage;
class Stepper;
class WizardPage;

/// Push Audiences: four steps in one page of the window. It moves between the steps, keeps the draft, and hands over to
/// the push once it is confirmed. Nothing outside the program changes before that (rule U2).
class Wizard final : public QWidget {
    Q_OBJECT
public:
    /// The steps in their order, and what follows them. Drafts keep the number: never change one.
    enum Step { AudienceStep, DestinationStep, ReviewStep, ConfirmStep, PushShown };
    static constexpr int kSteps = PushShown; ///< Of the wizard itself.

    explicit Wizard(WizardServices services, QWidget* parent = nullptr);
    ~Wizard() override;

    /// Called when shown: continues the kept draft, or begins.
    void start();
    /// Begins with this audience chosen, and this connection if possible.
    void startWith(const AudienceId& audience, const ConnectionId& connection = {});
    /// Whether sample donors are offered where there are no audiences.
    void setSamplesOffered(bool offered);
    /// Plans and confirms a stored pathway again. leaving: to take its people out, after which it is removed.
    void confirmAgain(const PathwayId& pathway, bool leaving = false);
    /// Shows a push in place of the steps.
    void showPush(const PushId& push);
    /// One of Step.
    [[nodiscard]] int step() const { return m_step; }
    [[nodiscard]] WizardState& state() { return m_state; }
    [[nodiscard]] WizardPage* page(int step) const;

signals:
    void connectionsWanted(const pathways::ConnectionId& connection);
    void audiencesWanted();
    void samplesWanted();
    void activityWanted(const pathways::PushId& push);
    void pushStarted(const pathways::PushId& push);
    /// The user left the wizard.
    void closed();

public slots:
    void goForward();
    void goBack();
    void cancel();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void addPages();
    void buildFooter();
    void connectPush();
    void goTo(int step);
    void refresh();
    void commit();
    void keepDraft();
    void focusPage();
    [[nodiscard]] bool accountChanged() const;

    WizardServices m_services;
    WizardState m_state;
    int m_step = AudienceStep;
    bool m_started = false;
    Stepper* m_stepper;
    QStackedWidget* m_stack;
    AudiencePage* m_audience;
    DestinationPage* m_destination;
    ReviewPage* m_review;
    ConfirmPage* m_confirm;
    PushPage* m_push;
    std::array<WizardPage*, kSteps> m_pages;
    QStackedWidget* m_footers;
    QWidget* m_footer;
    Button* m_cancel;
    IconLabel* m_noteIcon;
    ElidedLabel* m_note;
    Button* m_back;
    Button* m_forward;
};

} // namespace pathways::ui
