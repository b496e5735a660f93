// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"
#include "core/plan/plan_report.h"
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

TEST(Guard, Boundaries) {
    EXPECT_EQ(guardFor(199, 1000, 801), GuardReason::None);         // 19.9 %
    EXPECT_EQ(guardFor(200, 1000, 800), GuardReason::None);         // 20.0 %
    EXPECT_EQ(guardFor(201, 1000, 799), GuardReason::ManyRemovals); // 20.1 %
    EXPECT_EQ(guardFor(499, 100'000, 99'501), GuardReason::None);
    EXPECT_EQ(guardFor(500, 100'000, 99'500), GuardReason::None);
    EXPECT_EQ(guardFor(501, 100'000, 99'499), GuardReason::ManyRemovals);
    EXPECT_EQ(guardFor(4, 5, 1), GuardReason::None); // Fewer than five.
    EXPECT_EQ(guardFor(5, 10, 5), GuardReason::ManyRemovals);
    EXPECT_EQ(guardFor(0, 10, 0), GuardReason::EmptySource);
    EXPECT_EQ(guardFor(10, 10, 0), GuardReason::EmptySource);
}

/// What a plan says when so many of the people there are gone from the audience.
GuardReason guardAfterLosing(Engine& engine, int there, int gone) {
    auto plan = engine.plan(people(there - gone));
    EXPECT_TRUE(plan);
    if (!plan) {
        return GuardReason::None;
    }
    const PlanSummary& summary = (*plan)->summary();
    EXPECT_EQ(summary.counts.remove, gone);
    EXPECT_EQ(summary.needsConfirmation(), !summary.guardText.isEmpty());
    return summary.guard;
}

TEST(Guard, BoundariesOfAShareHoldInPlans) {
    Engine engine;
    engine.sync(people(1000));
    EXPECT_EQ(guardAfterLosing(engine, 1000, 199), GuardReason::None);
    EXPECT_EQ(guardAfterLosing(engine, 1000, 200), GuardReason::None);
    EXPECT_EQ(guardAfterLosing(engine, 1000, 201), GuardReason::ManyRemovals);
    EXPECT_EQ(guardAfterLosing(engine, 1000, 1000), GuardReason::EmptySource);
}

TEST(Guard, BoundariesOfANumberHoldInPlans) {
    Engine engine;
    engine.type.limits.peoplePerBatch = 500;
    engine.sync(people(3000));
    EXPECT_EQ(guardAfterLosing(engine, 3000, 499), GuardReason::None);
    EXPECT_EQ(guardAfterLosing(engine, 3000, 500), GuardReason::None);
    EXPECT_EQ(guardAfterLosing(engine, 3000, 501), GuardReason::ManyRemovals);
}

TEST(Guard, FewerThanFiveNeverAskUnlessNobodyIsLeft) {
    Engine engine;
    engine.sync(people(6));
    EXPECT_EQ(guardAfterLosing(engine, 6, 4), GuardReason::None);
    EXPECT_EQ(guardAfterLosing(engine, 6, 5), GuardReason::ManyRemovals);
    EXPECT_EQ(guardAfterLosing(engine, 6, 6), GuardReason::EmptySource);
}

TEST(Guard, StopsAPlanThatRemovesMany) {
    Engine engine;
    engine.sync(people(40));
    auto plan = engine.plan(people(20));
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().guard, GuardReason::ManyRemovals);
    EXPECT_TRUE((*plan)->summary().needsConfirmation());
    EXPECT_EQ((*plan)->summary().counts.remove, 20);
    // "Only add and update this time" removes nobody, and they are found again the next time.
    auto push = engine.push(*plan, false);
    ASSERT_TRUE(push);
    EXPECT_EQ(push->counts.removed, 0);
    EXPECT_EQ(engine.destination.state().size(), 40u);
    auto again = engine.plan(people(20));
    ASSERT_TRUE(again);
    EXPECT_EQ((*again)->summary().counts.remove, 20);
}

TEST(Guard, StopsAnEmptySource) {
    Engine engine;
    engine.sync(people(3));
    auto plan = engine.plan({});
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().guard, GuardReason::EmptySource);
    EXPECT_FALSE((*plan)->summary().guardText.isEmpty());
}

TEST(Guard, NoticesAColumnThatTurnedEmpty) {
    Engine engine;
    engine.sync(people(40));
    Engine::Rows rows = people(40);
    for (auto& row : rows) {
        row[1].clear();
    }
    auto plan = engine.plan(rows);
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().guard, GuardReason::ColumnEmptied);
}

TEST(Guard, AMissingColumnIsAnErrorAndRemovesNobody) {
    Engine engine;
    engine.sync(people(10));
    engine.columns = {QStringLiteral("Mail"), QStringLiteral("Name")};
    auto plan = engine.plan(people(10));
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::Source);
}

TEST(Guard, MatchExactlyAsksAndTakesOutOthers) {
    Engine engine;
    engine.destination.members["other@elsewhere.org"] = {FakeDestination::Status::Subscribed, {}, true};
    engine.destination.members["left@elsewhere.org"] = {FakeDestination::Status::Unsubscribed, {}, true};
    engine.pathway.matchExactly = true;
    const MemberIndex members = engine.members();
    auto plan = engine.plan(people(3), &members);
    ASSERT_TRUE(plan);
    EXPECT_EQ((*plan)->summary().guard, GuardReason::MatchExactly);
    EXPECT_EQ((*plan)->summary().counts.remove, 1);
    auto names = PeopleReader(*plan, PlanPart::Remove).read(0, 10);
    ASSERT_TRUE(names);
    ASSERT_EQ(names->size(), 1);
    EXPECT_EQ(names->first().identity, QStringLiteral("other@elsewhere.org"));
    ASSERT_TRUE(engine.push(*plan));
    EXPECT_FALSE(engine.destination.state().contains("other@elsewhere.org"));
    EXPECT_TRUE(engine.destination.state().contains("left@elsewhere.org"));
}

TEST(Methods, AppendTouchesNobodyWhoIsThere) {
    Engine engine;
    engine.pathway.method = SyncMethod::Append;
    engine.destination.members["p1@riverbank.org"] = {
        FakeDestination::Status::Subscribed, {"p1@riverbank.org", "theirs"}, true};
    const MemberIndex members = engine.members();
    engine.sync(people(3), &members);
    EXPECT_EQ(engine.lastSummary.counts.add, 2);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::AlreadyThere), 1);
    EXPECT_EQ(engine.destination.state().at("p1@riverbank.org").values.at(1), "theirs");
    // It is known from now on: not planned anew, sent by a method that updates, and never removed (promise P2).
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.counts.add, 0);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::AlreadyThere), 1);
    engine.pathway.method = SyncMethod::Mirror;
    engine.sync({{"p0@riverbank.org", "Name 0"}, {"p2@riverbank.org", "Name 2"}});
    EXPECT_TRUE(engine.destination.state().contains("p1@riverbank.org"));
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.counts.update, 1);
    EXPECT_EQ(engine.destination.state().at("p1@riverbank.org").values.at(1), "Name 1");
}

/// Without reading back it is the platform that says so, once.
TEST(Methods, AppendRemembersWhomThePlatformHadAlready) {
    Engine engine;
    engine.pathway.method = SyncMethod::Append;
    engine.destination.appends = true;
    engine.destination.members["p1@riverbank.org"] = {
        FakeDestination::Status::Subscribed, {"p1@riverbank.org", "theirs"}, true};
    const Push first = engine.sync(people(3));
    EXPECT_EQ(first.counts.accepted, 2);
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.counts.add, 0);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::AlreadyThere), 1);
    engine.pathway.method = SyncMethod::Mirror;
    engine.sync({{"p0@riverbank.org", "Name 0"}});
    EXPECT_TRUE(engine.destination.state().contains("p1@riverbank.org"));
    EXPECT_FALSE(engine.destination.state().contains("p2@riverbank.org"));
}

/// A row of a table that somebody deleted there is put back, and that is said.
TEST(Methods, WhoIsGoneByAccidentIsPutBack) {
    Engine engine;
    engine.type.absence = Absence::Accident;
    engine.sync(people(3));
    engine.destination.members.erase("p1@riverbank.org");
    const MemberIndex members = engine.members();
    const auto plan = must(engine.plan(people(3), &members));
    EXPECT_EQ(plan->summary().counts.add, 1);
    EXPECT_EQ(plan->summary().counts.unchanged, 2);
    EXPECT_FALSE(plan->summary().findings.isEmpty());
    must(engine.push(plan));
    EXPECT_TRUE(engine.destination.state().contains("p1@riverbank.org"));
    EXPECT_TRUE(must(engine.plan(people(3)))->summary().nothingToDo());
}

/// Where a list forgets who left, whoever was put there and is gone has left (promise P1): also for the plans after,
/// which do not read the list, and also when they drop out of the audience and come back.
TEST(Methods, WhoLeftAListThatForgetsStaysOut) {
    Engine engine;
    engine.type.absence = Absence::OwnWish;
    engine.sync(people(3));
    engine.destination.members.erase("p1@riverbank.org");
    const MemberIndex members = engine.members();
    engine.sync(people(3), &members);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Unsubscribed), 1);
    EXPECT_FALSE(engine.destination.state().contains("p1@riverbank.org"));
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Unsubscribed), 1);
    engine.sync({{"p0@riverbank.org", "Name 0"}, {"p2@riverbank.org", "Name 2"}});
    engine.sync(people(3));
    EXPECT_FALSE(engine.destination.state().contains("p1@riverbank.org"));
}

TEST(Methods, UpdateOnlyAddsNobody) {
    Engine engine;
    engine.pathway.method = SyncMethod::UpdateOnly;
    engine.destination.members["p1@riverbank.org"] = {
        FakeDestination::Status::Subscribed, {"p1@riverbank.org", "old"}, true};
    const MemberIndex members = engine.members();
    engine.sync(people(3), &members);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::NotThere), 2);
    EXPECT_EQ(engine.destination.state().size(), 1u);
    EXPECT_EQ(engine.destination.state().at("p1@riverbank.org").values.at(1), "Name 1");
    // Later, Mirror does not remove whom it did not put there (promise P2).
    engine.pathway.method = SyncMethod::Mirror;
    engine.sync({{"p0@riverbank.org", "Name 0"}});
    EXPECT_TRUE(engine.destination.state().contains("p1@riverbank.org"));
}

TEST(Methods, MembershipThatExpiresIsRefreshed) {
    Engine engine;
    engine.type.refreshDays = 30;
    engine.sync(people(3));
    engine.clock.setWallClock(engine.clock.now().addDays(31));
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.counts.refreshed, 3);
    EXPECT_EQ(engine.lastSummary.counts.update, 3);
    engine.sync(people(3));
    EXPECT_EQ(engine.lastSummary.counts.unchanged, 3);
}

TEST(Methods, ExcludedPeopleAndThoseWithoutConsentStayOut) {
    Engine engine;
    engine.excluded = {KeyedDigest(engine.keys.mac).personKey("p0@riverbank.org")};
    engine.columns << QStringLiteral("Consent");
    engine.audience.permission = {{QStringLiteral("Consent"), PermissionUse::Consent, {}, {}}};
    Engine::Rows rows = people(4);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].push_back(i == 2 ? "no" : "Yes");
    }
    engine.sync(rows);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::Excluded), 1);
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::NoConsent), 1);
    EXPECT_EQ(engine.destination.state().size(), 2u);
    rows[3][2] = ""; // Takes the consent back: Mirror takes the person out.
    engine.sync(rows);
    EXPECT_FALSE(engine.destination.state().contains("p3@riverbank.org"));
}

TEST(Methods, SharedAddressesFollowTheStatedRule) {
    Engine engine;
    engine.usePersonIds();
    engine.sync({{"1", "home@riverbank.org", "Ada"}, {"2", "home@riverbank.org", "Bob"}});
    EXPECT_EQ(engine.lastSummary.leftOutBy.value(Reason::SharedAddress), 1);
    EXPECT_EQ(engine.destination.state().at("home@riverbank.org").values.at(1), "Bob");
    // Bob keeps it, wherever he stands in the file.
    engine.sync({{"2", "home@riverbank.org", "Bob"}, {"1", "home@riverbank.org", "Ada"}});
    EXPECT_EQ(engine.destination.state().at("home@riverbank.org").values.at(1), "Bob");
    // Bob goes; Ada, who is new there, takes over in place: nobody is removed.
    engine.sync({{"1", "home@riverbank.org", "Ada"}});
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_EQ(engine.destination.state().at("home@riverbank.org").values.at(1), "Ada");
}

TEST(Methods, IdsGivenLaterDoNotRemoveAnybody) {
    Engine engine;
    engine.sync(people(10));
    engine.usePersonIds();
    Engine::Rows rows = people(10);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        rows[i].insert(rows[i].begin(), std::to_string(i));
    }
    engine.sync(rows);
    EXPECT_EQ(engine.lastSummary.counts.remove, 0);
    EXPECT_EQ(engine.lastSummary.counts.add, 0);
    EXPECT_EQ(engine.destination.state().size(), 10u);
}

} // namespace
} // namespace pathways::test
