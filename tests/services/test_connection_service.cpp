// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_errors.h"
#include "core/credentials/practice_key_file.h"
#include "core/workspace/repositories.h"
#include "tests/credentials/store_calls.h"
#include "tests/services/service_fixture.h"
#include "tests/support/must.h"

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
        std::optional<bool> there;
        QObject receiver;
        m_store.read(credentialName(id), &receiver,
                     [&there](const Result<Secret>& found) { there = found.has_value(); });
        EXPECT_TRUE(runUntil([&there] { return there.has_value(); }));
        return there == true;
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
    EXPECT_TRUE(must(m_service->list()).isEmpty());
}

TEST_F(ConnectionServiceTest, reconnectingToAnotherAccountIsNoticed) {
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added);
    *m_moody->account = QStringLiteral("B2");
    const auto other = await(m_service->reconnect(*added, secret("good-key-canary-1234")));
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, ErrorKind::NeedsDecision);
    EXPECT_EQ(must(m_service->find(*added)).connection.accountId, QStringLiteral("A1"));
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("good-key-canary-1234"), {.otherAccount = true})));
    EXPECT_EQ(must(m_service->find(*added)).connection.accountId, QStringLiteral("B2"));
}

TEST_F(ConnectionServiceTest, aWithdrawnKeyNeedsSignInAndReconnectingMendsIt) {
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added) << reasonOf(added);
    *m_moody->accepted = "new-key-canary-5678";
    EXPECT_FALSE(await(m_service->test(*added)));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::NeedsSignIn);
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("new-key-canary-5678"))));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::Active);
    EXPECT_TRUE(await(m_service->test(*added)));
}

TEST_F(ConnectionServiceTest, expiryIsAnnouncedSevenDaysAhead) {
    *m_moody->expires = m_clock.now().addDays(20);
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added) << reasonOf(added);
    const auto now = [&] { return must(m_service->find(*added)); };
    EXPECT_EQ(now().state, ConnectionState::Active);
    m_clock.advance(std::chrono::hours(24 * 12));
    EXPECT_EQ(now().state, ConnectionState::Active) << "8 days before";
    m_clock.advance(std::chrono::hours(24));
    EXPECT_EQ(now().state, ConnectionState::ExpiresSoon) << "7 days before";
    EXPECT_TRUE(now().stateText.contains(u'7')) << now().stateText.toStdString();
    m_clock.advance(std::chrono::hours(24 * 6));
    EXPECT_TRUE(now().stateText.contains(u'1')) << now().stateText.toStdString();
    m_clock.advance(std::chrono::hours(25));
    EXPECT_EQ(now().state, ConnectionState::NeedsSignIn);
    ASSERT_TRUE(now().connection.problem.has_value()) << "it says why";
    EXPECT_EQ(must(now().connection.problem).kind, ErrorKind::SignIn);
}

TEST_F(ConnectionServiceTest, theDayOfTheEndIsADayOfTheCalendar) {
    *m_moody->expires = m_clock.now().addSecs(60);
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added) << reasonOf(added);
    const QString text = must(m_service->find(*added)).stateText;
    const bool overMidnight = m_clock.now().toLocalTime().date() != m_clock.now().addSecs(60).toLocalTime().date();
    EXPECT_EQ(text, overMidnight ? QStringLiteral("Expires in 1 day(s)") : QStringLiteral("Expires today"));
}

TEST_F(ConnectionServiceTest, aDayThatTheUserKnowsCountsWhereThePlatformTellsNone) {
    NewConnection wanted;
    wanted.type = QStringLiteral("moody");
    wanted.name = QStringLiteral("Ours");
    wanted.endsOn = m_clock.now().toLocalTime().date().addDays(-1);
    EXPECT_EQ(failureOf(await(m_service->connectWithSecret(wanted, secret("good-key-canary-1234")))).kind,
              ErrorKind::Input);
    wanted.endsOn = QDate();
    EXPECT_EQ(failureOf(await(m_service->connectWithSecret(wanted, secret("good-key-canary-1234")))).kind,
              ErrorKind::Input);
    wanted.endsOn = m_clock.now().toLocalTime().date().addDays(6);
    const auto added = await(m_service->connectWithSecret(wanted, secret("good-key-canary-1234")));
    ASSERT_TRUE(added);
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::ExpiresSoon);
    ASSERT_TRUE(await(m_service->test(*added)));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::ExpiresSoon) << "a check without a day keeps it";
    // The platform knows better.
    *m_moody->expires = m_clock.now().addDays(50);
    ASSERT_TRUE(await(m_service->test(*added)));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::Active);
    EXPECT_EQ(must(m_service->find(*added)).connection.expires, *m_moody->expires);
    m_moody->expires->reset();
    *m_moody->never = true;
    ASSERT_TRUE(await(m_service->test(*added)));
    EXPECT_FALSE(must(m_service->find(*added)).connection.expires.has_value());
}

TEST_F(ConnectionServiceTest, anOldDayNeverLeavesAConnectionWithoutAWayBack) {
    NewConnection wanted;
    wanted.type = QStringLiteral("moody");
    wanted.name = QStringLiteral("Ours");
    wanted.endsOn = m_clock.now().toLocalTime().date().addDays(3);
    const auto added = await(m_service->connectWithSecret(wanted, secret("good-key-canary-1234")));
    ASSERT_TRUE(added);
    m_clock.advance(std::chrono::hours(24 * 5));
    ASSERT_EQ(must(m_service->find(*added)).state, ConnectionState::NeedsSignIn);
    // The key works all the same: looking again is enough.
    ASSERT_TRUE(await(m_service->test(*added)));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::Active);
    // A new key, without a day: nothing of the old day is left.
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("good-key-canary-1234"),
                                           {.endsOn = m_clock.now().toLocalTime().date().addDays(2)})));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::ExpiresSoon);
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("good-key-canary-1234"))));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::Active);
    EXPECT_FALSE(must(m_service->find(*added)).connection.expires.has_value());
}

TEST_F(ConnectionServiceTest, aRefusedNewKeyLeavesTheOneInMemoryInUse) {
    const auto added = connectMoody("good-key-canary-1234", true);
    ASSERT_TRUE(added);
    EXPECT_FALSE(await(m_service->reconnect(*added, secret("mistyped"))));
    EXPECT_TRUE(await(m_service->test(*added))) << "the one of before is still the one that works";
    // A new one in the keychain takes the place of the one in memory.
    *m_moody->accepted = "new-key-canary-5678";
    ASSERT_TRUE(await(m_service->reconnect(*added, secret("new-key-canary-5678"))));
    EXPECT_TRUE(secretStored(*added));
    EXPECT_TRUE(await(m_service->test(*added)));
}

TEST_F(ConnectionServiceTest, removingDeletesTheSecretAndRestoringAsksForItAgain) {
    const auto added = connectMoody("good-key-canary-1234");
    ASSERT_TRUE(added) << reasonOf(added);
    ASSERT_TRUE(await(m_service->remove(*added)));
    EXPECT_TRUE(must(m_service->list()).isEmpty());
    EXPECT_FALSE(secretStored(*added));
    ASSERT_TRUE(m_service->restore(*added));
    EXPECT_EQ(must(m_service->find(*added)).state, ConnectionState::NeedsSignIn);
}

TEST_F(ConnectionServiceTest, thisTimeOnlyWritesNoSecretAnywhere) {
    const auto added = connectMoody("good-key-canary-1234", true);
    ASSERT_TRUE(added);
    EXPECT_FALSE(secretStored(*added));
    EXPECT_TRUE(await(m_service->test(*added)));
}

TEST_F(ConnectionServiceTest, namesAreUniqueAndTypesKnown) {
    ASSERT_TRUE(connectMoody("good-key-canary-1234"));
    EXPECT_EQ(failureOf(connectMoody("good-key-canary-1234")).kind, ErrorKind::Input);
    NewConnection unknown;
    unknown.type = QStringLiteral("nowhere");
    unknown.name = QStringLiteral("X");
    EXPECT_EQ(failureOf(await(m_service->connectWithSecret(unknown, Secret()))).kind, ErrorKind::Input);
}

// The workspace of a rehearsal keeps its key in its folder where there is no keychain; real donors' records must not be
// protected by a key beside them.
TEST_F(ConnectionServiceTest, theFirstRealConnectionMovesTheWorkspacesKeyIntoTheKeychain) {
    const PracticeKeyFile file(m_workspace->folder());
    ASSERT_TRUE(file.write(Secret(QByteArray(64, 'k'))));
    ASSERT_TRUE(connectMoody("good-key-canary-1234"));
    EXPECT_FALSE(must(file.read()).has_value());
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
                           store,        m_clock,         m_pool,      m_pushPools,  broker};
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
    EXPECT_TRUE(must(service.list()).isEmpty());
    EXPECT_TRUE(must(file.read()).has_value()) << "the rehearsal goes on as before";

    wanted.thisTimeOnly = true;
    const auto added = await(service.connectWithSecret(wanted, secret("good-key-canary-1234")));
    ASSERT_TRUE(added) << added.error().text().toStdString();
    EXPECT_FALSE(must(file.read()).has_value()) << "no key lies beside real records";
    EXPECT_NE(context.keys.mac, before.mac);
    EXPECT_TRUE(await(service.test(*added)));
    m_pool.waitForDone();
}

} // namespace pathways::test
