// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/services.h"
#include "ui/settings/preferences.h"
#include "ui/theme/focus_ring.h"

#include <QTemporaryDir>

#include <memory>

namespace pathways::test {

/// What the services of a scene know. The scene's services keep the interfaces of core/services and answer from here,
/// so that a test can show every state of a page, also those that take a platform days to reach.
struct SceneData {
    QList<AudienceSummary> audiences;
    QList<DestinationType> types;
    QList<ConnectionSummary> connections;
    QList<Pathway> pathways;
    QList<Push> pushes;
    QMap<QString, PushProgress> progress;      ///< By push id.
    QMap<QString, QList<RowOutcome>> outcomes; ///< By push id.
    FilePreview preview;
    std::optional<Error> previewProblem;
    std::optional<Audience> saved; ///< The last one that was stored.
    std::optional<Error> connectProblem;
    QStringList calls; ///< "remove-audience a1" and so on.
    /// Removing a connection takes until answerRemovals(), as it does while a platform or a keychain is slow.
    bool removalsTakeTime = false;

    /// Carries out the removals that are still waiting.
    void answerRemovals();

    [[nodiscard]] static SceneData& get();
    /// A nonprofit in mid-season: something of everything.
    void fill();
};

/// The services over SceneData, a theme and preferences in a folder of their own.
class Scene final {
public:
    Scene();
    ~Scene();
    [[nodiscard]] ui::Services bundle();

    SceneData& data = SceneData::get();
    QTemporaryDir folder;
    std::unique_ptr<QSettings> settings;
    std::unique_ptr<ui::Theme> theme;
    std::unique_ptr<ui::FocusRing> ring;
    std::unique_ptr<ui::Preferences> preferences;
    std::unique_ptr<AudienceService> audiences;
    std::unique_ptr<ConnectionService> connections;
    std::unique_ptr<PathwayService> pathways;
    std::unique_ptr<PushService> pushes;
};

} // namespace pathways::test
