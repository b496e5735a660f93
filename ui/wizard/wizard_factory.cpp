// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/wizard/wizard_factory.h"

#include "ui/wizard/wizard.h"

namespace pathways::ui {

WizardFactory wizardFactory(const Services& services) {
    const WizardServices own{services.audiences, services.connections, services.pathways, services.pushes};
    return [own](const WizardStart& start, const WizardCallbacks& callbacks, QWidget* parent) -> QWidget* {
        auto* wizard = new Wizard(own, parent);
        const auto pass = [wizard](auto signal, const auto& callback) {
            if (callback) {
                QObject::connect(wizard, signal, wizard, callback);
            }
        };
        pass(&Wizard::closed, callbacks.closed);
        pass(&Wizard::connectionsWanted, callbacks.connectionsWanted);
        pass(&Wizard::audiencesWanted, callbacks.audiencesWanted);
        pass(&Wizard::samplesWanted, callbacks.samplesWanted);
        pass(&Wizard::activityWanted, callbacks.activityWanted);
        wizard->setSamplesOffered(bool(callbacks.samplesWanted));
        if (!start.pathway.isEmpty()) {
            wizard->confirmAgain(start.pathway, start.leaving);
        } else if (!start.audience.isEmpty()) {
            wizard->startWith(start.audience, start.connection);
        } else {
            wizard->start();
        }
        return wizard;
    };
}

} // namespace pathways::ui
