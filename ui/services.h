// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/services/audience_service.h"
#include "core/services/connection_service.h"
#include "core/services/network_service.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"

#include <functional>

class QWidget;

namespace pathways::ui {

class Preferences;
class Theme;

/// The services that the pages use. Made by the composition root; everything in it outlives the window.
struct Services {
    AudienceService& audiences;
    ConnectionService& connections;
    PathwayService& pathways;
    PushService& pushes;
    Theme& theme;
    Preferences& preferences;
    /// Fills an empty workspace with made-up donors and practice destinations, then calls back (rule U100). If empty,
    /// the window does not offer it.
    std::function<void(std::function<void()> done)> addSamples;
    /// Proxy and certificates; if null, Preferences does not show them.
    NetworkService* network = nullptr;
};

/// The services that the wizard uses. They outlive it.
struct WizardServices {
    AudienceService& audiences;
    ConnectionService& connections;
    PathwayService& pathways;
    PushService& pushes;
};

/// Where the wizard begins: empty for a new push, otherwise with an audience, a connection or a pathway chosen.
struct WizardStart {
    AudienceId audience;
    ConnectionId connection;
    PathwayId pathway;
    bool leaving = false; ///< The pathway is to go, and its people with it.
};

/// How the wizard asks the window for other pages.
struct WizardCallbacks {
    std::function<void()> closed;
    std::function<void(const ConnectionId& connection)> connectionsWanted; ///< Empty id: add a new connection.
    std::function<void()> audiencesWanted;
    std::function<void()> samplesWanted;
    std::function<void(const PushId& push)> activityWanted;
};

/// Makes the wizard's widget, which fills the page, stepper and footer included.
using WizardFactory =
    std::function<QWidget*(const WizardStart& start, const WizardCallbacks& callbacks, QWidget* parent)>;

} // namespace pathways::ui
