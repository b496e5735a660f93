// SPDX-License-Identifier: GPL-3.0-or-later
// Damaged and lost files, broken sources, stops at any moment.
#include "core/push/progress_meter.h"
#include "tests/support/people_rows.h"

#include <QDir>
#include <QFile>

#include <random>
#include <thread>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void replace(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    ASSERT_EQ(file.write(bytes), bytes.size());
}

/// Flips single bytes and cuts at many places: nothing of it may be taken for good.
template <typename Check>
void damageEverywhere(const QString& path, unsigned seed, const Check& check) {
    const QByteArray good = contents(path);
    ASSERT_FALSE(good.isEmpty());
    std::mt19937 random(seed);
    for (int i = 0; i < 25; ++i) {
        QByteArray bad = good;
        const auto at = qsizetype(random() % unsigned(good.size()));
        bad[at] = char(bad[at] ^ (1 << (random() % 8)));
        replace(path, bad);
        check("flipped", at);
        const auto cut = qsizetype(random() % unsigned(good.size()));
        replace(path, good.left(cut));
        check("cut", cut);
    }
    replace(path, good);
}

TEST(Damage, ASnapshotThatIsNotWhatWasWrittenForgetsNobody) {
    Engine engine;
    engine.sync(people(8));
    engine.reload();
    const QString path = QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile);
    damageEverywhere(path, 1, [&](const char* what, qsizetype at) {
        auto plan = engine.plan(people(6));
        if (!plan) { // Found later than the start: the plan is refused with a sentence.
            EXPECT_FALSE(plan.error().what.isEmpty()) << what << " " << at;
            return;
        }
        const PlanSummary& summary = (*plan)->summary();
        // The roster knows who is there: at worst everybody who stays is sent again.
        EXPECT_EQ(summary.counts.remove, 2) << what << " " << at;
        EXPECT_EQ(summary.counts.unchanged + summary.counts.update, 6) << what << " " << at;
        EXPECT_TRUE(summary.counts.addsUp());
    });
    QFile::remove(path);
    auto plan = engine.plan(people(6));
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().counts.remove, 2);
}

TEST(Damage, ARosterThatIsNotWhatWasWrittenForgetsNobody) {
    Engine engine;
    engine.sync(people(8));
    const auto roster = [&engine] {
        const QString name = must(PlaceRepository(*engine.database, engine.keys).find(engine.place)).rosterFile;
        return QDir(engine.workspace->rostersFolder()).filePath(name);
    };
    damageEverywhere(roster(), 3, [&](const char* what, qsizetype at) {
        auto plan = engine.plan(people(6)); // Puts it together from the snapshot, under another name.
        ASSERT_TRUE(plan) << plan.error().text().toStdString();
        EXPECT_EQ((*plan)->summary().counts.remove, 2) << what << " " << at;
        EXPECT_EQ((*plan)->summary().counts.unchanged, 6) << what << " " << at;
    });
}

TEST(Damage, WithoutRosterAndSnapshotNobodyIsRemovedAndItIsSaid) {
    Engine engine;
    engine.sync(people(8));
    engine.reload();
    QFile::remove(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile));
    const QString name = must(PlaceRepository(*engine.database, engine.keys).find(engine.place)).rosterFile;
    QFile::remove(QDir(engine.workspace->rostersFolder()).filePath(name));
    auto plan = engine.plan(people(6));
    ASSERT_TRUE(plan);
    EXPECT_TRUE((*plan)->summary().removalsHeldBack);
    EXPECT_EQ((*plan)->summary().counts.remove, 0);
    EXPECT_FALSE((*plan)->summary().findings.isEmpty());
    // And it is no dead end.
    EXPECT_EQ(must(engine.push(*plan)).status, PushStatus::Synced);
    EXPECT_TRUE(must(engine.plan(people(6)))->summary().nothingToDo());
}

TEST(Damage, APlanThatIsNotWhatWasSealedSendsNothingWrong) {
    Engine engine;
    auto plan = engine.plan(people(8));
    ASSERT_TRUE(plan);
    const QString path = (*plan)->path();
    ChangeBatch good;
    ASSERT_TRUE((*plan)->load(0, 8, good));
    damageEverywhere(path, 2, [&](const char* what, qsizetype at) {
        auto opened = PlanFile::open(path, engine.keys);
        if (!opened) {
            EXPECT_FALSE(opened.error().remedy.isEmpty());
            return;
        }
        ChangeBatch batch;
        if ((*opened)->load(0, 8, batch)) {
            EXPECT_EQ(batch.arena, good.arena) << what << " " << at;
        }
    });
    WorkspaceKeys other = engine.keys;
    other.data = QByteArray(32, 'x');
    EXPECT_FALSE(PlanFile::open(path, other));
    EXPECT_FALSE(contents(path).contains("riverbank"));
}

TEST(Damage, NothingAtRestCanBeRead) {
    Engine engine;
    engine.sync(people(8));
    engine.reload();
    const QByteArray snapshot =
        contents(QDir(engine.workspace->snapshotsFolder()).filePath(engine.pathway.snapshotFile));
    EXPECT_FALSE(snapshot.contains("riverbank"));
    EXPECT_TRUE(QDir(engine.workspace->spoolFolder()).entryList(QDir::Files).isEmpty());
    EXPECT_EQ(QDir(engine.workspace->snapshotsFolder()).entryList(QDir::Files).size(), 1);
}

TEST(Source, AReadThatBreaksOrAChangedFileGivesNoPlan) {
    Engine engine;
    engine.sync(people(20));
    MemoryReader broken(engine.columns, people(20));
    broken.failAt = 10;
    auto plan = engine.planFrom(broken);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::Source);
    MemoryReader changed(engine.columns, people(20));
    changed.changed = true;
    EXPECT_FALSE(engine.planFrom(changed));
    EXPECT_TRUE(QDir(engine.workspace->spoolFolder()).entryList(QDir::Files).isEmpty());
}

TEST(Source, AnUnreadableRowStillShowsThatThePersonIsThere) {
    Engine engine;
    engine.sync(people(6));
    Rows rows = people(6);
    rows[2].push_back("one cell too many");
    auto plan = engine.plan(rows);
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().counts.remove, 0);
    EXPECT_EQ((*plan)->summary().leftOutBy.value(Reason::MalformedRow), 1);
}

TEST(Stop, AtAnyMomentIsRememberedAndCanBeContinued) {
    for (int at = 0; at < 8; ++at) {
        Engine engine;
        std::stop_source stop;
        engine.destination.onApplied = [&engine, &stop, at](const ChangeBatch&) {
            if (engine.destination.exchanges > at) {
                stop.request_stop();
            }
        };
        auto plan = engine.plan(people(20));
        ASSERT_TRUE(plan);
        auto push = engine.push(*plan, true, stop.get_token());
        ASSERT_TRUE(push);
        EXPECT_EQ(push->status == PushStatus::Stopped, push->resumable);
        // A new plan knows of what was accepted before the stop.
        auto again = engine.plan(people(20));
        ASSERT_TRUE(again);
        EXPECT_EQ((*again)->summary().counts.unchanged, push->counts.accepted);
        EXPECT_EQ((*again)->summary().counts.add, 20 - push->counts.accepted);
        engine.destination.onApplied = nullptr;
        if (push->resumable) {
            auto resumed = engine.resume(push->id);
            ASSERT_TRUE(resumed);
            EXPECT_EQ(resumed->counts.accepted, 20);
        }
        EXPECT_EQ(engine.destination.state().size(), 20u);
    }
}

TEST(Stop, APlanThatWasOvertakenIsNotSent) {
    Engine engine;
    auto old = engine.plan(people(3));
    ASSERT_TRUE(old);
    engine.sync(people(5));
    auto push = engine.push(*old);
    ASSERT_TRUE(push);
    EXPECT_EQ(push->status, PushStatus::NeedsYou);
    EXPECT_EQ(engine.destination.state().size(), 5u);
    // It never can be: nothing is left to be continued, and no file with people's details.
    EXPECT_FALSE(push->resumable);
    EXPECT_TRUE(QDir(engine.workspace->spoolFolder()).entryList(QDir::Files).isEmpty());
}

TEST(Stop, EverybodyRefusedPausesBeforeTryingOneByOne) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 50;
    engine.destination.refuses = [](const PersonChange&) { return true; };
    const Push push = engine.sync(people(200));
    EXPECT_EQ(push.status, PushStatus::NeedsYou);
    EXPECT_LT(engine.destination.exchanges, 120);
}

TEST(Progress, NeverGoesBackAndIsWholeOnlyAtTheEnd) {
    ProgressMeter meter(std::chrono::milliseconds(0));
    PushProgress progress;
    progress.counts.planned = 100;
    double last = 0;
    for (int i = 1; i <= 10; ++i) {
        meter.acknowledged(10, std::chrono::seconds(2 * i));
        progress.counts.settled = 10 * i;
        meter.fill(progress, false);
        EXPECT_GE(progress.fraction, last);
        EXPECT_LT(progress.fraction, 1.0);
        EXPECT_EQ(progress.secondsLeft.has_value(), i >= 5) << i; // Five batches and ten seconds (rule U48).
        last = progress.fraction;
    }
    progress.counts.settled = 20;
    meter.fill(progress, false);
    EXPECT_GE(progress.fraction, last);
    meter.fill(progress, true);
    EXPECT_EQ(progress.fraction, 1.0);
}

TEST(Progress, HidesTheTimeLeftWhenTheRateWobbles) {
    ProgressMeter meter(std::chrono::milliseconds(0));
    PushProgress progress;
    progress.counts.planned = 100'000;
    for (int i = 1; i <= 12; ++i) {
        meter.acknowledged(i % 3 == 0 ? 1000 : 1, std::chrono::seconds(2 * i));
    }
    progress.counts.settled = 4000;
    meter.fill(progress, false);
    EXPECT_FALSE(progress.secondsLeft.has_value());
}

} // namespace
} // namespace pathways::test
