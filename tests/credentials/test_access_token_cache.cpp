// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/access_token_cache.h"
#include "core/credentials/bearer_transport.h"
#include "core/credentials/keychain_errors.h"
#include "core/credentials/keychain_store.h"
#include "tests/credentials/local_browser.h"
#include "tests/credentials/store_calls.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"

#include <QtConcurrent/QtConcurrentRun>

#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <set>
#include <thread>

namespace pathways::test {

namespace {

using namespace std::chrono_literals;

HttpReply json(int status, const QByteArray& body) {
    HttpReply reply;
    reply.end = HttpEnd::Answered;
    reply.status = status;
    reply.body = body;
    return reply;
}

/// A token endpoint that numbers what it gives.
struct TokenServer {
    std::mutex mutex;
    int given = 0;
    bool rotate = false;
    bool revoked = false;
    QByteArray current = "refresh-0";
    std::function<void()> before;
    std::optional<HttpReply> instead;

    HttpReply answer(const HttpRequest& request) {
        if (before) {
            before();
        }
        const std::lock_guard lock(mutex);
        if (instead) {
            return must(std::exchange(instead, std::nullopt));
        }
        if (revoked || !request.body.contains(QByteArray("refresh_token=" + current))) {
            return json(400, R"({"error":"invalid_grant"})");
        }
        ++given;
        QByteArray more;
        if (rotate) {
            current = "refresh-" + QByteArray::number(given);
            more = R"(,"refresh_token":")" + current + '"';
        }
        return json(200, R"({"token_type":"Bearer","expires_in":3600,"access_token":"access-)" +
                             QByteArray::number(given) + '"' + more + '}');
    }
};

struct TokenKeeperTest : ::testing::Test {
    TokenServer server;
    ScriptedTransport transport{[this](const HttpRequest& request) { return server.answer(request); }};
    FakeClock clock;
    std::vector<QByteArray> stored;
    std::optional<Error> storeProblem;
    OAuthProvider provider() {
        OAuthProvider made;
        made.platformName = QStringLiteral("Practice");
        made.tokenUrl = QUrl(QStringLiteral("http://127.0.0.1/token"));
        made.clientId = QStringLiteral("client");
        return made;
    }
    AccessTokenCache keeper{OAuthClient(transport, clock, provider()), clock, Secret(QByteArray("refresh-0")),
                            [this](const Secret& refresh) -> Result<void> {
                                if (storeProblem) {
                                    return fail(*storeProblem);
                                }
                                stored.push_back(QByteArray(refresh.reveal().constData(), refresh.reveal().size()));
                                return {};
                            }};
    QByteArray token() {
        const auto got = keeper.accessToken({});
        return got ? QByteArray(got->reveal().constData(), got->reveal().size()) : QByteArray();
    }
};

} // namespace

TEST_F(TokenKeeperTest, OneTokenServesUntilShortlyBeforeItsEnd) {
    EXPECT_EQ(token(), "access-1");
    clock.advance(54min);
    EXPECT_EQ(token(), "access-1");
    clock.advance(1min);
    EXPECT_EQ(token(), "access-2") << "five minutes ahead";
    EXPECT_TRUE(stored.empty()) << "the refresh token did not change";
}

TEST_F(TokenKeeperTest, AClockSetForwardOnlyCostsARefresh) {
    EXPECT_EQ(token(), "access-1");
    clock.setWallClock(clock.now().addSecs(7200));
    EXPECT_EQ(token(), "access-2");
    clock.setWallClock(clock.now().addSecs(-90'000));
    EXPECT_EQ(token(), "access-2");
    clock.advance(55min);
    EXPECT_EQ(token(), "access-3") << "measured on a time that does not jump";
}

TEST_F(TokenKeeperTest, ManyThreadsMakeOneRefresh) {
    std::latch all(8);
    std::atomic<int> inFlight{0};
    std::atomic<int> most{0};
    server.before = [&] {
        most = std::max(most.load(), ++inFlight);
        std::this_thread::yield();
        --inFlight;
    };
    std::vector<std::jthread> threads;
    std::mutex mutex;
    std::set<std::string> seen;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            all.arrive_and_wait();
            const auto got = keeper.accessToken({});
            const std::lock_guard lock(mutex);
            seen.insert(got ? got->reveal().toStdString() : "none");
        });
    }
    threads.clear();
    EXPECT_EQ(seen, std::set<std::string>{"access-1"});
    EXPECT_EQ(server.given, 1);
    EXPECT_EQ(most, 1);
}

TEST_F(TokenKeeperTest, ARefusedTokenIsRefreshedOnceForAllWhoHoldIt) {
    EXPECT_EQ(token(), "access-1");
    EXPECT_EQ(must(keeper.accessTokenAfter("access-1", {})).reveal(), "access-2");
    EXPECT_EQ(must(keeper.accessTokenAfter("access-1", {})).reveal(), "access-2");
    EXPECT_EQ(server.given, 2);
}

TEST_F(TokenKeeperTest, ARotatedTokenIsStoredBeforeItsAccessTokenIsUsed) {
    server.rotate = true;
    storeProblem = keychain::locked();
    const auto refused = keeper.accessToken({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), keychain::locked());
    EXPECT_EQ(server.given, 1);

    storeProblem.reset();
    EXPECT_EQ(token(), "access-1") << "kept meanwhile; the platform is not asked again";
    EXPECT_EQ(stored, std::vector<QByteArray>{"refresh-1"});
    clock.advance(1h);
    EXPECT_EQ(token(), "access-2");
    EXPECT_EQ(stored.back(), "refresh-2");
}

TEST_F(TokenKeeperTest, ALostAnswerChangesNothingThatIsStored) {
    server.rotate = true;
    HttpReply lost;
    lost.end = HttpEnd::Unknown;
    lost.error = Error{ErrorKind::Network, QStringLiteral("w"), QStringLiteral("m"), QStringLiteral("r"), {}};
    server.instead = lost;
    EXPECT_EQ(failureOf(keeper.accessToken({})).kind, ErrorKind::Network);
    EXPECT_TRUE(stored.empty());
    EXPECT_EQ(token(), "access-1") << "the old one is tried again";
}

TEST_F(TokenKeeperTest, ARevokedSignInStaysSoUntilSomebodySignsInAgain) {
    EXPECT_EQ(token(), "access-1");
    server.revoked = true;
    clock.advance(1h);
    const auto refused = keeper.accessToken({});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::SignIn);
    const auto requests = transport.requests.size();
    EXPECT_FALSE(keeper.accessToken({}));
    EXPECT_EQ(transport.requests.size(), requests) << "the platform is not asked over and over";

    server.revoked = false;
    OAuthTokens tokens;
    tokens.access = Secret(QByteArray("access-new"));
    tokens.refresh = Secret(QByteArray("refresh-0"));
    tokens.lifetime = 3600s;
    keeper.adopt(std::move(tokens));
    EXPECT_EQ(token(), "access-new");
}

TEST_F(TokenKeeperTest, AnAnswerThatIsNoTokenIsNotUsed) {
    for (const char* body : {"", "{}", "<html>", R"({"access_token":"a b","token_type":"Bearer"})",
                             R"({"access_token":"x","token_type":"mac"})",
                             R"({"access_token":"x\u000d\u000aX: y","token_type":"Bearer"})"}) {
        server.instead = json(200, body);
        EXPECT_EQ(failureOf(keeper.accessToken({})).kind, ErrorKind::Protocol) << body;
    }
    server.instead = json(503, "down");
    EXPECT_EQ(failureOf(keeper.accessToken({})).kind, ErrorKind::Network);
    server.instead = json(401, R"({"error":"invalid_client"})");
    EXPECT_EQ(failureOf(keeper.accessToken({})).kind, ErrorKind::Input);
    EXPECT_EQ(token(), "access-1") << "none of these is an end";
}

TEST_F(TokenKeeperTest, SecretsTravelInBodiesAndHeadersOnly) {
    EXPECT_EQ(token(), "access-1");
    const HttpRequest& request = transport.requests.front();
    EXPECT_FALSE(request.url.toEncoded().contains("refresh-0"));
    EXPECT_TRUE(request.body.contains("refresh_token=refresh-0"));
    EXPECT_FALSE(request.idempotent);
}

TEST_F(TokenKeeperTest, ARequestRefusedFor401GoesOutOnceMoreWithAnotherToken) {
    int refusals = 1;
    ScriptedTransport platform([&](const HttpRequest& request) {
        EXPECT_EQ(request.headers.size(), 2) << "one Authorization, in place of the connector's";
        return json(refusals-- > 0 ? 401 : 200, request.headers.back().second);
    });
    BearerTransport bearer(platform, keeper);
    HttpRequest request;
    request.headers = {{"authorization", "Bearer stale"}, {"Accept", "application/json"}};
    EXPECT_EQ(bearer.send(request, {}).body, "Bearer access-2");
    EXPECT_EQ(platform.requests.size(), 2U);

    refusals = 2;
    EXPECT_EQ(bearer.send(request, {}).status, 401) << "a second refusal is the caller's";
    EXPECT_EQ(platform.requests.size(), 4U);

    server.revoked = true;
    refusals = 1;
    EXPECT_EQ(bearer.send(request, {}).status, 401);
    const HttpReply after = bearer.send(request, {});
    EXPECT_EQ(after.end, HttpEnd::NotSent);
    EXPECT_EQ(after.error.kind, ErrorKind::SignIn);
    EXPECT_EQ(platform.requests.size(), 5U) << "nothing leaves with a token that is known to be refused";
}

TEST(StoreThrough, AWorkerWaitsForTheKeychainOfTheMainThread) {
    MemoryStore store;
    const auto write = storeThrough(store, QStringLiteral("connection-1"));
    QFuture<bool> done = QtConcurrent::run([&] { return write(Secret(QByteArray("refresh-9"))).has_value(); });
    ASSERT_TRUE(runUntil([&] { return done.isFinished(); }));
    EXPECT_TRUE(done.result());
    EXPECT_EQ(must(readNow(store, QStringLiteral("connection-1"))), "refresh-9");
    EXPECT_EQ(failureOf(write(Secret(QByteArray("x")))).kind, ErrorKind::Internal) << "it would wait for itself";
}

} // namespace pathways::test
