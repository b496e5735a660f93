// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/services/shared_list_fixture.h"

namespace pathways::test {

/// A pathway goes, or leads to another file, and its people are to be taken out.
class LeavingTest : public SharedListFixture {
protected:
    void SetUp() override {
        SharedListFixture::SetUp();
        PathwayOptionSpec file;
        file.key = QStringLiteral("file");
        m_fake->kind().options << file;
        m_fake->kind().partOption = file.key;
    }
    PathwayId pushed(const QString& name, const QList<int>& people) {
        writeAudience(name, people);
        const PathwayId id = pathwayOf(name);
        push(id);
        return id;
    }
    std::shared_ptr<PlanFile> planLeaving(const PathwayId& id) {
        Pathway pathway = must(m_pathways->find(id));
        pathway.leaving = true;
        return must(await(m_pathways->plan(pathway)));
    }
    Push takeOut(const PathwayId& id, qint64 allowed) {
        const auto planned = planLeaving(id);
        Pathway pathway = must(m_pathways->find(id));
        pathway.leaving = true;
        must(m_pathways->save(pathway));
        PushDecision decision;
        decision.allowedRemovals = allowed;
        return end(must(m_pushes->start(id, planned, decision)));
    }
    bool isListed(const PathwayId& id) {
        const auto all = must(m_pathways->list());
        return std::any_of(all.cbegin(), all.cend(), [&](const Pathway& one) { return one.id == id; });
    }
};

TEST_F(LeavingTest, theGuardAlwaysAsksHowManyGo) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0});
    const auto planned = planLeaving(id);
    EXPECT_EQ(planned->summary().guard, GuardReason::Leaving);
    EXPECT_EQ(planned->summary().toConfirm(), 1);
    Pathway pathway = must(m_pathways->find(id));
    pathway.leaving = true;
    must(m_pathways->save(pathway));
    const auto refused = m_pushes->start(id, planned, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(isThere(0) && isListed(id));
}

TEST_F(LeavingTest, aPlanOfItIsOfNothingElse) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    const auto planned = planLeaving(id);
    PushDecision decision;
    decision.allowedRemovals = 2;
    const auto refused = m_pushes->start(id, planned, decision);
    EXPECT_FALSE(refused) << "it was not said that the pathway goes";
    EXPECT_TRUE(isThere(0) && isThere(1));
}

TEST_F(LeavingTest, itIsInTheBinOnceTheyAreOut) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1, 2});
    const PathwayId other = pushed(QStringLiteral("gala"), {2});
    const Push done = takeOut(id, 2);
    EXPECT_EQ(done.status, PushStatus::Synced);
    EXPECT_EQ(done.counts.removed, 2);
    EXPECT_FALSE(isListed(id));
    EXPECT_FALSE(isThere(0) || isThere(1));
    EXPECT_TRUE(isThere(2));
    // Brought back it is as it was, and puts them again.
    must(m_pathways->restore(id));
    EXPECT_FALSE(must(m_pathways->find(id)).leaving);
    push(id);
    EXPECT_TRUE(isThere(0) && isThere(1) && isThere(2));
    EXPECT_TRUE(plan(other)->summary().nothingToDo());
}

TEST_F(LeavingTest, itStaysUntilEverybodyIsOut) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    list().fault = [](int) { return FakeDestination::Fault::SignIn; };
    EXPECT_NE(takeOut(id, 2).status, PushStatus::Synced);
    EXPECT_TRUE(isListed(id));
    EXPECT_TRUE(must(m_pathways->find(id)).leaving);
    list().fault = {};
    const auto open = must(m_pushes->unfinished());
    ASSERT_EQ(open.size(), 1);
    must(m_pushes->resume(open.first().id));
    EXPECT_EQ(end(open.first().id).counts.removed, 2);
    EXPECT_FALSE(isListed(id));
}

/// "Only add and update this time" takes nobody out, and so is no end.
TEST_F(LeavingTest, itStaysWhereNobodyWasToBeTakenOut) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    Pathway pathway = must(m_pathways->find(id));
    pathway.leaving = true;
    must(m_pathways->save(pathway));
    PushDecision decision;
    decision.removalsToo = false;
    EXPECT_EQ(end(start(id, decision)).status, PushStatus::Synced);
    EXPECT_TRUE(isListed(id) && isThere(0));
}

/// P15: whom it put there is not known for certain, so nobody is taken out and nothing is called done.
TEST_F(LeavingTest, nothingIsCalledDoneWhereTheMemoryIsLost) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    Pathway pathway = must(m_pathways->find(id));
    pathway.snapshotDoubtful = true;
    must(PathwayRepository(*m_database).save(pathway));
    pathway.leaving = true;
    const auto planned = await(m_pathways->plan(pathway));
    ASSERT_FALSE(planned);
    EXPECT_EQ(planned.error().kind, ErrorKind::NeedsDecision);
    EXPECT_TRUE(isThere(0) && isThere(1));
}

TEST_F(LeavingTest, nobodyIsCalledGoneWhoIsInAnotherAccount) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    ConnectionRepository connections(*m_database);
    Connection turned = must(connections.find(m_at));
    Pathway stored = must(m_pathways->find(id));
    stored.accountId = QStringLiteral("A");
    must(PathwayRepository(*m_database).save(stored));
    turned.accountId = QStringLiteral("B");
    must(connections.save(turned));
    stored.leaving = true;
    const auto planned = await(m_pathways->plan(stored));
    ASSERT_FALSE(planned);
    EXPECT_TRUE(planned.error().what.contains(QStringLiteral("another account")));
}

TEST_F(LeavingTest, peopleInTheFileBeforeBecomeAPathwayOfTheirOwnWhichTakesThemOut) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    Pathway draft = must(m_pathways->find(id));
    draft.options[QStringLiteral("file")] = QStringLiteral("new.csv");
    EXPECT_EQ(must(m_pathways->leftBehind(draft)), LeftBehind::People);
    draft.clearsFormerMarks = true;
    must(m_pathways->save(draft));
    const auto former = m_pathways->formerPlace();
    ASSERT_TRUE(former);
    EXPECT_TRUE(must(m_pathways->find(*former)).leaving);
    EXPECT_EQ(planLeaving(*former)->summary().toConfirm(), 2);
    EXPECT_EQ(plan(id)->summary().counts.add, 2) << "nobody is in the new file";
    EXPECT_EQ(takeOut(*former, 2).counts.removed, 2);
    EXPECT_FALSE(isListed(*former));
    push(id);
    EXPECT_TRUE(isThere(0) && isThere(1));
    EXPECT_TRUE(plan(id)->summary().nothingToDo());
}

TEST_F(LeavingTest, peopleInTheFileBeforeAreKeptThereWhereThatIsChosen) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1});
    const PathwayId other = pushed(QStringLiteral("gala"), {0, 2});
    Pathway draft = must(m_pathways->find(id));
    draft.options[QStringLiteral("file")] = QStringLiteral("new.csv");
    draft.clearsFormerMarks = false;
    must(m_pathways->save(draft));
    EXPECT_FALSE(m_pathways->formerPlace());
    EXPECT_EQ(must(m_pathways->list()).size(), 2);
    writeAudience(QStringLiteral("gala"), {2});
    EXPECT_EQ(plan(other)->summary().counts.remove, 0);
    push(other);
    EXPECT_TRUE(isThere(0));
}

} // namespace pathways::test
