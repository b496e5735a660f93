// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_errors.h"
#include "core/credentials/practice_key_file.h"
#include "core/workspace/repositories.h"
#include "tests/credentials/store_calls.h"
#include "tests/services/service_fixture.h"

namespace pathways::test {

class ConnectionServiceTest : public ServiceFixture {
protected:
    void SetUp() override {
        ServiceFixture::SetUp();
        m_service = std::make_unique<ConnectionService>(*m_context);
    }
    void TearDown() override {
        ServiceFixture::TearDown();
        m_service.reset();
    }
    Result<ConnectionId> connectMoody(const char* key, bool thisTimeOnly = false) {
        NewConnection wanted;
        wanted.type = QStringLiteral("moody");
        wanted.name = QStringLiteral("Ours");
        wanted.thisTimeOnly = thisTimeOnly;
        return await(m_service->connectWithSecret(wanted, secret(key)));
    }
    bool secretStored(const ConnectionId& id) {
        bool there = false;
        QEventLoop loop;
        QObject receiver;
        m_store.read(credentialName(id), &receiver, [&](const Result<Secret>& found) {
            there = found.has_value();
            loop.quit();
        });
        if (!there) {
            QTimer::singleShot(1'000, &loop, &QEventLoop::quit);
            loop.exec();
        }
        return there;
    }
    std::unique_ptr<ConnectionService> m_service;
};

TEST_F(ConnectionServiceTest, aGoodKeyIsTrimmedCheckedAndKeptOutOfTheWorkspace) {
    const auto added = connectMoody("  good-key-canary-1234\n");
    ASSERT_TRUE(added) << added.error().text().toStdString();
    const auto summary = m_service->find(*added);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->connection.accountId, QStringLiteral("A1"));
    EXPECT_EQ(summary->connection.secretTail, QStringLiteral("••••1234"));
    EXPECT_EQ(summary->state, ConnectionState::Active);
    EXPECT_TRUE(secretStored(*added));
    for (const QString& name : QDir(m_workspace->folder()).entryList(QDir::Files)) {
        QFile file(m_workspace->folder() + u'/' + name);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        EXPECT_FALSE(file.readAll().contains("canary")) << name.toStdString();
    }
}

TEST_F(ConnectionServiceTest, aRefusedKeyStoresNothing) {
    const auto refused = connectMoody("wrong");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::SignIn);
    EXPECT_TRUE(m_service->list()->isEmpty());
}

TEST_F(ConnectionServiceTest, reconnectingToAnotherAccountIsNoticed) {
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added);
    *m_moody->account = QStringLiteral("B2");
    const auto other = await(m_service->reconnect(*added, secret("good-key-canary-1234")));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, ErrorKind::NeedsDecision);
    EXPECT_EQ(m_service->find(*added)->connection.accountId, QStringLiteral("A1"));
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("good-key-canary-1234"), {.otherAccount = true})));
    EXPECT_EQ(m_service->find(*added)->connection.accountId, QStringLiteral("B2"));
}

TEST_F(ConnectionServiceTest, aWithdrawnKeyNeedsSignInAndReconnectingMendsIt) {
    const auto added = connectMoody("good-key-canary-1234");
    *m_moody->accepted = "new-key-canary-5678";
    EXPECT_FALSE(await(m_service->test(*added)));
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::NeedsSignIn);
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("new-key-canary-5678"))));
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::Active);
    EXPECT_TRUE(await(m_service->test(*added)));
}

TEST_F(ConnectionServiceTest, expiryIsAnnouncedSevenDaysAhead) {
    *m_moody->expires = m_clock.now().addDays(20);
    const auto added = connectMoody("good-key-canary-1234");
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::Active);
    m_clock.advance(std::chrono::hours(24 * 15));
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::ExpiresSoon);
    EXPECT_TRUE(m_service->find(*added)->stateText.contains(u'5'));
    m_clock.advance(std::chrono::hours(24 * 6));
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::NeedsSignIn);
}

TEST_F(ConnectionServiceTest, removingDeletesTheSecretAndRestoringAsksForItAgain) {
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(await(m_service->remove(*added)));
    EXPECT_TRUE(m_service->list()->isEmpty());
    EXPECT_FALSE(secretStored(*added));
    ASSERT_TRUE(m_service->restore(*added));
    EXPECT_EQ(m_service->find(*added)->state, ConnectionState::NeedsSignIn);
}

TEST_F(ConnectionServiceTest, thisTimeOnlyWritesNoSecretAnywhere) {
    const auto added = connectMoody("good-key-canary-1234", true);
    ASSERT_TRUE(added);
    EXPECT_FALSE(secretStored(*added));
    EXPECT_TRUE(await(m_service->test(*added)));
}

TEST_F(ConnectionServiceTest, namesAreUniqueAndTypesKnown) {
    ASSERT_TRUE(connectMoody("good-key-canary-1234"));
    EXPECT_EQ(connectMoody("good-key-canary-1234").error().kind, ErrorKind::Input);
    NewConnection unknown;
    unknown.type = QStringLiteral("nowhere");
    unknown.name = QStringLiteral("X");
    EXPECT_EQ(await(m_service->connectWithSecret(unknown, Secret())).error().kind, ErrorKind::Input);
}

// The workspace of a rehearsal keeps its key in its folder where there is no keychain; real donors' records must not be
// protected by a key beside them.
TEST_F(ConnectionServiceTest, theFirstRealConnectionMovesTheWorkspacesKeyIntoTheKeychain) {
    const PracticeKeyFile file(m_workspace->folder());
    ASSERT_TRUE(file.write(Secret(QByteArray(64, 'k'))));
    ASSERT_TRUE(connectMoody("good-key-canary-1234"));
    EXPECT_FALSE(file.read()->has_value());
    QObject receiver;
    std::optional<QByteArray> kept;
    m_store.read(QStringLiteral("workspace-") + m_workspace->id(), &receiver, [&](const Result<Secret>& found) {
        kept = found ? QByteArray(found->reveal().constData(), found->reveal().size()) : QByteArray();
    });
    ASSERT_TRUE(runUntil([&] { return kept.has_value(); }));
    EXPECT_EQ(*kept, QByteArray(64, 'k'));
}

TEST_F(ConnectionServiceTest, withoutAKeychainARealConnectionIsKeptForThisTimeOnlyAfterAsking) {
    BreakableStore store;
    store.broken = keychain::none();
    ConnectionBroker broker({m_connectors, m_transport, store, m_clock, *m_practice, m_pool});
    ServiceContext context{*m_workspace, m_context->keys, *m_database, m_connectors, m_transport,
                           store,        m_clock,         m_pool,      broker};
    ConnectionService service(context);
    const PracticeKeyFile file(m_workspace->folder());
    ASSERT_TRUE(file.write(Secret(QByteArray(64, 'k'))));
    const WorkspaceKeys before = context.keys;
    NewConnection wanted;
    wanted.type = QStringLiteral("moody");
    wanted.name = QStringLiteral("Ours");
    const auto refused = await(service.connectWithSecret(wanted, secret("good-key-canary-1234")));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), keychain::none());
    EXPECT_TRUE(service.list()->isEmpty());
    EXPECT_TRUE(file.read()->has_value()) << "the rehearsal goes on as before";

    wanted.thisTimeOnly = true;
    const auto added = await(service.connectWithSecret(wanted, secret("good-key-canary-1234")));
    ASSERT_TRUE(added) << added.error().text().toStdString();
    EXPECT_FALSE(file.read()->has_value()) << "no key lies beside real records";
    EXPECT_NE(context.keys.mac, before.mac);
    EXPECT_TRUE(await(service.test(*added)));
    m_pool.waitForDone();
}

} // namespace pathways::test
