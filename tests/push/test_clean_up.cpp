// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/clean_up.h"
#include "tests/support/must.h"
#include "tests/support/people_rows.h"

#include <QDir>
#include <QFile>

namespace pathways::test {
namespace {

QStringList files(const QString& folder) {
    return QDir(folder).entryList(QDir::Files);
}

void leave(const QString& folder, const char* name) {
    QFile file(QDir(folder).filePath(QString::fromLatin1(name)));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
}

int clean(Engine& engine) {
    return removeOrphans(*engine.workspace, *engine.database, engine.keys).value_or(-1);
}

TEST(CleanUp, DroppedPlansAndReplacedSnapshotsGo) {
    Engine engine;
    engine.sync(people(5));
    ASSERT_TRUE(engine.plan(people(6))); // Looked at, and never pushed.
    leave(engine.workspace->snapshotsFolder(), "old.snapshot");
    leave(engine.workspace->snapshotsFolder(), "half.snapshot.part");
    leave(engine.workspace->spoolFolder(), "scratch-abc123");
    EXPECT_EQ(clean(engine), 3);
    engine.reload();
    const QStringList left = files(engine.workspace->snapshotsFolder());
    EXPECT_EQ(left.size(), 2) << "one that is whole is kept for a month: the database may be a backup";
    EXPECT_TRUE(left.contains(engine.pathway.snapshotFile));
    EXPECT_TRUE(left.contains(QStringLiteral("old.snapshot")));
    EXPECT_TRUE(files(engine.workspace->spoolFolder()).isEmpty());
    EXPECT_EQ(clean(engine), 0);
    EXPECT_TRUE(must(engine.plan(people(5)))->summary().nothingToDo());
}

TEST(CleanUp, WhatAPushNeedsToGoOnStays) {
    Engine engine;
    const Push stopped = pushStopped(engine, people(20));
    EXPECT_EQ(clean(engine), 0);
    auto resumed = engine.resume(stopped.id);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->counts.accepted, 20);
}

TEST(CleanUp, ThePlanOfPeopleWhoAreBeingMatchedStays) {
    Engine engine;
    engine.destination.matchesLater = true;
    engine.destination.matchState = [](const QList<QByteArray>&) {
        ProcessingState state;
        state.done = false;
        state.askAgainIn = std::chrono::hours(1);
        return Result<ProcessingState>(state);
    };
    engine.sync(people(5));
    EXPECT_EQ(clean(engine), 0);
    EXPECT_EQ(files(engine.workspace->spoolFolder()).size(), 1);
}

TEST(CleanUp, APathwayInTheBinKeepsItsSnapshot) {
    Engine engine;
    engine.sync(people(5));
    engine.reload();
    engine.pathway.removedAt = engine.clock.now();
    ASSERT_TRUE(engine.savePathway());
    EXPECT_EQ(clean(engine), 0);
    EXPECT_EQ(files(engine.workspace->snapshotsFolder()).size(), 1);
}

TEST(CleanUp, NothingGoesWhereTheRowsCannotBeRead) {
    Engine engine;
    engine.sync(people(5));
    leave(engine.workspace->snapshotsFolder(), "old.snapshot");
    Database::setFaultHook([](qint64) { return true; });
    EXPECT_EQ(clean(engine), -1);
    Database::setFaultHook(nullptr);
    EXPECT_EQ(files(engine.workspace->snapshotsFolder()).size(), 2);
}

} // namespace
} // namespace pathways::test
