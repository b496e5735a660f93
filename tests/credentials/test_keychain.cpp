// SPDX-License-Identifier: GPL-3.0-or-later
// Runs under with_keyring.sh, which makes the keychain that PATHWAYS_KEYRING_CASE names.
#include "core/base/log.h"
#include "core/credentials/keychain_errors.h"
#include "core/credentials/keychain_store.h"
#include "core/credentials/workspace_keys.h"
#include "core/workspace/repositories.h"
#include "tests/credentials/store_calls.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QDir>
#include <QFile>

#include <gtest/gtest.h>
#include <set>

namespace pathways::test {

namespace {

QString keyringCase() {
    return qEnvironmentVariable("PATHWAYS_KEYRING_CASE");
}

QByteArray canary(const char* tail) {
    return QByteArray("PATHWAYS-CANARY-") + tail;
}

struct KeychainTest : ::testing::Test {
    KeychainStore store{nullptr, QStringLiteral("Pathways test"), std::chrono::milliseconds(5'000)};
    QDir home{qEnvironmentVariable("PATHWAYS_KEYRING_HOME")};
    void needs(const char* wanted) {
        if (keyringCase() != QLatin1String(wanted)) {
            GTEST_SKIP() << "not the case \"" << wanted << '"';
        }
    }
    void expectProblem(const Error& wanted) {
        const auto read = readNow(store, QStringLiteral("connection-kept"));
        const auto missing = readNow(store, QStringLiteral("connection-x"));
        const auto written = writeNow(store, QStringLiteral("connection-x"), canary("never-stored"));
        for (const Error& error : {read ? Error{} : read.error(), missing ? Error{} : missing.error(),
                                   written ? Error{} : written.error()}) {
            EXPECT_EQ(error.kind, ErrorKind::Keychain) << qPrintable(error.text() + error.detail);
            EXPECT_EQ(error.what.toStdString(), wanted.what.toStdString()) << qPrintable(error.detail);
            EXPECT_FALSE(error.meaning.isEmpty());
            EXPECT_FALSE(error.remedy.isEmpty());
        }
    }
};

} // namespace

#define NEEDS(name)                                                                                                    \
    needs(name);                                                                                                       \
    if (IsSkipped()) {                                                                                                 \
        return;                                                                                                        \
    }

TEST_F(KeychainTest, SecretsOfAnySizeComeBackAndCanBeRemoved) {
    NEEDS("normal");
    const QString name = QStringLiteral("connection-1");
    EXPECT_EQ(failureOf(readNow(store, name)).kind, ErrorKind::SignIn);
    QByteArray large = canary("large-");
    while (large.size() < 20'000) {
        large += QByteArray::number(large.size());
    }
    for (const QByteArray& secret :
         {canary("one"), canary("t\xc3\xbc\xe2\x80\xa2"), large, QByteArray("\0\xff\n x", 5)}) {
        ASSERT_TRUE(writeNow(store, name, QByteArray(secret.constData(), secret.size())));
        EXPECT_EQ(must(readNow(store, name)), secret);
    }
    ASSERT_TRUE(removeNow(store, name));
    EXPECT_EQ(failureOf(readNow(store, name)).kind, ErrorKind::SignIn);
    EXPECT_TRUE(removeNow(store, name)) << "gone is gone";
}

TEST_F(KeychainTest, ACallWhoseReceiverIsGoneCallsNobody) {
    NEEDS("normal");
    bool called = false;
    {
        QObject receiver;
        store.read(QStringLiteral("x"), &receiver, [&](Result<Secret>) { called = true; });
    }
    (void)readNow(store, QStringLiteral("y"));
    EXPECT_FALSE(called);
}

TEST_F(KeychainTest, AKeychainThatTakesTooLongIsToldInTime) {
    NEEDS("normal");
    KeychainStore impatient(nullptr, QStringLiteral("Pathways test"), std::chrono::milliseconds(0));
    const auto slow = readNow(impatient, QStringLiteral("x"));
    ASSERT_FALSE(slow);
    EXPECT_EQ(slow.error().kind, ErrorKind::Keychain);
    EXPECT_EQ(slow.error().remedy, keychain::slow(std::chrono::milliseconds(0)).remedy);
}

TEST_F(KeychainTest, NoSecretIsAnywhereButInTheKeychain) {
    NEEDS("normal");
    // The wrapper searches everything under this home when the test is over.
    installRedactingLog(home.filePath(QStringLiteral("pathways.log")));
    auto workspace = Workspace::open(home.filePath(QStringLiteral("workspace")));
    ASSERT_TRUE(workspace);
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database);
    std::optional<Result<LoadedKeys>> keys;
    QObject receiver;
    loadWorkspaceKeys(store, **workspace, **database, &receiver, [&](auto loaded) { keys = std::move(loaded); });
    ASSERT_TRUE(runUntil([&] { return keys.has_value(); }));
    ASSERT_TRUE(*keys);
    EXPECT_EQ(must((*keys)).source, KeySource::Keychain);

    Secret secret(canary("api-key-0123456789abcdef"));
    Connection connection = sampleConnection();
    connection.secretTail = secret.lastFour();
    ASSERT_TRUE(ConnectionRepository(**database).save(connection));
    ASSERT_TRUE(writeNow(store, connection.id.value, secret.clone().reveal()));
    EXPECT_EQ(must(readNow(store, connection.id.value)), secret.reveal());
    qWarning("the request to https://x.example/?key=%s was refused", secret.reveal().constData());
    qInstallMessageHandler(nullptr);

    QFile planted(home.filePath(QStringLiteral("planted")));
    ASSERT_TRUE(planted.open(QIODevice::WriteOnly));
    planted.write(canary("planted"));
}

TEST_F(KeychainTest, WithoutABusTheSentenceIsThatThereIsNoKeychain) {
    NEEDS("nobus");
    expectProblem(keychain::none());
}

TEST_F(KeychainTest, WithoutASecretServiceTheSentenceIsThatThereIsNoKeychain) {
    NEEDS("nokeyring");
    expectProblem(keychain::none());
}

TEST_F(KeychainTest, SomethingIsKeptBeforeItIsLocked) {
    NEEDS("before-locking");
    ASSERT_TRUE(writeNow(store, QStringLiteral("connection-kept"), canary("kept")));
}

TEST_F(KeychainTest, ALockedKeychainIsCalledLocked) {
    NEEDS("locked");
    expectProblem(keychain::locked());
}

TEST(KeychainErrors, FourSentencesAndNoneOfThemBlames) {
    std::set<QString> texts;
    for (const Error& error :
         {keychain::none(), keychain::locked(), keychain::refused(), keychain::slow(std::chrono::seconds(60))}) {
        EXPECT_EQ(error.kind, ErrorKind::Keychain);
        texts.insert(error.what);
        for (const char* word : {"error", "failed", "invalid", "fatal", "D-Bus"}) {
            EXPECT_FALSE(error.text().contains(QLatin1String(word), Qt::CaseInsensitive)) << qPrintable(error.text());
        }
    }
    EXPECT_EQ(texts.size(), 4U);
}

} // namespace pathways::test
