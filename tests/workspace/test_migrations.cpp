// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/migrations.h"
#include "core/workspace/repositories.h"
#include "core/workspace/row_check.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSqlQuery>

#include <csignal>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace pathways::test {

namespace {

const char kId[] = "9a1f2c1e-0f3c-4d57-9a44-1f7bb1f6b1aa";

/// A workspace folder as a program of that version would have left it, with an audience in it.
void makeOldWorkspace(const QString& folder, int version) {
    QDir().mkpath(folder);
    auto database = Database::open(folder + QStringLiteral("/workspace.db"));
    ASSERT_TRUE(database);
    ASSERT_TRUE(migrate(**database, must(builtInMigrations()).first(version)));
    const QVariantList own = {QLatin1String(kId), 1};
    ASSERT_TRUE((*database)->execute(
        QStringLiteral("INSERT INTO workspace VALUES (?, ?, ?, ?)"),
        {QString::fromLatin1(kId), 1, QStringLiteral("0.0.1"), rowDigest({QString::fromLatin1(kId), 1})}));
    Audience audience = sampleAudience();
    audience.id = {QStringLiteral("a")};
    ASSERT_TRUE(AudienceRepository(**database).save(audience));
}

void expectCurrent(const QString& folder) {
    auto workspace = Workspace::open(folder);
    ASSERT_TRUE(workspace) << qPrintable(workspace.error().text() + workspace.error().detail);
    EXPECT_EQ((*workspace)->id(), QLatin1String(kId));
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database) << reasonOf(database);
    EXPECT_EQ(must(schemaVersion(**database)), must(builtInMigrations()).last().version);
    EXPECT_TRUE(AudienceRepository(**database).find({QStringLiteral("a")}));
}

} // namespace

TEST(Migrations, ScriptsAreSplitWhereLinesEndWithASemicolon) {
    EXPECT_EQ(sqlStatements(QStringLiteral("a;\n-- b\nc\n  (d);\n\n\ne;\n")),
              (QStringList{QStringLiteral("a"), QStringLiteral("-- b\nc\n  (d)"), QStringLiteral("e")}));
    EXPECT_TRUE(sqlStatements(QStringLiteral("\n")).isEmpty());
}

TEST(Migrations, EveryStepIsWrittenSoThatItCanBeSplit) {
    static const QRegularExpression comment(QStringLiteral("--[^\\n]*"));
    static const QRegularExpression begins(QStringLiteral("^\\s*(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)\\b"));
    const auto steps = builtInMigrations();
    ASSERT_TRUE(steps);
    for (const Migration& step : *steps) {
        EXPECT_TRUE(step.sql.endsWith(QStringLiteral(";\n"))) << qPrintable(step.name);
        for (QString statement : sqlStatements(step.sql)) {
            const QString code = statement.remove(comment);
            EXPECT_TRUE(begins.match(code).hasMatch()) << qPrintable(step.name + statement);
            EXPECT_FALSE(code.contains(u';')) << qPrintable(step.name + statement);
        }
    }
}

TEST(Migrations, FromEveryVersionToTheNewestWithABackup) {
    const int newest = must(builtInMigrations()).last().version;
    ASSERT_GE(newest, 2);
    for (int version = 1; version <= newest; ++version) {
        QTemporaryDir folder;
        makeOldWorkspace(folder.path(), version);
        expectCurrent(folder.path());
        const QStringList backups = Workspace::backups(folder.path());
        ASSERT_EQ(backups.size(), 1);
        EXPECT_TRUE(backups.first().endsWith(QStringLiteral("-v%1.db").arg(version)));
        auto backup = Database::open(backups.first());
        ASSERT_TRUE(backup) << reasonOf(backup);
        EXPECT_EQ(must(schemaVersion(**backup)), version);
        EXPECT_TRUE(AudienceRepository(**backup).find({QStringLiteral("a")}));
        EXPECT_EQ(QFile::permissions(backups.first()) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    }
}

TEST(Migrations, WhateverDoesNotWorkTheDatabaseIsOldOrNewAndTheNextStartMendsIt) {
    for (qint64 faulty = 0;; ++faulty) {
        QTemporaryDir folder;
        makeOldWorkspace(folder.path(), 1);
        Database::setFaultHook([faulty](qint64 call) { return call == faulty; });
        const bool opened = Workspace::open(folder.path()).has_value();
        Database::setFaultHook({});
        expectCurrent(folder.path());
        if (opened) {
            EXPECT_GT(faulty, 20);
            break;
        }
    }
}

TEST(Migrations, KilledAtAnyCallTheNextStartMendsIt) {
    for (qint64 last = 0;; ++last) {
        QTemporaryDir folder;
        makeOldWorkspace(folder.path(), 1);
        const pid_t child = fork();
        if (child == 0) {
            Database::setFaultHook([last](qint64 call) {
                if (call == last) {
                    kill(getpid(), SIGKILL);
                }
                return false;
            });
            (void)Workspace::open(folder.path());
            _exit(0);
        }
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        expectCurrent(folder.path());
        if (WIFEXITED(status)) {
            break;
        }
    }
}

TEST(Migrations, PushesGetTheirOrderAndStayWhole) {
    QTemporaryDir folder;
    makeOldWorkspace(folder.path(), 2);
    {
        auto database = Database::open(folder.filePath(QStringLiteral("workspace.db")));
        ASSERT_TRUE(database) << reasonOf(database);
        const auto add = [&](const char* id, const char* pathway, int status, int resumable, qint64 started) {
            QVariantList row = {QString::fromLatin1(id),
                                QString::fromLatin1(pathway),
                                status,
                                resumable,
                                started,
                                QVariant(),
                                QStringLiteral("plan"),
                                QStringLiteral("session"),
                                QStringLiteral("{}")};
            row << rowDigest(row);
            ASSERT_TRUE(
                (*database)->execute(QStringLiteral("INSERT INTO push VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), row));
            QVariantList counters = {QString::fromLatin1(id), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
            counters << rowDigest(counters);
            ASSERT_TRUE((*database)->execute(
                QStringLiteral("INSERT INTO push_counter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), counters));
        };
        add("z-first", "p", 0, 1, 100);
        add("b", "p", 3, 1, 200);
        add("a", "q", 3, 1, 200);
        add("c", "r", 1, 0, 50);
    }
    auto workspace = Workspace::open(folder.path());
    ASSERT_TRUE(workspace) << reasonOf(workspace);
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database) << reasonOf(database);
    Journal journal(**database, sampleKeys());
    const auto find = [&journal](const char* id) { return must(journal.find({QString::fromLatin1(id)})); };
    EXPECT_EQ(find("c").push.seq, 1);
    EXPECT_EQ(find("z-first").push.seq, 2);
    EXPECT_EQ(find("a").push.seq, 3) << "at the same time: by id";
    EXPECT_EQ(find("b").push.seq, 4);
    EXPECT_TRUE(find("c").settled) << "ended";
    EXPECT_TRUE(find("z-first").settled) << "the version before would have ended it";
    EXPECT_FALSE(find("a").settled);
    EXPECT_FALSE(find("b").settled);
    EXPECT_EQ(find("a").terms, PushTerms{}) << "nothing is known of what it was begun with";
    EXPECT_EQ(must(journal.begin(samplePush({QStringLiteral("p")}), {}, {})), 5);
}

TEST(Migrations, ADamagedPushStaysDamaged) {
    QTemporaryDir folder;
    makeOldWorkspace(folder.path(), 2);
    {
        auto database = Database::open(folder.filePath(QStringLiteral("workspace.db")));
        ASSERT_TRUE(database) << reasonOf(database);
        QVariantList row = {
            QStringLiteral("a"),       QStringLiteral("p"), 0, 1, 100, QVariant(), QStringLiteral("plan"),
            QStringLiteral("session"), QStringLiteral("{}")};
        row << rowDigest(row);
        ASSERT_TRUE(
            (*database)->execute(QStringLiteral("INSERT INTO push VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), row));
        QVariantList counters = {QStringLiteral("a"), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        counters << rowDigest(counters);
        ASSERT_TRUE((*database)->execute(
            QStringLiteral("INSERT INTO push_counter VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"), counters));
        ASSERT_TRUE((*database)->execute(QStringLiteral("UPDATE push SET resumable = 0")));
    }
    auto workspace = Workspace::open(folder.path());
    ASSERT_TRUE(workspace) << reasonOf(workspace);
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database) << reasonOf(database);
    EXPECT_EQ(failureOf(Journal(**database, sampleKeys()).find({QStringLiteral("a")})).kind, ErrorKind::Storage);
}

TEST(Migrations, AConsentColumnIsKeptAsAChoice) {
    QTemporaryDir folder;
    makeOldWorkspace(folder.path(), 7);
    {
        auto database = Database::open(folder.filePath(QStringLiteral("workspace.db")));
        ASSERT_TRUE(database) << reasonOf(database);
        const auto add = [&](const char* id, const char* column, bool damaged) {
            const QString body =
                QStringLiteral(R"({"base":"","changed":null,"consent_column":"%2","country":"","created":null,)"
                               R"("data_from":null,"id":"%1","kind":"owned","name":"%1","people":-1,"removed":null,)"
                               R"("rules":null,"source":{"connection":"c","kind":"query","query":"q"}})")
                    .arg(QLatin1String(id), QLatin1String(column));
            QVariantList row = {QLatin1String(id), QLatin1String(id), QVariant(), QVariant(), body};
            row << rowDigest(damaged ? QVariantList{1} : row);
            ASSERT_TRUE((*database)->execute(QStringLiteral("INSERT INTO audience VALUES (?, ?, ?, ?, ?, ?)"), row));
        };
        add("with", "May we email?", false);
        add("without", "", false);
        add("damaged", "Consent", true);
    }
    auto workspace = Workspace::open(folder.path());
    ASSERT_TRUE(workspace) << reasonOf(workspace);
    auto database = (*workspace)->openDatabase();
    ASSERT_TRUE(database) << reasonOf(database);
    AudienceRepository audiences(**database);
    const QList<PermissionChoice> kept{{QStringLiteral("May we email?"), PermissionUse::Consent, {}, {}}};
    EXPECT_EQ(must(audiences.find({QStringLiteral("with")})).permission, kept);
    EXPECT_TRUE(must(audiences.find({QStringLiteral("without")})).permission.isEmpty());
    EXPECT_EQ(must(audiences.find({QStringLiteral("a")})).permission, sampleAudience().permission);
    EXPECT_EQ(failureOf(audiences.find({QStringLiteral("damaged")})).kind, ErrorKind::Storage);
}

TEST(Migrations, AStepThatDoesNotWorkLeavesNothingOfItself) {
    QTemporaryDir folder;
    auto database = Database::open(folder.filePath(QStringLiteral("x.db")));
    ASSERT_TRUE(database) << reasonOf(database);
    const QList<Migration> steps = {
        {1, QStringLiteral("001"), QStringLiteral("CREATE TABLE a (x);"), {}},
        {2,
         QStringLiteral("002"),
         QStringLiteral("CREATE TABLE b (x);\nINSERT INTO b VALUES (1);\nCREATE TABLE a (y);"),
         {}}};
    EXPECT_FALSE(migrate(**database, steps));
    EXPECT_EQ(must(schemaVersion(**database)), 1);
    const QList<Migration> withCode = {steps[0],
                                       {2, QStringLiteral("002"), QStringLiteral("CREATE TABLE b (x);"),
                                        [](Database&) { return Result<void>(fail(Error{})); }}};
    EXPECT_FALSE(migrate(**database, withCode));
    EXPECT_EQ(must(schemaVersion(**database)), 1);
    int tables = 0;
    EXPECT_TRUE((*database)->select(QStringLiteral("SELECT count(*) FROM sqlite_schema"), {}, [&](const QSqlQuery& q) {
        tables = q.value(0).toInt();
        return false;
    }));
    EXPECT_EQ(tables, 1);
}

TEST(Migrations, ANewerWorkspaceIsRefusedNamesTheVersionAndIsNotTouched) {
    QTemporaryDir folder;
    makeOldWorkspace(folder.path(), must(builtInMigrations()).last().version);
    const QString path = folder.filePath(QStringLiteral("workspace.db"));
    {
        auto database = Database::open(path);
        ASSERT_TRUE(database) << reasonOf(database);
        const int next = must(builtInMigrations()).last().version + 1;
        ASSERT_TRUE((*database)->executeOnce(QStringLiteral("PRAGMA user_version = %1").arg(next)));
        ASSERT_TRUE((*database)->execute(QStringLiteral("UPDATE workspace SET needs = '9.8.7'")));
        ASSERT_TRUE((*database)->execute(QStringLiteral("ALTER TABLE pathway ADD COLUMN colour TEXT")));
    }
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    const auto refused = Workspace::open(folder.path());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::TooNew);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("9.8.7")));
    EXPECT_FALSE(refused.error().remedy.isEmpty());
    file.seek(0);
    EXPECT_EQ(file.readAll(), before);
    EXPECT_TRUE(Workspace::backups(folder.path()).isEmpty());
}

TEST(Migrations, ADayLaterThereIsABackupWithoutDetailsOfPeopleAndThreeAreKept) {
    QTemporaryDir folder;
    makeOldWorkspace(folder.path(), must(builtInMigrations()).last().version);
    expectCurrent(folder.path());
    expectCurrent(folder.path());
    ASSERT_EQ(Workspace::backups(folder.path()).size(), 1) << "one a day";
    const QDir backups(folder.filePath(QStringLiteral("backups")));
    for (int year = 2020; year < 2024; ++year) {
        ASSERT_TRUE(
            QFile::copy(Workspace::backups(folder.path()).first(),
                        backups.filePath(QStringLiteral("workspace-%1-120000000-v2.db").arg(year * 10000 + 101))));
    }
    ASSERT_TRUE(QFile::remove(Workspace::backups(folder.path()).first()));
    expectCurrent(folder.path());
    const QStringList kept = Workspace::backups(folder.path());
    ASSERT_EQ(kept.size(), 3);
    EXPECT_TRUE(kept.last().contains(QStringLiteral("workspace-20220101")));
}

} // namespace pathways::test
