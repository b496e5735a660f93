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

    /// Called when the page is shown: shows the state.
    virtual void enter() = 0;
    /// Called when the page is hidden; the default does nothing.
    virtual void leave();
    /// Focuses the first field of the page.
    virtual void focusFirst() = 0;
    /// Whether the user can go on. If not, focuses the first gap and says what is missing (rule U6).
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
    /// The draft or the footer changed.
    void changed();
    /// Enter or a double click on a choice acts like the forward button.
    void forwardWanted();
    /// Nothing is left to do here, so the forward button may take the focus (rule U25).
    void readyToGo();
    void connectionsWanted(const pathways::ConnectionId& connection);
    void audiencesWanted();
    /// The kept draft is not what the user came for.
    void freshStartWanted();

protected:
    /// Shows what is missing next to its field; empty hides it.
    static void showGap(TextLabel* label, const QString& text);
    /// Says once what an earlier answer reset.
    void showResets(Banner* banner);

    WizardServices m_services;
    WizardState& m_state;
};

} // namespace pathways::ui
