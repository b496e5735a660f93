// SPDX-License-Identifier: GPL-3.0-or-later
// The sign-in against an authorisation server written by others. Needs node and what "npm ci" in tests/credentials/oidc
// installs; without them it is skipped, saying so.
#include "core/credentials/access_token_cache.h"
#include "core/credentials/browser_sign_in.h"
#include "core/credentials/oauth_client.h"
#include "core/net/qt_transport.h"
#include "tests/credentials/local_browser.h"
#include "tests/support/event_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/must.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QtConcurrent/QtConcurrentRun>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

struct OidcProviderTest : ::testing::Test {
    QProcess node;
    OAuthProvider provider;
    QtTransport transport;
    FakeClock clock{QDateTime::currentDateTimeUtc()};
    QThreadPool pool;

    void SetUp() override {
        const QString folder = qEnvironmentVariable("PATHWAYS_SOURCE_DIR") + QStringLiteral("/tests/credentials/oidc");
        if (QStandardPaths::findExecutable(QStringLiteral("node")).isEmpty()) {
            GTEST_SKIP() << "node is not installed";
        }
        if (!QFileInfo::exists(folder + QStringLiteral("/node_modules/oidc-provider"))) {
            GTEST_SKIP() << "oidc-provider is not installed: run npm ci in tests/credentials/oidc";
        }
        node.setWorkingDirectory(folder);
        node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        node.start(QStringLiteral("node"), {QStringLiteral("server.mjs")});
        ASSERT_TRUE(runUntil([this] { return node.canReadLine(); })) << qPrintable(node.errorString());
        const QJsonObject said = QJsonDocument::fromJson(node.readLine()).object();
        provider.platformName = QStringLiteral("Their server");
        provider.issuer = said.value(QStringLiteral("issuer")).toString();
        provider.authorizeUrl = QUrl(said.value(QStringLiteral("authorize")).toString());
        provider.tokenUrl = QUrl(said.value(QStringLiteral("token")).toString());
        provider.revokeUrl = QUrl(said.value(QStringLiteral("revoke")).toString());
        provider.clientId = QStringLiteral("pathways-desktop");
        provider.scopes = {{QStringLiteral("openid"), QStringLiteral("Know who you are"), true},
                           {QStringLiteral("offline_access"), QStringLiteral("Stay signed in"), true},
                           {QStringLiteral("email"), QStringLiteral("See the address"), false}};
        provider.extraParameters = {{QStringLiteral("prompt"), QStringLiteral("consent")}};
    }
    void TearDown() override {
        if (node.state() != QProcess::NotRunning) {
            node.closeWriteChannel();
            EXPECT_TRUE(runUntil([this] { return node.state() == QProcess::NotRunning; }));
        }
    }
    Result<SignedIn> signIn() {
        std::optional<Result<SignedIn>> result;
        SignInOptions options;
        options.provider = provider;
        BrowserSignIn signIn(transport, clock, pool, std::move(options),
                             [&](Result<SignedIn> end) { result = std::move(end); });
        signIn.start();
        LocalBrowser browser;
        browser.open(signIn.url());
        EXPECT_EQ(browser.lastStatus(), 200) << browser.lastBody().constData();
        EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
        return must(std::exchange(result, std::nullopt));
    }
    template <typename F>
    auto onWorker(F work) {
        auto future = QtConcurrent::run(&pool, std::move(work));
        EXPECT_TRUE(runUntil([&] { return future.isFinished(); }));
        return future.result();
    }
};

} // namespace

TEST_F(OidcProviderTest, SignInRefreshWithRotationAndRevocationWork) {
    auto signedIn = signIn();
    ASSERT_TRUE(signedIn) << qPrintable(signedIn.error().text() + signedIn.error().detail);
    EXPECT_EQ(signedIn->account.id, QStringLiteral("ada"));
    EXPECT_EQ(signedIn->account.name, QStringLiteral("ada@riverbank.example"));
    ASSERT_FALSE(signedIn->tokens.refresh.isEmpty());

    const QByteArray first(signedIn->tokens.refresh.reveal().constData(), signedIn->tokens.refresh.reveal().size());
    QByteArray stored;
    const OAuthClient client(transport, clock, provider);
    AccessTokenCache keeper(client, clock, Secret(QByteArray(first.constData(), first.size())),
                            [&](const Secret& refresh) -> Result<void> {
                                stored = QByteArray(refresh.reveal().constData(), refresh.reveal().size());
                                return {};
                            });
    keeper.adopt(std::move(signedIn->tokens));
    clock.advance(std::chrono::hours(1));
    const QString refreshed = onWorker([&] {
        const auto token = keeper.accessToken({});
        return token ? QString() : token.error().text() + token.error().detail;
    });
    EXPECT_EQ(refreshed, QString());
    EXPECT_FALSE(stored.isEmpty()) << "this server rotates";
    EXPECT_NE(stored, first);

    // The old refresh token was used up: using it again ends the sign-in there, and is told as that.
    const Error reused = onWorker([&] {
        const auto tokens = client.refresh(Secret(QByteArray(first.constData(), first.size())), {});
        return tokens ? Error{} : tokens.error();
    });
    EXPECT_EQ(reused.kind, ErrorKind::SignIn) << qPrintable(reused.detail);
    const bool revoked =
        onWorker([&] { return client.revoke(Secret(QByteArray(stored.constData(), stored.size())), {}).has_value(); });
    EXPECT_TRUE(revoked);
}

} // namespace pathways::test
