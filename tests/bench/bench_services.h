// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/credentials/keychain_store.h"
#include "core/net/qt_transport.h"
#include "core/push/push_pools.h"
#include "core/services/audience_service.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/practice_host.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"
#include "core/services/service_context.h"

#include <QThreadPool>

#include <memory>

namespace pathways::bench {

/// The program without its window: the services over a workspace, and one pathway to a Meta audience at the sink. Eight
/// hashed identifiers.
class BenchServices final {
public:
    /// workspace: folder, made when it is not there. port: the sink's.
    BenchServices(const QString& workspace, const QString& csv, int port);
    ~BenchServices();

    /// Ends the process with a word when it does not work. Runs the event loop meanwhile.
    std::shared_ptr<PlanFile> plan();
    Push push(const std::shared_ptr<PlanFile>& plan);

    [[nodiscard]] ServiceContext& context() { return *m_context; }
    [[nodiscard]] const Pathway& pathway() const { return m_pathway; }
    [[nodiscard]] const Connector& connector() const { return *m_connectors.find(QStringLiteral("meta")); }

private:
    void prepare(const QString& csv, int port);
    SystemClock m_clock;
    QThreadPool m_pool;
    PushPools m_pushPools;
    QtTransport m_transport;
    MemoryStore m_store;
    ConnectorRegistry m_connectors;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<PracticeHost> m_practice;
    std::unique_ptr<ConnectionBroker> m_broker;
    std::unique_ptr<ServiceContext> m_context;
    std::unique_ptr<AudienceService> m_audiences;
    std::unique_ptr<PathwayService> m_pathways;
    std::unique_ptr<PushService> m_pushes;
    Pathway m_pathway;
};

} // namespace pathways::bench
