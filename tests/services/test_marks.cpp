// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"
#include "core/plan/file/plan_file.h"
#include "tests/services/shared_list_fixture.h"

namespace pathways::test {

/// Tags that pathways set on their people: taking one off is not taking somebody out.
class MarksTest : public SharedListFixture {
protected:
    using Tags = std::set<std::string>;
    /// Of the part of a plan that is no longer in the audience.
    static QList<PlanPerson> gone(const std::shared_ptr<PlanFile>& plan) {
        return must(PeopleReader(plan, PlanPart::Remove).read(0, 100));
    }
};

/// P6: "removed" counts people who went.
TEST_F(MarksTest, whoeverStaysWithoutTheTagIsNotCountedAsRemoved) {
    writeAudience(QStringLiteral("monthly"), {0, 1, 2, 3});
    writeAudience(QStringLiteral("gala"), {0, 1});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"), QStringLiteral("Monthly"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"), QStringLiteral("Gala"));
    push(monthly);
    push(gala);
    ASSERT_EQ(tagsOf(0), (Tags{"Gala", "Monthly"}));
    writeAudience(QStringLiteral("monthly"), {3});
    const auto planned = plan(monthly);
    EXPECT_EQ(planned->summary().counts.remove, 1);
    EXPECT_EQ(planned->summary().counts.marksOff, 2);
    EXPECT_EQ(planned->summary().toConfirm(), 1);
    const QList<PlanPerson> people = gone(planned);
    ASSERT_EQ(people.size(), 3);
    EXPECT_TRUE(people[0].stays && people[1].stays && !people[2].stays);
    const Push done = end(must(m_pushes->start(monthly, planned, {})));
    EXPECT_EQ(done.status, PushStatus::Synced);
    EXPECT_EQ(done.counts.removed, 1);
    EXPECT_EQ(done.counts.marksOff, 2);
    EXPECT_EQ(done.counts.settled, done.counts.planned);
    EXPECT_EQ(must(m_pushes->history()).first().counts, done.counts);
    EXPECT_EQ(tagsOf(0), Tags{"Gala"});
    EXPECT_FALSE(isThere(2));
    EXPECT_TRUE(plan(monthly)->summary().nothingToDo());
}

/// The guard asks about people who lose the tag, where that is what removing means.
TEST_F(MarksTest, aPathwayThatTakesTagsOffRemovesNobodyAndIsGuardedAllTheSame) {
    QList<int> all;
    for (int i = 0; i < 20; ++i) {
        all << i;
    }
    writeAudience(QStringLiteral("gala"), all);
    const PathwayId gala = pathwayOf(QStringLiteral("gala"), QStringLiteral("Gala"));
    Pathway tagOff = must(m_pathways->find(gala));
    tagOff.removalMeaning = QStringLiteral("tag-off");
    must(m_pathways->save(tagOff));
    push(gala);
    writeAudience(QStringLiteral("gala"), all.mid(0, 10));
    const auto planned = plan(gala);
    EXPECT_EQ(planned->summary().counts.remove, 0);
    EXPECT_EQ(planned->summary().counts.marksOff, 10);
    EXPECT_EQ(planned->summary().guard, GuardReason::ManyRemovals);
    EXPECT_FALSE(m_pushes->start(gala, planned, {}));
    const Push done = end(must(m_pushes->start(gala, planned, PushDecision{true, 10})));
    EXPECT_EQ(done.counts.removed, 0);
    EXPECT_EQ(done.counts.marksOff, 10);
    EXPECT_EQ(list().state().size(), 20u);
    EXPECT_EQ(tagsOf(19), Tags{});
    EXPECT_EQ(tagsOf(0), Tags{"Gala"});
}

/// Others had put them there: they stay, and what this pathway gave them goes.
TEST_F(MarksTest, theTagComesOffPeopleWhomOthersPutThere) {
    list().members["p0@riverbank.org"] = {
        FakeDestination::Status::Subscribed, {"p0@riverbank.org", "Name 0"}, true, {"VIP"}};
    writeAudience(QStringLiteral("gala"), {0, 1, 2});
    const PathwayId gala = pathwayOf(QStringLiteral("gala"), QStringLiteral("Gala"));
    push(gala);
    ASSERT_EQ(tagsOf(0), (Tags{"Gala", "VIP"}));
    writeAudience(QStringLiteral("gala"), {1, 2});
    const auto planned = plan(gala);
    EXPECT_EQ(planned->summary().counts.remove, 0);
    EXPECT_EQ(planned->summary().counts.marksOff, 1);
    const Push done = end(must(m_pushes->start(gala, planned, {})));
    EXPECT_EQ(done.counts.removed, 0);
    EXPECT_EQ(done.counts.marksOff, 1);
    EXPECT_TRUE(isThere(0));
    EXPECT_EQ(tagsOf(0), Tags{"VIP"});
    EXPECT_TRUE(plan(gala)->summary().nothingToDo());
}

/// Another pathway with the same tag wants it on them.
TEST_F(MarksTest, aTagThatAnotherPathwayGivesTooStays) {
    list().members["p0@riverbank.org"] = {FakeDestination::Status::Subscribed, {"p0@riverbank.org", "Name 0"}, true};
    writeAudience(QStringLiteral("monthly"), {0, 1});
    writeAudience(QStringLiteral("gala"), {0, 1, 2});
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"), QStringLiteral("Donors"));
    const PathwayId gala = pathwayOf(QStringLiteral("gala"), QStringLiteral("donors "));
    push(monthly);
    push(gala);
    writeAudience(QStringLiteral("gala"), {1, 2});
    push(gala);
    EXPECT_TRUE(tagsOf(0).contains("Donors"));
}

/// Such a pathway could be stored and planned, and then never be pushed.
TEST_F(MarksTest, takingOffAMarkNeedsOne) {
    writeAudience(QStringLiteral("gala"), {0, 1});
    Pathway gala = must(m_pathways->find(pathwayOf(QStringLiteral("gala"), QStringLiteral("VIP"))));
    gala.removalMeaning = QStringLiteral("tag-off");
    must(m_pathways->save(gala));
    gala.options.clear();
    const auto refused = m_pathways->save(gala);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Input);
    EXPECT_FALSE(refused.error().meaning.isEmpty() || refused.error().remedy.isEmpty());
    EXPECT_FALSE(await(m_pathways->plan(gala, {})));
    gala.method = SyncMethod::UpdateOrCreate;
    EXPECT_TRUE(m_pathways->save(gala)) << "it removes nobody";
}

} // namespace pathways::test
