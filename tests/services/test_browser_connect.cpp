// SPDX-License-Identifier: GPL-3.0-or-later
// Connecting with the browser, from the address to the stored connection, against the practice authorisation server.
#include "core/credentials/browser_sign_in.h"
#include "tests/services/live_services.h"
#include "tests/support/must.h"

#include <QTcpServer>

namespace pathways::test {

namespace {

class BrowserConnectTest : public LiveServices {
protected:
    void SetUp() override {
        LiveServices::SetUp();
        steer(QStringLiteral("/oauth/decide"), {{QStringLiteral("answer"), QStringLiteral("allow")}});
    }
    std::unique_ptr<BrowserConnect> begin(const NewConnection& wanted) {
        auto connecting = connections->connectWithBrowser(wanted, Secret());
        EXPECT_TRUE(connecting) << (connecting ? "" : connecting.error().text().toStdString());
        return connecting ? std::move(*connecting) : nullptr;
    }
    Error endOf(const NewConnection& wanted) {
        const auto connecting = begin(wanted);
        const auto end = follow(*connecting);
        EXPECT_FALSE(end);
        EXPECT_TRUE(must(connections->list()).isEmpty()) << "nothing is stored of what went wrong";
        return end ? Error{} : end.error();
    }
    /// What the store keeps under a name; empty: nothing.
    QByteArray stored(const QString& name) {
        std::optional<QByteArray> found;
        QObject receiver;
        store.read(name, &receiver, [&](const Result<Secret>& secret) {
            found = secret ? QByteArray(secret->reveal().constData(), secret->reveal().size()) : QByteArray();
        });
        EXPECT_TRUE(runUntil([&] { return found.has_value(); }));
        return found.value_or(QByteArray());
    }
};

} // namespace

TEST_F(BrowserConnectTest, itComesBackByItselfAndNamesWhoSignedIn) {
    const auto connecting = begin(google());
    EXPECT_EQ(connecting->phase(), BrowserConnect::Phase::Waiting);
    EXPECT_TRUE(connecting->url().toString().contains(QStringLiteral("code_challenge_method=S256")));
    const auto id = follow(*connecting);
    ASSERT_TRUE(id) << id.error().text().toStdString() << id.error().detail.toStdString();
    const auto summary = connections->find(*id);
    ASSERT_TRUE(summary);
    EXPECT_EQ(summary->state, ConnectionState::Active);
    EXPECT_EQ(summary->signedInAs, QStringLiteral("ada@riverbank.example"));
    EXPECT_FALSE(summary->connection.accountId.isEmpty());
    EXPECT_TRUE(stored(credentialName(*id)).startsWith("practice-refresh-"));
    EXPECT_TRUE(await(connections->objects(*id)));
}

TEST_F(BrowserConnectTest, theRefreshTokenIsRotatedAndStoredAndServesAnotherStart) {
    steer(QStringLiteral("/oauth/lifetime"), {{QStringLiteral("seconds"), 1}});
    const auto id = connectGoogle();
    ASSERT_TRUE(id) << id.error().text().toStdString();
    const QByteArray first = stored(credentialName(*id));
    // Another start of the program: nothing but the keychain is left.
    broker = std::make_unique<ConnectionBroker>(
        ConnectionBroker::Parts{connectors, transport, store, clock, *practice, pool});
    ServiceContext fresh{*workspace, context->keys, *database, connectors, transport,
                         store,      clock,         pool,      pushPools,  *broker};
    ConnectionService again(fresh);
    const auto account = await(again.test(*id));
    ASSERT_TRUE(account) << account.error().text().toStdString();
    const QByteArray second = stored(credentialName(*id));
    EXPECT_NE(second, first) << "this server rotates";
    EXPECT_TRUE(second.startsWith("practice-refresh-"));
    pool.waitForDone();
}

TEST_F(BrowserConnectTest, manyCallsAtOnceMakeOneRefresh) {
    const auto id = connectGoogle();
    ASSERT_TRUE(id);
    steer(QStringLiteral("/oauth/lifetime"), {{QStringLiteral("seconds"), 3600}});
    broker->close(*id);
    const int before = set.state(QStringLiteral("oauth")).value(QLatin1String("given")).toInt();
    QList<QFuture<Result<QList<DestinationObject>>>> calls;
    for (int i = 0; i < 6; ++i) {
        calls << connections->objects(*id);
    }
    for (const auto& call : calls) {
        EXPECT_TRUE(await(call));
    }
    EXPECT_EQ(set.state(QStringLiteral("oauth")).value(QLatin1String("given")).toInt(), before + 1);
}

TEST_F(BrowserConnectTest, eachEndHasItsOwnSentence) {
    QStringList sentences;
    steer(QStringLiteral("/oauth/decide"), {{QStringLiteral("answer"), QStringLiteral("deny")}});
    sentences << endOf(google()).what;
    steer(QStringLiteral("/oauth/decide"), {{QStringLiteral("answer"), QStringLiteral("allow")}});
    steer(QStringLiteral("/oauth/grant"), {{QStringLiteral("scopes"), QJsonArray{QStringLiteral("openid")}}});
    sentences << endOf(google()).what;
    steer(QStringLiteral("/reset"), {{QStringLiteral("platform"), QStringLiteral("oauth")}});

    Connection shape;
    shape.id = ConnectionId::create();
    shape.type = QStringLiteral("google-ads");
    shape.name = QStringLiteral("Late");
    shape.settings = google().settings;
    BrowserConnect late(*context, shape, false, Secret());
    std::optional<Result<ConnectionId>> end;
    QObject::connect(&late, &BrowserConnect::ended, &late, [&](const Result<ConnectionId>& result) { end = result; });
    context->browser.limit = std::chrono::milliseconds(1);
    ASSERT_TRUE(late.start());
    ASSERT_TRUE(runUntil([&] { return end.has_value(); }));
    sentences << failureOf(*end).what;

    NewConnection unknown = google();
    unknown.settings.insert(QStringLiteral("client_id"), QString());
    sentences << failureOf(connections->connectWithBrowser(unknown, Secret())).what;

    EXPECT_EQ(QSet<QString>(sentences.begin(), sentences.end()).size(), sentences.size());
    for (const QString& sentence : sentences) {
        EXPECT_FALSE(sentence.contains(QStringLiteral("OAuth"), Qt::CaseInsensitive)) << sentence.toStdString();
        EXPECT_GT(sentence.size(), 15);
    }
}

TEST_F(BrowserConnectTest, cancelingStoresNothingAndLeavesNobodyListening) {
    const auto connecting = begin(google());
    const quint16 port = listenerPort(connecting->url());
    EXPECT_FALSE(listeningAddresses(port).empty());
    std::optional<Result<ConnectionId>> end;
    QObject::connect(connecting.get(), &BrowserConnect::ended, connecting.get(),
                     [&](const Result<ConnectionId>& result) { end = result; });
    connecting->cancel();
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->error().kind, ErrorKind::Canceled);
    EXPECT_TRUE(listeningAddresses(port).empty());
    EXPECT_TRUE(must(connections->list()).isEmpty());
}

TEST_F(BrowserConnectTest, anotherPersonIsNoticedAndCanBeMeant) {
    const auto id = connectGoogle();
    ASSERT_TRUE(id);
    const QByteArray kept = stored(credentialName(*id));
    steer(QStringLiteral("/oauth/account"), {{QStringLiteral("id"), QStringLiteral("account-2")},
                                             {QStringLiteral("name"), QStringLiteral("eve@elsewhere.example")}});
    auto again = connections->reconnectWithBrowser(*id);
    ASSERT_TRUE(again);
    const auto noticed = follow(**again);
    ASSERT_FALSE(noticed);
    EXPECT_EQ(noticed.error().kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(noticed.error().what.contains(QStringLiteral("eve@elsewhere.example")));
    EXPECT_EQ(stored(credentialName(*id)), kept) << "what was not decided changes nothing";
    EXPECT_EQ(must(connections->find(*id)).signedInAs, QStringLiteral("ada@riverbank.example"));

    std::optional<Result<ConnectionId>> end;
    QObject::connect(again->get(), &BrowserConnect::ended, again->get(),
                     [&](const Result<ConnectionId>& result) { end = result; });
    ASSERT_TRUE((*again)->canGoOn());
    (*again)->goOn({.otherAccount = true});
    ASSERT_TRUE(runUntil([&] { return end.has_value(); }));
    ASSERT_TRUE(*end) << end->error().text().toStdString();
    EXPECT_EQ(must(connections->find(*id)).signedInAs, QStringLiteral("eve@elsewhere.example"));
}

TEST_F(BrowserConnectTest, withoutAPortTheAddressIsPasted) {
    // The provider's answer is caught on its way to the listener, as if nobody could listen.
    const auto connecting = begin(google());
    browser.followUntil(connecting->url(), QStringLiteral("127.0.0.1"), listenerPort(connecting->url()));
    const auto nonsense = connecting->acceptAddress(QStringLiteral("https://www.example.org/"));
    ASSERT_FALSE(nonsense);
    EXPECT_EQ(nonsense.error().kind, ErrorKind::Input);
    std::optional<Result<ConnectionId>> end;
    QObject::connect(connecting.get(), &BrowserConnect::ended, connecting.get(),
                     [&](const Result<ConnectionId>& result) { end = result; });
    ASSERT_TRUE(connecting->acceptAddress(browser.lastUrl().toString(QUrl::FullyEncoded)));
    ASSERT_TRUE(runUntil([&] { return end.has_value(); }));
    EXPECT_TRUE(*end);
}

TEST_F(BrowserConnectTest, removingEndsTheSignInAtThePlatformAndDeletesIt) {
    const auto id = connectGoogle();
    ASSERT_TRUE(id);
    EXPECT_EQ(set.state(QStringLiteral("oauth")).value(QLatin1String("refresh_tokens")).toInt(), 1);
    ASSERT_TRUE(await(connections->remove(*id)));
    EXPECT_EQ(set.state(QStringLiteral("oauth")).value(QLatin1String("refresh_tokens")).toInt(), 0);
    EXPECT_TRUE(stored(credentialName(*id)).isEmpty());
    ASSERT_EQ(must(connections->removed()).size(), 1);
    ASSERT_TRUE(connections->restore(*id));
    EXPECT_EQ(must(connections->find(*id)).state, ConnectionState::NeedsSignIn);
    auto again = connections->reconnectWithBrowser(*id);
    ASSERT_TRUE(again);
    ASSERT_TRUE(follow(**again));
    EXPECT_EQ(must(connections->find(*id)).state, ConnectionState::Active);
}

TEST_F(BrowserConnectTest, aPracticeConnectionCanRehearseTheSignIn) {
    NewConnection wanted;
    wanted.type = QStringLiteral("google-ads");
    wanted.name = QStringLiteral("Practice");
    wanted.practice = true;
    wanted.settings = {{QStringLiteral("url"), set.url(QStringLiteral("google")).toString()},
                       {QStringLiteral("sign_in"), QStringLiteral("browser")}};
    const auto connecting = begin(wanted);
    const auto id = follow(*connecting);
    ASSERT_TRUE(id) << id.error().text().toStdString();
    EXPECT_EQ(must(connections->find(*id)).signedInAs, QStringLiteral("ada@riverbank.example"));
    EXPECT_TRUE(await(connections->test(*id)));
}

// Google ends the sign-ins of a client that is still being tested after a week, and says so when it gives one.
TEST_F(BrowserConnectTest, aSignInThatEndsByItselfSaysWhen) {
    steer(QStringLiteral("/oauth/lifetime"), {{QStringLiteral("seconds"), 3600}, {QStringLiteral("sign_in"), 604'799}});
    const auto connecting = begin(google());
    const auto id = follow(*connecting);
    ASSERT_TRUE(id) << id.error().text().toStdString();
    const auto summary = connections->find(*id);
    ASSERT_TRUE(summary) << reasonOf(summary);
    EXPECT_EQ(summary->state, ConnectionState::ExpiresSoon);
    ASSERT_TRUE(summary->connection.expires.has_value());
    EXPECT_NEAR(double(clock.now().secsTo(*summary->connection.expires)), 604'799, 60);
    ASSERT_TRUE(await(connections->test(*id)));
    EXPECT_EQ(must(connections->find(*id)).connection.expires, summary->connection.expires) << "a check keeps it";
    // Signed in to again, this time for good.
    steer(QStringLiteral("/oauth/lifetime"), {{QStringLiteral("seconds"), 3600}});
    auto again = connections->reconnectWithBrowser(*id);
    ASSERT_TRUE(again);
    ASSERT_TRUE(follow(**again));
    EXPECT_EQ(must(connections->find(*id)).state, ConnectionState::Active);
    EXPECT_FALSE(must(connections->find(*id)).connection.expires.has_value());
}

TEST_F(BrowserConnectTest, aServerElsewhereIsRefused) {
    NewConnection wanted = google();
    wanted.settings.insert(QStringLiteral("sign_in_url"), QStringLiteral("https://evil.example/oauth"));
    const auto refused = connections->connectWithBrowser(wanted, Secret());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Security);
}

} // namespace pathways::test
