// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/keychain_store.h"
#include "core/net/qt_transport.h"
#include "core/practice/practice_set.h"
#include "core/push/push_pools.h"
#include "core/services/audience_service.h"
#include "core/services/connection_service.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/practice_host.h"
#include "core/services/network_service.h"
#include "core/services/pathway_service.h"
#include "core/services/push_service.h"
#include "core/services/service_context.h"
#include "tests/support/patience.h"
#include "ui/services.h"
#include "ui/wizard/wizard_state.h"

#include <QJsonObject>
#include <QTemporaryDir>

#include <functional>
#include <memory>

namespace pathways::test {

/// Everything below the window, real: a workspace in a temporary folder, the services, the Mailchimp connector and the
/// practice Mailchimp on a loopback port. Secrets are kept in memory.
class World final {
public:
    World();
    ~World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;

    [[nodiscard]] ui::WizardServices services();
    /// Adds an audience over a file and waits until it is counted.
    AudienceId addAudience(const QString& name, const QString& file);
    AudienceId addModeled(const QString& name, const AudienceId& base);
    /// Signs in to the practice Mailchimp.
    ConnectionId connectMailchimp(const QString& name);
    /// Signs in to a practice platform: "mailchimp", "google-ads" or "meta".
    ConnectionId connectPractice(const QString& type, const QString& name);
    /// Signs in to a server of the test's own.
    ConnectionId connectServer(const QString& type, const QString& name, const QMap<QString, QString>& settings,
                               QByteArray secret);
    /// Writes "Email,First Name,Surname" with people number from..to-1 and returns the path.
    QString writePeople(const QString& name, int from, int to);
    /// What the practice Mailchimp holds: its lists with their members by status.
    [[nodiscard]] QJsonObject mailchimp() const;
    /// Members that can be written to, in the list that pushes go to first.
    [[nodiscard]] qint64 subscribed(const QString& listId) const;
    [[nodiscard]] practice::PracticeSet& practice() { return m_practiceSet; }
    [[nodiscard]] QString folder() const { return m_folder.path(); }

    AudienceService& audiences() { return *m_audiences; }
    ConnectionService& connections() { return *m_connections; }
    PathwayService& pathways() { return *m_pathways; }
    PushService& pushes() { return *m_pushes; }
    Database& database() { return *m_database; }
    NetworkService& network() { return *m_network; }
    CredentialStore& store() { return *m_store; }
    /// How sign-ins by browser wait.
    BrowserWaiting& browser() { return m_context->browser; }

private:
    QTemporaryDir m_folder;
    SystemClock m_clock;
    QThreadPool m_pool;
    PushPools m_pushPools;
    practice::PracticeSet m_practiceSet;
    std::unique_ptr<QtTransport> m_transport;
    std::unique_ptr<CredentialStore> m_store;
    ConnectorRegistry m_connectors;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<PracticeHost> m_practice;
    std::unique_ptr<ConnectionBroker> m_broker;
    std::unique_ptr<ServiceContext> m_context;
    std::unique_ptr<NetworkService> m_network;
    std::unique_ptr<AudienceService> m_audiences;
    std::unique_ptr<ConnectionService> m_connections;
    std::unique_ptr<PathwayService> m_pathways;
    std::unique_ptr<PushService> m_pushes;
};

/// Waits with the event loop running until the condition holds; false when it does not while patience lasts.
bool waitFor(const std::function<bool()>& condition);
/// The committed sample donors.
[[nodiscard]] QString sampleDonors();

} // namespace pathways::test
