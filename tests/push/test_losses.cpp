// SPDX-License-Identifier: GPL-3.0-or-later
// What the memory of a place has lost is said in each plan, until somebody has looked at it or the place was read back.
#include "tests/support/people_rows.h"

#include <QDir>
#include <QLocale>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

bool says(const PlanSummary& summary, const QString& what) {
    return std::any_of(summary.findings.begin(), summary.findings.end(),
                       [&what](const Finding& finding) { return finding.text.contains(what); });
}

bool saysLost(const PlanSummary& summary) {
    return says(summary, QStringLiteral("the record of whom Pathways had put there was lost"));
}

void loseAll(Engine& engine) {
    for (const QString& folder : {engine.workspace->rostersFolder(), engine.workspace->snapshotsFolder()}) {
        for (const QString& name : QDir(folder).entryList(QDir::Files)) {
            ASSERT_TRUE(QFile::remove(QDir(folder).filePath(name)));
        }
    }
}

PlaceRepository places(Engine& engine) {
    return {*engine.database, engine.keys};
}

} // namespace

TEST(Losses, ALostRecordIsSaidWithItsDayUntilItIsAccepted) {
    Engine engine;
    engine.sync(people(0, 6));
    loseAll(engine);
    for (int again = 0; again < 2; ++again) {
        engine.sync(people(3, 6));
        EXPECT_TRUE(saysLost(engine.lastSummary));
        const QString today = QLocale().toString(QDate::currentDate(), QLocale::ShortFormat);
        EXPECT_TRUE(says(engine.lastSummary, today));
    }
    EXPECT_EQ(must(places(engine).losses(engine.place)).size(), 1);
    EXPECT_EQ(must(places(engine).closeLosses(engine.place, engine.clock.now())), 1);
    EXPECT_EQ(must(places(engine).closeLosses(engine.place, engine.clock.now())), 0);
    EXPECT_FALSE(saysLost(must(engine.plan(people(3, 6)))->summary()));
}

TEST(Losses, ALossAcceptedBeforeAPushIsNotSaidAgain) {
    Engine engine;
    engine.sync(people(0, 6));
    loseAll(engine);
    EXPECT_TRUE(saysLost(must(engine.plan(people(3, 6)))->summary()));
    EXPECT_EQ(must(places(engine).closeLosses(engine.place, engine.clock.now())), 1);
    for (int again = 0; again < 2; ++again) {
        const auto plan = must(engine.plan(people(3, 6)));
        EXPECT_FALSE(saysLost(plan->summary()));
        EXPECT_EQ(plan->summary().counts.remove, 0) << "nobody is removed for it all the same";
    }
}

TEST(Losses, APushThatKnewWhoIsThereEndsThem) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.sync(people(0, 6));
    loseAll(engine);
    const auto members = engine.members();
    engine.sync(people(3, 6), &members);
    EXPECT_TRUE(saysLost(engine.lastSummary));
    EXPECT_FALSE(saysLost(must(engine.plan(people(3, 6)))->summary()));
}

TEST(Losses, APushThatWasCutOffEndsNone) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.type.limits.parallelBatches = 1;
    engine.sync(people(0, 6));
    loseAll(engine);
    const auto members = engine.members();
    std::stop_source stop;
    engine.destination.onApplied = [&stop](const ChangeBatch&) { stop.request_stop(); };
    const auto stopped = must(engine.push(must(engine.plan(people(3, 12), &members)), true, stop.get_token()));
    ASSERT_TRUE(stopped.resumable);
    EXPECT_TRUE(saysLost(must(engine.plan(people(3, 6)))->summary()));
}

} // namespace pathways::test
