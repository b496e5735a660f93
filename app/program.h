// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/warm_pool.h"
#include "core/net/qt_transport.h"
#include "core/push/push_pools.h"
#include "core/services/audience_service.h"
#include "core/services/connection_service.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/practice_host.h"
#include "core/services/network_service.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"
#include "core/services/service_context.h"

#include <QObject>

#include <functional>
#include <memory>

namespace pathways {

/// The composition root of the window and of the command line: builds every object once, in order, and destroys them in
/// reverse. There are no singletons.
class Program final : public QObject {
    Q_OBJECT
public:
    using Opened = std::function<void(Result<std::shared_ptr<Program>>)>;

    /// Where the workspace's keys come from: the keychain; keys that live as long as the program, where there is no
    /// keychain; or new ones, where the old are lost. The last two only after asking, as pushes then remove nobody at
    /// first.
    enum class Keys { FromKeychain, ThisTimeOnly, Replaced };

    /// Whether pushes will be made: then their threads are started first, too. Who only looks needs few. An error says
    /// so where the computer has none to give.
    enum class Purpose { Looking, Pushing };

    /// Opens the workspace and its keys and applies the network settings; calls back once, from the event loop.
    static void open(const QString& workspaceFolder, Keys keys, Purpose purpose, QObject* receiver, Opened done);
    ~Program() override;

    [[nodiscard]] Workspace& workspace() { return *m_workspace; }
    [[nodiscard]] AudienceService& audiences() { return *m_audiences; }
    [[nodiscard]] ConnectionService& connections() { return *m_connections; }
    [[nodiscard]] PathwayService& pathways() { return *m_pathways; }
    [[nodiscard]] PushService& pushes() { return *m_pushes; }
    [[nodiscard]] PracticeHost& practice() { return *m_practice; }

    [[nodiscard]] NetworkService& network() { return *m_network; }

    /// The folder of the workspace if none is given.
    [[nodiscard]] static QString defaultWorkspace();

private:
    Program();
    /// Starts the threads that must exist beforehand. Errors: the computer has none to give.
    [[nodiscard]] Result<void> startThreads(Purpose purpose);
    void build(const WorkspaceKeys& keys);
    /// Deletes what has had its time: details of people, files that nobody needs, the bin. What cannot be deleted now
    /// is tried again at the next start.
    void tidy();
    static void finishOpening(const std::shared_ptr<Program>& program, const WorkspaceKeys& keys, QObject* receiver,
                              const Opened& done);

    SystemClock m_clock;
    WarmPool m_probes;
    PushPools m_pushPools;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    QtTransport m_transport;
    std::unique_ptr<CredentialStore> m_credentials;
    ConnectorRegistry m_connectors;
    std::unique_ptr<PracticeHost> m_practice;
    std::unique_ptr<ConnectionBroker> m_broker;
    std::unique_ptr<ServiceContext> m_context;
    std::unique_ptr<NetworkService> m_network;
    std::unique_ptr<AudienceService> m_audiences;
    std::unique_ptr<ConnectionService> m_connections;
    std::unique_ptr<PathwayService> m_pathways;
    std::unique_ptr<PushService> m_pushes;
};

} // namespace pathways
