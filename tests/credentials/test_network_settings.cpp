// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_errors.h"
#include "core/credentials/network_settings.h"
#include "core/workspace/database.h"
#include "tests/credentials/store_calls.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QFile>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

struct NetworkSettingsTest : ::testing::Test {
    TemporaryWorkspace temporary;
    BreakableStore store;
    QtTransport transport;

    Result<void> change(const NetworkSettings& settings, const char* password = nullptr) {
        QObject receiver;
        std::optional<Result<void>> result;
        std::optional<Secret> secret;
        if (password != nullptr) {
            secret.emplace(QByteArray(password));
        }
        changeNetworkSettings(store, *temporary.database, QStringLiteral("w"), transport, settings, std::move(secret),
                              &receiver, [&](Result<void> done) { result = std::move(done); });
        EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
        return must(result);
    }
    NetworkSettings loaded() { return must(loadNetworkSettings(*temporary.database)); }
};

} // namespace

TEST_F(NetworkSettingsTest, ComeBackAsTheyWereAndThePasswordIsInTheKeychainAlone) {
    EXPECT_EQ(loaded(), NetworkSettings{});
    const NetworkSettings wanted{true, QStringLiteral("proxy.example.org"), 3128, QStringLiteral("ada"), {}};
    ASSERT_TRUE(change(wanted, "PATHWAYS-CANARY-proxy"));
    EXPECT_EQ(loaded(), wanted);
    EXPECT_EQ(store.items[QStringLiteral("proxy-w")], "PATHWAYS-CANARY-proxy");
    QFile file(temporary.workspace->databasePath() + QStringLiteral("-wal"));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    EXPECT_TRUE(bytes.contains("proxy.example.org"));
    EXPECT_FALSE(bytes.contains("CANARY"));

    ASSERT_TRUE(change(wanted)) << "no new password";
    EXPECT_EQ(store.items[QStringLiteral("proxy-w")], "PATHWAYS-CANARY-proxy");
    ASSERT_TRUE(change({}));
    EXPECT_TRUE(store.items.empty());
}

TEST_F(NetworkSettingsTest, WhatCannotBeUsedIsRefusedAndNothingIsStored) {
    for (const NetworkSettings& wrong :
         {NetworkSettings{true, {}, 3128, {}, {}}, NetworkSettings{true, QStringLiteral("p"), 0, {}, {}},
          NetworkSettings{true, QStringLiteral("http://p"), 1, {}, {}},
          NetworkSettings{false, {}, 0, {}, QStringLiteral("/nowhere/ca.pem")}}) {
        const auto refused = change(wrong);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::Input);
        EXPECT_FALSE(refused.error().remedy.isEmpty());
        EXPECT_EQ(loaded(), NetworkSettings{});
    }
}

TEST_F(NetworkSettingsTest, WithoutAKeychainAPasswordIsNotStoredAnywhere) {
    store.broken = keychain::locked();
    const auto refused = change({true, QStringLiteral("p"), 1, QStringLiteral("ada"), {}}, "secret");
    EXPECT_EQ(refused.error(), keychain::locked());
    EXPECT_EQ(loaded(), NetworkSettings{});
}

} // namespace pathways::test
