// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/credentials/keychain_errors.h"
#include "core/credentials/keychain_store.h"
#include "core/credentials/workspace_keys.h"
#include "core/workspace/repositories.h"
#include "tests/credentials/store_calls.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

struct WorkspaceKeysTest : ::testing::Test {
    TemporaryWorkspace temporary;
    BreakableStore store;

    Result<LoadedKeys> call(decltype(&loadWorkspaceKeys) function) {
        QObject receiver;
        std::optional<Result<LoadedKeys>> result;
        function(store, *temporary.workspace, *temporary.database, &receiver,
                 [&](Result<LoadedKeys> keys) { result = std::move(keys); });
        EXPECT_TRUE(runUntil([&] { return result.has_value(); }));
        return must(result);
    }
    Result<LoadedKeys> load() { return call(&loadWorkspaceKeys); }
    QString keyFile() const { return QDir(temporary.workspace->folder()).filePath(QStringLiteral("practice.key")); }
    QString item() const { return QStringLiteral("workspace-") + temporary.workspace->id(); }
    void addRealConnection() {
        Connection connection = sampleConnection();
        connection.practice = false;
        EXPECT_TRUE(ConnectionRepository(*temporary.database).save(connection));
    }
};

} // namespace

TEST_F(WorkspaceKeysTest, NewKeysAreMadeOnceAndFoundAgainInTheKeychain) {
    const auto made = load();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->source, KeySource::Keychain);
    EXPECT_EQ(made->keys.mac.size(), 32);
    EXPECT_EQ(made->keys.data.size(), 32);
    EXPECT_NE(made->keys.mac, made->keys.data);
    EXPECT_TRUE(store.items.contains(item()));
    const auto again = load();
    ASSERT_TRUE(again);
    EXPECT_EQ(again->keys.mac, made->keys.mac);
    EXPECT_EQ(again->keys.data, made->keys.data);
    EXPECT_FALSE(QFileInfo::exists(keyFile()));
}

TEST_F(WorkspaceKeysTest, WithoutAKeychainAPracticeWorkspaceKeepsThemInAPrivateFile) {
    store.broken = keychain::none();
    const auto made = load();
    ASSERT_TRUE(made);
    EXPECT_EQ(made->source, KeySource::PracticeFile);
    EXPECT_EQ(QFile::permissions(keyFile()) & ~(QFile::ReadUser | QFile::WriteUser),
              QFile::ReadOwner | QFile::WriteOwner);
    EXPECT_EQ(must(load()).keys.data, made->keys.data);

    // The keychain comes back: the keys move there, and the file goes.
    store.broken.reset();
    store.writesBroken = keychain::locked();
    EXPECT_EQ(must(load()).source, KeySource::PracticeFile);
    EXPECT_TRUE(QFileInfo::exists(keyFile())) << "not wiped before it is stored elsewhere";
    store.writesBroken.reset();
    const auto moved = load();
    ASSERT_TRUE(moved);
    EXPECT_EQ(moved->source, KeySource::Keychain);
    EXPECT_EQ(moved->keys.data, made->keys.data);
    EXPECT_FALSE(QFileInfo::exists(keyFile()));
    EXPECT_EQ(must(load()).keys.mac, made->keys.mac);
}

TEST_F(WorkspaceKeysTest, WithARealConnectionNoKeyIsEverWrittenToAFile) {
    addRealConnection();
    store.broken = keychain::locked();
    const auto refused = load();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error(), keychain::locked());
    EXPECT_FALSE(QFileInfo::exists(keyFile()));
}

TEST_F(WorkspaceKeysTest, AKeychainThatIsGoneForAMomentDoesNotMakeNewKeys) {
    const auto made = load();
    ASSERT_TRUE(made) << reasonOf(made);
    store.broken = keychain::none();
    EXPECT_EQ(failureOf(load()).kind, ErrorKind::Keychain);
    EXPECT_FALSE(QFileInfo::exists(keyFile()));
    store.broken.reset();
    EXPECT_EQ(must(load()).keys.mac, made->keys.mac);
}

TEST_F(WorkspaceKeysTest, LostOrForeignKeysAreToldAndOnlyReplacedWhenAskedFor) {
    const Audience audience = sampleAudience();
    const Connection connection = sampleConnection();
    Pathway pathway = samplePathway(audience.id, connection.id);
    pathway.snapshotDoubtful = false;
    ASSERT_TRUE(AudienceRepository(*temporary.database).save(audience));
    ASSERT_TRUE(ConnectionRepository(*temporary.database).save(connection));
    ASSERT_TRUE(PathwayRepository(*temporary.database).save(pathway));
    const auto made = load();
    ASSERT_TRUE(made);

    store.items[item()][3] = char(store.items[item()][3] ^ 1);
    EXPECT_EQ(failureOf(load()).kind, ErrorKind::NeedsDecision);
    store.items[item()] = "short";
    EXPECT_EQ(failureOf(load()).kind, ErrorKind::NeedsDecision);
    store.items.clear();
    EXPECT_EQ(failureOf(load()).kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(store.items.empty());

    const auto replaced = call(&replaceWorkspaceKeys);
    ASSERT_TRUE(replaced);
    EXPECT_NE(replaced->keys.mac, made->keys.mac);
    EXPECT_EQ(must(load()).keys.mac, replaced->keys.mac);
    EXPECT_TRUE(must(PathwayRepository(*temporary.database).find(pathway.id)).snapshotDoubtful);
}

TEST_F(WorkspaceKeysTest, NoKeyIsInTheWorkspaceFolder) {
    const auto made = load();
    ASSERT_TRUE(made);
    temporary.database.reset();
    for (const QFileInfo& info : QDir(temporary.workspace->folder()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        ASSERT_TRUE(file.open(QIODevice::ReadOnly));
        const QByteArray bytes = file.readAll();
        for (const QByteArray& key : {made->keys.mac, made->keys.data}) {
            EXPECT_FALSE(bytes.contains(key)) << qPrintable(info.fileName());
            EXPECT_FALSE(bytes.contains(key.toHex())) << qPrintable(info.fileName());
            EXPECT_FALSE(bytes.contains(key.toBase64())) << qPrintable(info.fileName());
        }
    }
}

TEST(MemoryStore, KeepsSecretsWhileItLives) {
    MemoryStore store;
    EXPECT_EQ(failureOf(readNow(store, QStringLiteral("a"))).kind, ErrorKind::SignIn);
    ASSERT_TRUE(writeNow(store, QStringLiteral("a"), "one"));
    ASSERT_TRUE(writeNow(store, QStringLiteral("a"), "two"));
    EXPECT_EQ(must(readNow(store, QStringLiteral("a"))), "two");
    ASSERT_TRUE(removeNow(store, QStringLiteral("a")));
    EXPECT_EQ(failureOf(readNow(store, QStringLiteral("a"))).kind, ErrorKind::SignIn);
}

} // namespace pathways::test
