// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/keychain_store.h"
#include "core/destinations/all_connectors.h"
#include "core/net/qt_transport.h"
#include "core/practice/practice_set.h"
#include "core/push/push_pools.h"
#include "core/services/audience_service.h"
#include "core/services/connection_service.h"
#include "core/services/connections/browser_connect.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/practice_host.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"
#include "core/services/service_context.h"
#include "core/workspace/repositories.h"
#include "tests/credentials/local_browser.h"
#include "tests/support/await.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <memory>
#include <optional>

namespace pathways::test {

/// The services over real connectors and the practice platforms on a loopback port, reached as real accounts: with keys
/// that are stored (in memory) and can be changed at the platform. Runs the event loop while it waits.
class LiveServices : public ::testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    /// A wish on the practice platforms' control route, e.g. "/google/token".
    void steer(const QString& path, const QJsonObject& wish = {});
    [[nodiscard]] QString credential(const QString& platform) const;

    /// Connects with a key, as to a real account at the practice platform.
    Result<ConnectionId> connectWithKey(const QString& type, const QString& platform, const QString& key);
    /// Connects Google with the browser, which allows it.
    Result<ConnectionId> connectGoogle();
    /// Goes where the browser is sent and waits for the end.
    Result<ConnectionId> follow(BrowserConnect& connecting);
    [[nodiscard]] NewConnection google(const QString& name = QStringLiteral("Ads")) const;

    AudienceId addAudience(const QString& name, int from, int to);
    void writePeople(const QString& file, int from, int to);
    /// A stored pathway to an object of the platform (the first one, or a new one), with the suggested mapping.
    Result<Pathway> makePathway(const AudienceId& audience, const ConnectionId& connection,
                                SyncMethod method = SyncMethod::Mirror);
    Result<PushId> start(const Pathway& pathway, const PushDecision& decision = {});
    Push finish(const PushId& id);
    /// Starts a push of more than four batches, does something once the first people are settled, while the others are
    /// held at the practice platform ("mailchimp", "google", "meta"), and lets them go then.
    Push pushAndDisturb(const Pathway& pathway, const QString& platform, const std::function<void()>& disturb);

    QTemporaryDir folder;
    SystemClock clock;
    QThreadPool pool;
    PushPools pushPools;
    practice::PracticeSet set;
    QtTransport transport;
    MemoryStore store;
    ConnectorRegistry connectors;
    std::unique_ptr<Workspace> workspace;
    std::unique_ptr<Database> database;
    std::unique_ptr<PracticeHost> practice;
    std::unique_ptr<ConnectionBroker> broker;
    std::unique_ptr<ServiceContext> context;
    std::unique_ptr<AudienceService> audiences;
    std::unique_ptr<ConnectionService> connections;
    std::unique_ptr<PathwayService> pathways;
    std::unique_ptr<PushService> pushes;
    LocalBrowser browser;
};

} // namespace pathways::test
