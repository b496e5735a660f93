// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"
#include "tests/support/must.h"
#include "tests/support/people_rows.h"

#include <QDir>

#include <utility>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

std::vector<std::string> addresses(FakeDestination& destination) {
    std::vector<std::string> all;
    for (const auto& [address, member] : destination.state()) {
        all.push_back(address);
    }
    return all;
}

bool consistent(const PushCounts& counts) {
    return counts.accepted + counts.invalid + counts.rejected + counts.leftOut + counts.unchanged == counts.total;
}

TEST(Push, FirstPushAddsEverybodyAndTheSecondHasNothingToDo) {
    Engine engine;
    const Push first = engine.sync(people(20));
    EXPECT_EQ(first.status, PushStatus::Synced);
    EXPECT_EQ(first.counts.accepted, 20);
    EXPECT_TRUE(consistent(first.counts));
    EXPECT_EQ(addresses(engine.destination).size(), 20u);

    auto again = engine.plan(people(20));
    ASSERT_TRUE(again) << again.error().text().toStdString();
    EXPECT_TRUE((*again)->summary().nothingToDo());
    EXPECT_EQ((*again)->summary().counts.unchanged, 20);
    EXPECT_TRUE((*again)->summary().counts.addsUp());
}

TEST(Push, MirrorSendsExactlyTheDifferences) {
    Engine engine;
    engine.destination.members["other@elsewhere.org"] = {FakeDestination::Status::Subscribed, {}, true};
    engine.sync(people(30));
    Rows changed = people(30);
    changed.erase(changed.begin() + 4);
    changed[7][1] = "Another name";
    changed.push_back({"new@riverbank.org", "New"});
    const int before = engine.destination.exchanges;
    const Push push = engine.sync(changed);
    EXPECT_EQ(engine.lastSummary.counts.add, 1);
    EXPECT_EQ(engine.lastSummary.counts.update, 1);
    EXPECT_EQ(engine.lastSummary.counts.remove, 1);
    EXPECT_EQ(engine.lastSummary.counts.unchanged, 28);
    EXPECT_EQ(push.counts.removed, 1);
    EXPECT_EQ(engine.destination.exchanges - before, 2);
    const auto state = engine.destination.state();
    EXPECT_FALSE(state.contains("p4@riverbank.org"));
    EXPECT_TRUE(state.contains("other@elsewhere.org"));
    EXPECT_EQ(state.at("p8@riverbank.org").values.at(1), "Another name");
}

TEST(Push, TheLastRowOfAPersonWins) {
    Engine engine;
    Rows rows = people(5);
    rows.push_back({" P1@Riverbank.org", "Last"});
    const Push push = engine.sync(rows);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Duplicate), 1);
    EXPECT_EQ(push.counts.accepted, 5);
    EXPECT_TRUE(consistent(push.counts));
    EXPECT_EQ(engine.destination.state().at("p1@riverbank.org").values.at(1), "Last");
    // The same file again: the losing row is still a duplicate, nothing is sent.
    auto again = engine.plan(rows);
    ASSERT_TRUE(again);
    EXPECT_TRUE((*again)->summary().nothingToDo());
    EXPECT_EQ((*again)->summary().leftOutBy.value(Reason::Duplicate), 1);
}

TEST(Push, InvalidRowsAreTold) {
    Engine engine;
    Rows rows = people(4);
    rows.push_back({"nonsense", "X"});
    rows.push_back({"", "Y"});
    rows.push_back({"too", "many", "cells"});
    const Push push = engine.sync(rows);
    EXPECT_EQ(push.status, PushStatus::SyncedWithExceptions);
    EXPECT_EQ(push.counts.invalid, 3);
    EXPECT_TRUE(consistent(push.counts));
    auto counts = Journal(*engine.database, engine.keys).rowOutcomeCounts(push.id);
    ASSERT_TRUE(counts);
    EXPECT_EQ(counts->value(Reason::NotAnEmail), 1);
    EXPECT_EQ(counts->value(Reason::MalformedRow), 1);
}

/// A database of a daily push must not grow by everybody whom it leaves out; what is rare is listed all the same.
TEST(Push, ManyWhoAreLeftOutAreCountedAndTheFirstOfEachReasonAreListed) {
    Engine engine;
    Rows rows = people(4);
    for (int i = 0; i < 5'000; ++i) {
        rows.push_back({"nonsense" + std::to_string(i), "X"});
    }
    rows.push_back({"too", "many", "cells"});
    const Push push = engine.sync(rows);
    EXPECT_EQ(push.counts.invalid, 5'001);
    EXPECT_TRUE(consistent(push.counts));
    Journal journal(*engine.database, engine.keys);
    const auto counts = must(journal.rowOutcomeCounts(push.id));
    EXPECT_EQ(counts.value(Reason::NotAnEmail), 5'000);
    EXPECT_EQ(counts.value(Reason::MalformedRow), 1);
    const auto listed = must(journal.rowOutcomes(push.id, 0, 0, Reason::NotAnEmail));
    ASSERT_EQ(listed.size(), 1'000);
    for (qsizetype i = 0; i < listed.size(); ++i) {
        ASSERT_EQ(listed[i].identity, QStringLiteral("nonsense%1").arg(i));
    }
    EXPECT_EQ(must(journal.rowOutcomes(push.id, 0, 0, Reason::MalformedRow)).size(), 1);
    EXPECT_EQ(must(journal.unlisted(push.id)), (QMap<Reason, qint64>{{Reason::NotAnEmail, 4'000}}));
}

TEST(Push, OfManyDuplicatesTheFirstOfTheFileAreListed) {
    Engine engine;
    const Rows once = people(3'000);
    Rows rows = once;
    rows.insert(rows.end(), once.begin(), once.begin() + 2'000);
    const Push push = engine.sync(rows);
    const auto listed = must(Journal(*engine.database, engine.keys).rowOutcomes(push.id, 0, 0, Reason::Duplicate));
    ASSERT_EQ(listed.size(), 1'000);
    for (qsizetype i = 0; i < listed.size(); ++i) {
        ASSERT_EQ(listed[i].identity, QStringLiteral("p%1@riverbank.org").arg(i)); // Whichever of the two rows it is.
    }
    // The same for whom the plan lists, in the window and on the command line.
    const auto plan = must(engine.plan(rows));
    const auto shown = must(PeopleReader(plan, PlanPart::LeftOut).read(0, 5'000));
    ASSERT_EQ(shown.size(), 2'000);
    EXPECT_TRUE(std::is_sorted(shown.begin(), shown.end(), [](const auto& a, const auto& b) { return a.row < b.row; }));
}

TEST(Push, APersonWithAnIdIsRenamed) {
    Engine engine;
    engine.usePersonIds();
    Rows rows{{"1", "ada@riverbank.org", "Ada"}, {"2", "bob@riverbank.org", "Bob"}};
    engine.sync(rows);
    rows[0][1] = "ada@newhome.org";
    engine.sync(rows);
    EXPECT_EQ(engine.lastSummary.counts.renamed, 1);
    EXPECT_EQ(engine.lastSummary.counts.update, 1);
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_EQ(addresses(engine.destination), (std::vector<std::string>{"ada@newhome.org", "bob@riverbank.org"}));
}

TEST(Push, ListsOpen) {
    Engine engine;
    engine.sync(people(10));
    Rows rows = people(9);
    rows[0][1] = "Changed";
    rows.push_back({"new@riverbank.org", "New"});
    rows.push_back({"bad", ""});
    auto plan = engine.plan(rows);
    ASSERT_TRUE(plan);
    const auto names = [&](PlanPart part) {
        const auto list = must(PeopleReader(*plan, part).read(0, 100));
        QStringList out;
        for (const auto& person : list) {
            out << person.identity;
        }
        return out;
    };
    EXPECT_EQ(names(PlanPart::Add), QStringList{QStringLiteral("new@riverbank.org")});
    EXPECT_EQ(names(PlanPart::Update), QStringList{QStringLiteral("p0@riverbank.org")});
    EXPECT_EQ(names(PlanPart::Remove), QStringList{QStringLiteral("p9@riverbank.org")});
    EXPECT_EQ(names(PlanPart::Unchanged).size(), 8);
    EXPECT_EQ(names(PlanPart::LeftOut), QStringList{QStringLiteral("bad")});
}

TEST(Push, ARefusedBatchIsHalvedToTheBadRow) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 16;
    engine.destination.refuses = [](const PersonChange& person) { return person.values.at(0) == "p5@riverbank.org"; };
    const Push push = engine.sync(people(16));
    EXPECT_EQ(push.counts.accepted, 15);
    EXPECT_EQ(push.counts.rejected, 1);
    EXPECT_EQ(push.status, PushStatus::SyncedWithExceptions);
    EXPECT_LE(engine.destination.exchanges, 9);
    engine.destination.refuses = nullptr;
    const Push next = engine.sync(people(16));
    EXPECT_EQ(next.counts.accepted, 1); // The refused one comes again.
    EXPECT_EQ(next.counts.unchanged, 15);
}

TEST(Push, AnUnknownOutcomeIsSettled) {
    for (const bool idempotent : {true, false}) {
        Engine engine;
        engine.destination.idempotent = idempotent;
        engine.destination.fault = [](int exchange) {
            return exchange == 1   ? FakeDestination::Fault::LostAnswer
                   : exchange == 3 ? FakeDestination::Fault::LostRequest
                                   : FakeDestination::Fault::None;
        };
        const Push push = engine.sync(people(20));
        EXPECT_EQ(push.status, PushStatus::Synced);
        EXPECT_EQ(push.counts.accepted, 20);
        EXPECT_EQ(engine.destination.duplicates, 0);
        EXPECT_EQ(engine.destination.state().size(), 20u);
    }
}

TEST(Push, SignInPausesAndResumes) {
    Engine engine;
    engine.destination.fault = [](int exchange) {
        return exchange == 2 ? FakeDestination::Fault::SignIn : FakeDestination::Fault::None;
    };
    const Push push = engine.sync(people(20));
    EXPECT_EQ(push.status, PushStatus::NeedsYou);
    EXPECT_TRUE(push.resumable);
    EXPECT_LT(push.counts.accepted, 20);
    engine.destination.fault = nullptr;
    auto resumed = engine.resume(push.id);
    ASSERT_TRUE(resumed) << resumed.error().text().toStdString();
    EXPECT_EQ(resumed->status, PushStatus::Synced);
    EXPECT_EQ(resumed->counts.accepted, 20);
    EXPECT_TRUE(consistent(resumed->counts));
    auto again = engine.plan(people(20));
    ASSERT_TRUE(again);
    EXPECT_TRUE((*again)->summary().nothingToDo());
}

/// F31: such an answer is about something else; it is asked about, and nobody is counted because of it.
TEST(Push, AnAnswerAboutPeopleWhoWereNotSentIsNotBelieved) {
    Engine engine;
    engine.destination.idempotent = false;
    bool first = true;
    engine.destination.tamper = [&first](BatchResult& result) {
        if (std::exchange(first, false)) {
            result.rows.push_back({99, Reason::RefusedValue, {}, {}, false});
        }
    };
    const Push push = engine.sync(people(3));
    EXPECT_EQ(push.status, PushStatus::Synced);
    EXPECT_EQ(push.counts.accepted, 3);
    EXPECT_EQ(push.counts.rejected, 0);
    EXPECT_EQ(engine.destination.duplicates, 0);
    EXPECT_EQ(engine.destination.bodies.size(), 1u); // Settled by asking.
}

/// F41: whatever a platform calls too large is sent in halves, and everybody gets there.
TEST(Push, ARequestThatIsTooLargeIsHalvedUntilItFits) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 16;
    engine.type.limits.parallelBatches = 1;
    engine.destination.tooMany = 5;
    const Push push = engine.sync(people(40));
    EXPECT_EQ(push.status, PushStatus::Synced);
    EXPECT_EQ(push.counts.accepted, 40);
    EXPECT_EQ(push.counts.rejected, 0);
    EXPECT_EQ(addresses(engine.destination).size(), 40u);
}

/// F50: the computer slept for a night in mid-push; F49: or somebody set its clock.
TEST(Push, AClockThatJumpsChangesNothing) {
    for (const int hours : {8, -8, 24 * 365 * 20}) {
        Engine engine;
        int batches = 0;
        const QDateTime start = engine.clock.now();
        engine.destination.onApplied = [&](const ChangeBatch&) {
            if (++batches == 2) {
                engine.clock.setWallClock(start.addSecs(qint64(hours) * 3600));
            }
        };
        engine.destination.fault = [](int exchange) {
            return exchange == 3 ? FakeDestination::Fault::LostAnswer : FakeDestination::Fault::None;
        };
        const Push push = engine.sync(people(20));
        EXPECT_EQ(push.status, PushStatus::Synced) << hours;
        EXPECT_EQ(push.counts.accepted, 20) << hours;
        EXPECT_EQ(engine.destination.duplicates, 0);
        EXPECT_TRUE(must(engine.plan(people(20)))->summary().nothingToDo()) << hours;
        for (const auto wait : engine.clock.waits()) {
            EXPECT_LE(wait, std::chrono::minutes(1)) << hours; // No wait is as long as the jump.
        }
    }
}

} // namespace
} // namespace pathways::test
