// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/wizard/world.h"
#include "ui/wizard/wizard.h"

#include <QString>

namespace pathways::test {

/// Takes a wizard from step to step as a person does with the mouse. Each call says whether it could be done; what went
/// wrong is printed.
class Driver final {
public:
    explicit Driver(ui::Wizard& wizard)
        : m_wizard(wizard) {}

    /// Waits until whatever the shown step asks of the services is answered.
    bool settle();
    /// Step 1.
    bool chooseAudience(const QString& name);
    /// From step 1 to step 3, over the tile of this connection.
    bool review(const QString& audience, const QString& connection);
    /// Step 3: makes a new object there and waits until it is chosen.
    bool createObject(const QString& name);
    /// Step 3: gives every required choice its last answer that is not a no, and accepts every suggestion.
    bool fillIn();
    /// Step 3: false where the method cannot be chosen.
    bool chooseMethod(SyncMethod method);
    /// From step 3 to a finished plan.
    bool plan();
    /// Confirms and waits for the end.
    bool push();

private:
    ui::Wizard& m_wizard;
};

/// The buttons below every step.
[[nodiscard]] ui::Button* forwardButton(const ui::Wizard& wizard);
[[nodiscard]] ui::Button* backButton(const ui::Wizard& wizard);
/// What the last step becomes once it is confirmed.
[[nodiscard]] ui::PushPage* pushPage(const ui::Wizard& wizard);
/// Presses a key where the keyboard is, in an open list first; false when nothing has the keyboard.
bool press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier);
/// Presses Tab until the widget has the keyboard (rule U68); what was passed is printed when it never has.
bool tabTo(QWidget* target, int atMost = 40);
/// Of tiles Tab reaches one, as of radio buttons; the arrows lead to the others. Chooses the one with this name.
bool chooseTile(ui::Wizard& wizard, const QString& connection);

} // namespace pathways::test
