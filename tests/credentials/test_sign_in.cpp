// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/bearer_transport.h"
#include "core/credentials/browser_sign_in.h"
#include "core/credentials/oauth_client.h"
#include "core/credentials/sign_in_errors.h"
#include "core/net/qt_transport.h"
#include "core/practice/oauth/practice_oauth.h"
#include "core/practice/practice_set.h"
#include "tests/credentials/local_browser.h"
#include "tests/support/event_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"

#include <QHostAddress>
#include <QJsonArray>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtConcurrent/QtConcurrentRun>

#include <gtest/gtest.h>
#include <set>

namespace pathways::test {

namespace {

/// The words that people must never see in these texts (rules U61, U90).
void expectPlain(const Error& error) {
    for (const QString& part : {error.what, error.meaning, error.remedy}) {
        EXPECT_FALSE(part.isEmpty()) << qPrintable(error.what);
        for (const char* word : {"OAuth", "error", "failed", "invalid", "fatal", "token", "PKCE", "http 4"}) {
            EXPECT_FALSE(part.contains(QLatin1String(word), Qt::CaseInsensitive)) << qPrintable(part);
        }
    }
}

struct SignInTest : ::testing::Test {
    practice::PracticeClock practiceClock;
    practice::PracticeOAuth server{practiceClock};
    practice::PracticeHttpServer http{server};
    QtTransport transport;
    SystemClock clock;
    QThreadPool pool;
    LocalBrowser browser;
    std::optional<Result<SignedIn>> result;
    int ends = 0;

    void SetUp() override {
        ASSERT_TRUE(http.start());
        steer("decide", {{QStringLiteral("answer"), QStringLiteral("allow")}});
    }
    void steer(const char* verb, const QJsonObject& arguments) {
        EXPECT_EQ(server.control(QLatin1String(verb), arguments).status, 200);
    }
    SignInOptions options() {
        const QString base = QString::fromLatin1(http.baseUrl());
        SignInOptions made;
        made.provider.platformName = QStringLiteral("Practice");
        made.provider.authorizeUrl = QUrl(base + QStringLiteral("/authorize"));
        made.provider.tokenUrl = QUrl(base + QStringLiteral("/token"));
        made.provider.revokeUrl = QUrl(base + QStringLiteral("/revoke"));
        made.provider.issuer = base;
        made.provider.clientId = QStringLiteral("pathways-practice");
        made.provider.scopes = {{QStringLiteral("audiences"), QStringLiteral("Manage audiences"), true},
                                {QStringLiteral("email"), QStringLiteral("See the address"), false}};
        return made;
    }
    std::unique_ptr<BrowserSignIn> begin(SignInOptions made) {
        auto signIn = std::make_unique<BrowserSignIn>(transport, clock, pool, std::move(made), [this](auto end) {
            ++ends;
            result = std::move(end);
        });
        signIn->start();
        return signIn;
    }
    /// A whole sign-in, with the browser going where it is sent.
    Result<SignedIn> signIn(SignInOptions made) {
        const auto signIn = begin(std::move(made));
        browser.open(signIn->url());
        EXPECT_TRUE(runUntil([this] { return result.has_value(); }));
        EXPECT_EQ(ends, 1);
        return must(std::exchange(result, std::nullopt));
    }
    Error endOf(SignInOptions made) {
        auto end = signIn(std::move(made));
        EXPECT_FALSE(end);
        const Error error = end ? Error{} : end.error();
        expectPlain(error);
        return error;
    }
};

} // namespace

TEST_F(SignInTest, ABrowserSignInComesBackWithTokensAndTheAccount) {
    const auto done = signIn(options());
    ASSERT_TRUE(done) << qPrintable(done.error().text() + done.error().detail);
    EXPECT_TRUE(server.accepts(done->tokens.access.reveal()));
    EXPECT_FALSE(done->tokens.refresh.isEmpty());
    EXPECT_EQ(done->tokens.lifetime, std::chrono::hours(1));
    EXPECT_EQ(done->account.id, QStringLiteral("account-1"));
    EXPECT_EQ(done->account.name, QStringLiteral("ada@riverbank.example"));
    EXPECT_EQ(browser.lastStatus(), 200);
    EXPECT_TRUE(browser.lastBody().contains("You can close this page"));
    EXPECT_FALSE(browser.lastBody().contains("code-")) << "nothing of the answer is shown";
}

TEST_F(SignInTest, TheAddressAsksAsTheRulesForNativeProgramsSay) {
    const auto one = begin(options());
    const QUrlQuery first(one->url());
    const auto two = begin(options());
    const QUrlQuery second(two->url());
    const auto item = [](const QUrlQuery& query, const char* key) {
        return query.queryItemValue(QString::fromLatin1(key), QUrl::FullyDecoded);
    };
    EXPECT_EQ(item(first, "response_type"), QStringLiteral("code"));
    EXPECT_EQ(item(first, "code_challenge_method"), QStringLiteral("S256"));
    EXPECT_EQ(item(first, "code_challenge").size(), 43);
    EXPECT_GE(item(first, "state").size(), 22) << "128 bits";
    EXPECT_EQ(item(first, "scope"), QStringLiteral("audiences email"));
    EXPECT_TRUE(item(first, "redirect_uri").startsWith(QStringLiteral("http://127.0.0.1:")));
    for (const char* key : {"state", "code_challenge", "redirect_uri"}) {
        EXPECT_NE(item(first, key), item(second, key)) << key;
    }
    EXPECT_EQ(s256("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        << "RFC 7636, appendix B";
}

TEST_F(SignInTest, TheListenerIsOnTheLoopbackAddressAlone) {
    const auto waiting = begin(options());
    const quint16 port = listenerPort(waiting->url());
    EXPECT_EQ(listeningAddresses(port), std::set<std::string>{"0100007F"}) << "127.0.0.1 in /proc/net/tcp, no tcp6";
    waiting->cancel();
    EXPECT_TRUE(listeningAddresses(port).empty());
}

TEST_F(SignInTest, SixEndsHaveSixTexts) {
    std::set<QString> texts;
    steer("decide", {{QStringLiteral("answer"), QStringLiteral("deny")}});
    const Error denied = endOf(options());
    EXPECT_EQ(denied.kind, ErrorKind::SignIn);
    texts.insert(denied.what);
    steer("decide", {{QStringLiteral("answer"), QStringLiteral("allow")}});

    result.reset();
    ends = 0;
    SignInOptions quick = options();
    quick.limit = std::chrono::milliseconds(1);
    const auto unanswered = begin(std::move(quick));
    ASSERT_TRUE(runUntil([this] { return result.has_value(); }));
    const Error late = failureOf(*result);
    EXPECT_EQ(late.kind, ErrorKind::SignIn);
    expectPlain(late);
    texts.insert(late.what);

    result.reset();
    ends = 0;
    SignInOptions other = options();
    other.expectedAccount = QStringLiteral("account-2");
    other.expectedAccountName = QStringLiteral("bob@riverbank.example");
    const Error account = endOf(std::move(other));
    EXPECT_EQ(account.kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(account.what.contains(QStringLiteral("ada@riverbank.example")));
    EXPECT_TRUE(account.what.contains(QStringLiteral("bob@riverbank.example")));
    texts.insert(account.what);

    result.reset();
    ends = 0;
    steer("grant", {{QStringLiteral("scopes"), QJsonArray{QStringLiteral("email")}}});
    const Error permission = endOf(options());
    EXPECT_EQ(permission.kind, ErrorKind::Permission);
    EXPECT_TRUE(permission.what.contains(QStringLiteral("Manage audiences")));
    texts.insert(permission.what);

    expectPlain(sign_in::wrongClock(QStringLiteral("Practice"), std::chrono::hours(2)));
    texts.insert(sign_in::wrongClock(QStringLiteral("Practice"), std::chrono::hours(2)).what);
    expectPlain(sign_in::portBlocked());
    texts.insert(sign_in::portBlocked().what);
    EXPECT_EQ(texts.size(), 6U);
}

TEST_F(SignInTest, AWrongClockIsNamedWhenThePlatformRefuses) {
    // The code is stale for the platform, whose time differs from ours by two hours.
    FakeClock wrong; // 2026-03-02 09:00 UTC
    HttpReply refused;
    refused.end = HttpEnd::Answered;
    refused.status = 400;
    refused.headers = {{"date", "Mon, 02 Mar 2026 11:00:00 GMT"}};
    refused.body = R"({"error":"invalid_grant"})";
    ScriptedTransport scripted({refused});
    const auto end = OAuthClient(scripted, wrong, options().provider).exchangeCode("c", "v", {}, {});
    ASSERT_FALSE(end);
    EXPECT_EQ(end.error().kind, ErrorKind::Security);
    EXPECT_TRUE(end.error().what.contains(QStringLiteral("120"))) << qPrintable(end.error().what);
    EXPECT_TRUE(end.error().what.contains(QStringLiteral("slow")));
}

TEST_F(SignInTest, AForeignAnswerDoesNotEndTheSignInAndTheRealOneStillWorks) {
    const auto waiting = begin(options());
    const QString base = redirectUri(waiting->url());
    const QStringList strangers = {
        QString(base + QStringLiteral("?code=x&state=guess")), QString(base + QStringLiteral("?code=x")),
        QString(base + QStringLiteral("?error=access_denied&state=")), QString(base + QStringLiteral("x?code=x")),
        QString(base).replace(QStringLiteral("/cb"), QStringLiteral("/"))};
    for (const QString& foreign : strangers) {
        browser.get(QUrl(foreign));
        EXPECT_GE(browser.lastStatus(), 400) << qPrintable(foreign);
    }
    EXPECT_FALSE(result);
    browser.open(waiting->url());
    ASSERT_TRUE(runUntil([this] { return result.has_value(); }));
    EXPECT_TRUE(*result);
}

TEST_F(SignInTest, TheAnswerWorksOnceAndTheListenerIsGoneAfterIt) {
    const auto waiting = begin(options());
    const quint16 port = listenerPort(waiting->url());
    browser.open(waiting->url());
    ASSERT_TRUE(runUntil([this] { return result.has_value(); }));
    ASSERT_TRUE(*result);
    EXPECT_TRUE(listeningAddresses(port).empty());
    const auto again = waiting->acceptAddress(browser.lastUrl().toString());
    EXPECT_EQ(failureOf(again).kind, ErrorKind::Security);
    EXPECT_EQ(ends, 1);
}

TEST_F(SignInTest, ARequestUnderAnotherHostNameIsNotTaken) {
    const auto waiting = begin(options());
    const quint16 port = listenerPort(waiting->url());
    const QByteArray answer =
        rawRequest(port, "GET /cb?code=x&state=" + stateOf(waiting->url()) + " HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    EXPECT_TRUE(answer.startsWith("HTTP/1.1 404")) << answer.constData();
    EXPECT_TRUE(rawRequest(port, QByteArray(20'000, 'a')).startsWith("HTTP/1.1 431"));
    EXPECT_TRUE(rawRequest(port, "POST /cb HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").startsWith("HTTP/1.1 404"));
    EXPECT_FALSE(result);
}

TEST_F(SignInTest, AMixedUpIssuerEndsIt) {
    steer("misbehave", {{QStringLiteral("how"), QStringLiteral("wrong-issuer")}});
    EXPECT_EQ(endOf(options()).kind, ErrorKind::Security);
    EXPECT_EQ(server.state().value(QStringLiteral("given")).toInt(), 0) << "the code was never sent anywhere";
}

TEST_F(SignInTest, WithThePortTakenTheAddressCanBePasted) {
    QTcpServer taken;
    ASSERT_TRUE(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
    SignInOptions fixed = options();
    fixed.ports = {taken.serverPort()};
    const auto waiting = begin(std::move(fixed));
    ASSERT_TRUE(waiting->notice());
    EXPECT_EQ(must(waiting->notice()).what, sign_in::portBlocked().what);
    browser.followUntil(waiting->url(), QStringLiteral("127.0.0.1"), taken.serverPort());

    for (const char* wrong : {"", "hello", "http://evil.example/cb?state=x", "https://127.0.0.1/"}) {
        EXPECT_EQ(failureOf(waiting->acceptAddress(QLatin1String(wrong))).kind, ErrorKind::Input) << wrong;
    }
    EXPECT_FALSE(result);
    ASSERT_TRUE(waiting->acceptAddress(QStringLiteral("  ") + browser.lastUrl().toString(QUrl::FullyEncoded) +
                                       QStringLiteral("\n")));
    ASSERT_TRUE(runUntil([this] { return result.has_value(); }));
    EXPECT_TRUE(*result);
}

TEST_F(SignInTest, TheNextPortIsTriedWhenOneIsTaken) {
    QTcpServer taken;
    ASSERT_TRUE(taken.listen(QHostAddress(QHostAddress::LocalHost), 0));
    SignInOptions fixed = options();
    fixed.ports = {taken.serverPort(), 0};
    const auto waiting = begin(std::move(fixed));
    EXPECT_FALSE(waiting->notice());
    EXPECT_NE(listenerPort(waiting->url()), taken.serverPort());
}

TEST_F(SignInTest, CancelAndDestructionEndItQuietly) {
    auto first = begin(options());
    first->cancel();
    ASSERT_TRUE(result);
    EXPECT_EQ(result->error().kind, ErrorKind::Canceled);
    result.reset();
    begin(options()).reset();
    EXPECT_FALSE(result);
}

TEST_F(SignInTest, ThePageWithAllowAndDenyIsWhatPeopleSee) {
    steer("decide", {{QStringLiteral("answer"), QStringLiteral("ask")}});
    const auto waiting = begin(options());
    browser.open(waiting->url());
    EXPECT_EQ(browser.lastStatus(), 200);
    EXPECT_TRUE(browser.lastBody().contains("Allow"));
    browser.open(browser.lastUrl().resolved(QUrl(browser.linkCalled("Allow"))));
    ASSERT_TRUE(runUntil([this] { return result.has_value(); }));
    EXPECT_TRUE(*result);
}

TEST(SignInToPracticeGoogle, ItsTokensOpenTheDoorUntilTheyAreRevokedAlsoAfterARestart) {
    QTemporaryDir kept;
    QtTransport transport;
    FakeClock clock(QDateTime::currentDateTimeUtc());
    QThreadPool pool;
    std::optional<Result<SignedIn>> result;
    OAuthProvider provider;
    provider.platformName = QStringLiteral("Practice Google");
    provider.clientId = QStringLiteral("pathways-practice");
    provider.scopes = {{QStringLiteral("https://www.googleapis.com/auth/datamanager"), QStringLiteral("Lists"), true}};
    const auto use = [&](const practice::PracticeSet& set) {
        const QString base = set.url(QStringLiteral("oauth")).toString();
        provider.issuer = base;
        provider.authorizeUrl = QUrl(base + QStringLiteral("/authorize"));
        provider.tokenUrl = QUrl(base + QStringLiteral("/token"));
    };
    QByteArray refresh;
    const auto keep = [&](const Secret& secret) -> Result<void> {
        refresh = QByteArray(secret.reveal().constData(), secret.reveal().size());
        return {};
    };
    const auto ask = [&](const practice::PracticeSet& set, AccessTokenCache& keeper) {
        BearerTransport bearer(transport, keeper);
        HttpRequest request;
        request.url = QUrl(set.url(QStringLiteral("google")).toString() +
                           QStringLiteral("/v1/accountTypes/GOOGLE_ADS/accounts/1/userLists"));
        auto future = QtConcurrent::run(&pool, [&] { return bearer.send(request, {}).status; });
        EXPECT_TRUE(runUntil([&] { return future.isFinished(); }));
        return future.result();
    };
    {
        practice::PracticeSet set;
        ASSERT_TRUE(set.start());
        use(set);
        SignInOptions options;
        options.provider = provider;
        BrowserSignIn signIn(transport, clock, pool, std::move(options),
                             [&](Result<SignedIn> end) { result = std::move(end); });
        signIn.start();
        LocalBrowser browser;
        browser.open(signIn.url());
        browser.open(browser.lastUrl().resolved(QUrl(browser.linkCalled("Allow"))));
        ASSERT_TRUE(runUntil([&] { return result.has_value(); }));
        ASSERT_TRUE(*result) << qPrintable((*result).error().text() + (*result).error().detail);
        AccessTokenCache keeper(OAuthClient(transport, clock, provider), clock, {}, keep);
        (void)keep(must((*result)).tokens.refresh);
        keeper.adopt(std::move(must((*result)).tokens));
        EXPECT_NE(ask(set, keeper), 401);
        AccessTokenCache stranger(OAuthClient(transport, clock, provider), clock, Secret(QByteArray("guess")), keep);
        EXPECT_EQ(ask(set, stranger), 0) << "nothing leaves without a token";
        ASSERT_TRUE(set.save(kept.path()));
    }
    practice::PracticeSet set;
    set.restore(kept.path());
    ASSERT_TRUE(set.start());
    use(set);
    AccessTokenCache keeper(OAuthClient(transport, clock, provider), clock, Secret(QByteArray(refresh)), keep);
    const QByteArray before = refresh;
    EXPECT_NE(ask(set, keeper), 401);
    EXPECT_NE(refresh, before) << "rotated and kept";
}

} // namespace pathways::test
