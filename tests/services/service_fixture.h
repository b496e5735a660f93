// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/credentials/keychain_store.h"
#include "core/net/qt_transport.h"
#include "core/push/push_pools.h"
#include "core/services/connection_service.h"
#include "core/services/connections/connection_broker.h"
#include "core/services/connections/practice_host.h"
#include "core/services/service_context.h"
#include "tests/support/await.h"
#include "tests/support/fake_clock.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace pathways::test {

/// A platform whose account and mood the test sets: the seam for what no practice platform plays.
class MoodyConnector final : public Connector {
public:
    MoodyConnector() {
        m_type.key = QStringLiteral("moody");
        m_type.name = QStringLiteral("Moody");
        m_type.signIn = SignInKind::ApiKey;
        for (const SyncMethod method : kSyncMethods) {
            m_type.methods.emplace(method, MethodSupport{});
        }
    }
    [[nodiscard]] const DestinationType& type() const override { return m_type; }
    [[nodiscard]] Result<AccountInfo> validate(const CallContext& context) const override {
        ++*validated;
        if (context.secret.reveal() != *accepted) {
            return fail(ErrorKind::SignIn, QStringLiteral("The key was not accepted."), {},
                        QStringLiteral("Sign in again."));
        }
        return AccountInfo{*account, QStringLiteral("Account ") + *account, {}, *expires, *never};
    }
    [[nodiscard]] Result<QList<DestinationObject>> listObjects(const CallContext&) const override {
        return QList<DestinationObject>{};
    }
    [[nodiscard]] Result<QList<FieldSpec>> fields(const CallContext&, const DestinationObject&) const override {
        return QList<FieldSpec>{};
    }
    [[nodiscard]] Result<std::unique_ptr<PushSession>> beginPush(const CallContext&, PushTarget) const override {
        return fail(ErrorKind::Refused, QStringLiteral("No pushes here."), {}, {});
    }

    std::shared_ptr<QByteArray> accepted = std::make_shared<QByteArray>("good-key-canary-1234");
    std::shared_ptr<QString> account = std::make_shared<QString>(QStringLiteral("A1"));
    std::shared_ptr<std::optional<QDateTime>> expires = std::make_shared<std::optional<QDateTime>>();
    std::shared_ptr<bool> never = std::make_shared<bool>(false);
    std::shared_ptr<std::atomic<int>> validated = std::make_shared<std::atomic<int>>(0);

private:
    DestinationType m_type;
};

/// The services' shared parts over a workspace in a temporary folder, with secrets in memory.
class ServiceFixture : public ::testing::Test {
protected:
    void SetUp() override {
        m_workspace = must(Workspace::open(m_folder.filePath(QStringLiteral("workspace"))));
        m_database = must(m_workspace->openDatabase());
        auto moody = std::make_unique<MoodyConnector>();
        m_moody = moody.get();
        m_connectors.add(std::move(moody));
        m_practice = std::make_unique<PracticeHost>(m_folder.filePath(QStringLiteral("practice")));
        m_broker = std::make_unique<ConnectionBroker>(
            ConnectionBroker::Parts{m_connectors, transport(), credentials(), m_clock, *m_practice, m_pool});
        const WorkspaceKeys keys{QByteArray(32, 'm'), QByteArray(32, 'd')};
        m_context =
            std::make_unique<ServiceContext>(ServiceContext{*m_workspace, keys, *m_database, m_connectors, transport(),
                                                            credentials(), m_clock, m_pool, m_pushPools, *m_broker});
    }
    void TearDown() override { m_pool.waitForDone(); }
    /// What the connections talk through; a fixture may put its own in this place.
    virtual HttpTransport& transport() { return m_transport; }
    /// Where their secrets are kept; the same.
    virtual CredentialStore& credentials() { return m_store; }

    static Secret secret(const char* text) { return Secret(QByteArray(text)); }

    QTemporaryDir m_folder;
    FakeClock m_clock;
    QThreadPool m_pool;
    PushPools m_pushPools;
    QtTransport m_transport;
    MemoryStore m_store;
    ConnectorRegistry m_connectors;
    MoodyConnector* m_moody = nullptr;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<PracticeHost> m_practice;
    std::unique_ptr<ConnectionBroker> m_broker;
    std::unique_ptr<ServiceContext> m_context;
};

} // namespace pathways::test
