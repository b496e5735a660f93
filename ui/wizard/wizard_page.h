// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/page.h"
#include "ui/services.h"
#include "ui/wizard/wizard_state.h"

namespace pathways::ui {

class Banner;
class TextLabel;

/// One step: title, one sentence that starts with a verb (rule U10), content. It reads and writes the shared state and
/// changes nothing outside the program.
class WizardPage : public Page {
    Q_OBJECT
public:
    WizardPage(WizardServices services, WizardState& state, const QString& title, const QString& instruction,
               QWidget* parent);

    /// The page comes in sight: shows what the state says.
    virtual void enter() = 0;
    /// The page goes out of sight; the default does nothing.
    virtual void leave();
    /// Puts the keyboard where the page begins.
    virtual void focusFirst() = 0;
    /// Whether one can go on. If not, the first gap has the focus and says what is missing (rule U6).
    [[nodiscard]] virtual bool validate() = 0;
    [[nodiscard]] virtual QString forwardText() const;
    /// The choice, for the second line of a done step.
    [[nodiscard]] virtual QString choice() const = 0;
    /// The quiet line of the footer.
    [[nodiscard]] virtual QString footerNote() const;
    [[nodiscard]] virtual QString footerIcon() const;
    /// Everything the page shows that depends on the state, for tests of rule U4.
    [[nodiscard]] virtual QByteArray digest() const = 0;

signals:
    /// The draft or what the footer says changed.
    void changed();
    /// Enter or a double click on a choice: as if the forward button were pressed.
    void forwardWanted();
    /// Nothing is left to do here: the keyboard may wait on the forward button (rule U25).
    void readyToGo();
    void connectionsWanted(const pathways::ConnectionId& connection);
    void audiencesWanted();
    /// The kept draft is not what the user came for.
    void freshStartWanted();

protected:
    /// Shows what is missing, next to where it is missing; empty: nothing is.
    static void showGap(TextLabel* label, const QString& text);
    /// Says once what an earlier answer reset.
    void showResets(Banner* banner);

    WizardServices m_services;
    WizardState& m_state;
};

} // namespace pathways::ui
