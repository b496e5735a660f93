// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/wizard_page.h"

#include "ui/common/announce.h"
#include "ui/common/banner.h"
#include "ui/common/labels.h"
#include "ui/theme/button.h"

#include <utility>

namespace pathways::ui {

WizardPage::WizardPage(WizardServices services, WizardState& state, const QString& title, const QString& instruction,
                       QWidget* parent)
    : Page(title, instruction, parent)
    , m_services(services)
    , m_state(state) {
    setMargins(20, 16);
}

void WizardPage::leave() {}

QString WizardPage::forwardText() const {
    return tr("Next");
}

QString WizardPage::footerNote() const {
    return tr("Nothing leaves this computer until you confirm.");
}

QString WizardPage::footerIcon() const {
    return QStringLiteral("lock");
}

void WizardPage::showGap(TextLabel* label, const QString& text) {
    label->setText(text);
    label->setVisible(!text.isEmpty());
    if (!text.isEmpty()) {
        announce(label, text);
    }
}

void WizardPage::showResets(Banner* banner) {
    const QStringList resets = std::exchange(m_state.resets, {});
    banner->setVisible(!resets.isEmpty());
    if (!resets.isEmpty()) {
        banner->setTone(Tone::Info);
        banner->clearActions();
        banner->setText(resets.join(u' '));
        if (std::exchange(m_state.resumed, false)) {
            connect(banner->addAction(tr("Start over")), &QAbstractButton::clicked, this,
                    &WizardPage::freshStartWanted);
        }
    }
}

} // namespace pathways::ui
