// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/place_repository.h"
#include "tests/services/shared_list_fixture.h"

namespace pathways::test {

/// E17: a pathway is given another tag, and people have the one before.
class FormerMarksTest : public SharedListFixture {
protected:
    using Tags = std::set<std::string>;
    enum class Old { Leave, Clear };

    PathwayId pushed(const QString& name, const QList<int>& people, const QString& tag, bool tagOff = false) {
        writeAudience(name, people);
        const PathwayId id = pathwayOf(name, tag);
        if (tagOff) {
            change(id, [](Pathway& pathway) { pathway.removalMeaning = QStringLiteral("tag-off"); });
        }
        push(id);
        return id;
    }
    void change(const PathwayId& id, const std::function<void(Pathway&)>& edit) {
        Pathway pathway = must(m_pathways->find(id));
        edit(pathway);
        must(m_pathways->save(pathway));
    }
    void retag(const PathwayId& id, const QString& tag, Old old) {
        change(id, [&](Pathway& pathway) {
            pathway.options[QStringLiteral("tag")] = tag;
            pathway.clearsFormerMarks = old == Old::Clear;
        });
    }
    std::size_t slotsGiven() {
        PlaceRepository places(*m_database, m_context->keys);
        std::size_t given = 0;
        for (const Place& place : must(places.all())) {
            given += std::size_t(must(places.slotsOf(place.id)).size());
        }
        return given;
    }
    Push pushWith(const PathwayId& id, const PushDecision& decision) { return end(start(id, decision)); }
};

TEST_F(FormerMarksTest, theOldTagIsTakenOffEverybodyWhoHasItAndNobodyGoesForIt) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1, 2, 3}, QStringLiteral("Spring"));
    writeAudience(QStringLiteral("monthly"), {0, 1, 2});
    retag(id, QStringLiteral("Gala"), Old::Clear);
    const auto planned = plan(id);
    const PlanCounts& counts = planned->summary().counts;
    EXPECT_EQ(counts.update, 3);
    EXPECT_EQ(counts.formerOff, 3);
    EXPECT_EQ(counts.remove, 1) << "who left the audience";
    EXPECT_EQ(counts.marksOff, 0);
    EXPECT_EQ(planned->summary().toConfirm(), 1);
    EXPECT_TRUE(std::any_of(planned->summary().findings.cbegin(), planned->summary().findings.cend(),
                            [](const Finding& one) { return one.count == 3 && one.text.contains(u"had before"); }));
    EXPECT_EQ(must(PeopleReader(planned, PlanPart::Remove).read(0, 100)).size(), 1);

    const Push done = end(must(m_pushes->start(id, planned, {})));
    EXPECT_EQ(done.status, PushStatus::Synced);
    EXPECT_EQ(done.counts.marksOff, 3);
    EXPECT_EQ(done.counts.removed, 1);
    EXPECT_EQ(done.counts.settled, done.counts.planned);
    for (const int one : {0, 1, 2}) {
        EXPECT_EQ(tagsOf(one), Tags{"Gala"}) << one;
    }
    EXPECT_FALSE(isThere(3));
    EXPECT_EQ(slotsGiven(), 1U);
    EXPECT_TRUE(plan(id)->summary().nothingToDo());
}

TEST_F(FormerMarksTest, whoeverLeftAPathwayThatTakesNobodyOutLosesItAsWell) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"), true);
    writeAudience(QStringLiteral("monthly"), {0});
    retag(id, QStringLiteral("Gala"), Old::Clear);
    push(id);
    EXPECT_EQ(tagsOf(0), Tags{"Gala"});
    EXPECT_TRUE(isThere(1));
    EXPECT_EQ(tagsOf(1), Tags{});
    // They were left there for good: no other pathway takes them out.
    const PathwayId other = pushed(QStringLiteral("gala"), {5, 6}, {});
    EXPECT_TRUE(plan(other)->summary().nothingToDo());
}

TEST_F(FormerMarksTest, theOldTagStaysWhereThatIsChosen) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"));
    retag(id, QStringLiteral("Gala"), Old::Leave);
    const auto planned = plan(id);
    EXPECT_EQ(planned->summary().counts.formerOff, 0);
    EXPECT_EQ(end(must(m_pushes->start(id, planned, {}))).counts.marksOff, 0);
    EXPECT_EQ(tagsOf(0), (Tags{"Gala", "Spring"}));
    EXPECT_EQ(slotsGiven(), 1U);
    EXPECT_TRUE(plan(id)->summary().nothingToDo());
}

/// Two pathways with the same tag: what one sets no more, the other does.
TEST_F(FormerMarksTest, aTagThatAnotherPathwaySetsStaysOnItsPeople) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"));
    pushed(QStringLiteral("gala"), {1, 2}, QStringLiteral("spring "));
    retag(id, QStringLiteral("Monthly"), Old::Clear);
    EXPECT_EQ(plan(id)->summary().counts.formerOff, 1);
    push(id);
    EXPECT_EQ(tagsOf(0), Tags{"Monthly"});
    EXPECT_TRUE(tagsOf(1).contains("Spring"));
    EXPECT_EQ(slotsGiven(), 2U);
}

/// P11: until it is pushed with the new tag, it wants whom it wanted with the old one.
TEST_F(FormerMarksTest, nobodyIsTakenOutMeanwhile) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"));
    const PathwayId other = pushed(QStringLiteral("gala"), {0, 2}, QStringLiteral("Gala"));
    for (const Old old : {Old::Clear, Old::Leave}) {
        retag(id, QStringLiteral("Monthly"), old);
        writeAudience(QStringLiteral("gala"), {2});
        EXPECT_EQ(plan(other)->summary().counts.remove, 0);
        push(other);
        EXPECT_TRUE(isThere(0));
    }
}

TEST_F(FormerMarksTest, itIsTriedAgainUntilItHasWorked) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"));
    retag(id, QStringLiteral("Gala"), Old::Clear);
    PushDecision without;
    without.removalsToo = false;
    EXPECT_EQ(pushWith(id, without).status, PushStatus::Synced);
    EXPECT_EQ(tagsOf(0), (Tags{"Gala", "Spring"}));
    EXPECT_EQ(slotsGiven(), 2U);
    EXPECT_EQ(plan(id)->summary().counts.formerOff, 2);
    list().fault = [this](int exchange) {
        return exchange == list().exchanges ? FakeDestination::Fault::Refuse : FakeDestination::Fault::None;
    };
    static_cast<void>(pushWith(id, {}));
    list().fault = {};
    push(id);
    EXPECT_EQ(tagsOf(0), Tags{"Gala"});
    EXPECT_EQ(tagsOf(1), Tags{"Gala"});
    EXPECT_EQ(slotsGiven(), 1U);
}

TEST_F(FormerMarksTest, aTagThatComesBackBeforeAnyPushIsTakenOffNobody) {
    const PathwayId id = pushed(QStringLiteral("monthly"), {0, 1}, QStringLiteral("Spring"));
    retag(id, QStringLiteral("Gala"), Old::Clear);
    retag(id, QStringLiteral("Spring"), Old::Clear);
    EXPECT_TRUE(plan(id)->summary().nothingToDo());
    EXPECT_EQ(tagsOf(0), Tags{"Spring"});
}

/// The mark moves along with a new address, and goes with the next push.
TEST_F(FormerMarksTest, whoeverChangesTheirAddressAtTheSameTimeLosesItToo) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    const PathwayId id = pathwayOf(QStringLiteral("monthly"), QStringLiteral("Spring"));
    change(id, [](Pathway& pathway) {
        pathway.mapping[1] = line(QStringLiteral("_person_id"), FieldKind::ExternalId, QStringLiteral("Name"));
        pathway.mapping[1].field.identifier = false;
    });
    push(id);
    QFile file(m_folder.filePath(QStringLiteral("monthly.csv")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
    file.write("Email,Name\np7@riverbank.org,Name 0\np1@riverbank.org,Name 1\n");
    file.close();
    retag(id, QStringLiteral("Gala"), Old::Clear);
    push(id);
    ASSERT_TRUE(isThere(7) && !isThere(0));
    EXPECT_EQ(tagsOf(1), Tags{"Gala"});
    push(id);
    EXPECT_EQ(tagsOf(7), Tags{"Gala"});
    EXPECT_EQ(slotsGiven(), 1U);
}

TEST_F(FormerMarksTest, itIsAskedOnlyWherePeopleHaveAMarkThatIsSetNoMore) {
    writeAudience(QStringLiteral("monthly"), {0, 1});
    const PathwayId id = pathwayOf(QStringLiteral("monthly"), QStringLiteral("Spring"));
    Pathway draft = must(m_pathways->find(id));
    draft.options[QStringLiteral("tag")] = QStringLiteral("Gala");
    EXPECT_EQ(must(m_pathways->leftBehind(draft)), LeftBehind::Nothing) << "it was never pushed";
    push(id);
    draft = must(m_pathways->find(id));
    EXPECT_EQ(must(m_pathways->leftBehind(draft)), LeftBehind::Nothing);
    draft.options[QStringLiteral("tag")] = QStringLiteral(" SPRING");
    EXPECT_EQ(must(m_pathways->leftBehind(draft)), LeftBehind::Nothing) << "the same to the platform";
    for (const QString& tag : {QStringLiteral("Gala"), QString()}) {
        draft.options[QStringLiteral("tag")] = tag;
        EXPECT_EQ(must(m_pathways->leftBehind(draft)), LeftBehind::Marks);
    }
}

} // namespace pathways::test
