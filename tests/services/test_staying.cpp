// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/everyone_option.h"
#include "core/plan/file/plan_file.h"
#include "tests/services/shared_list_fixture.h"

namespace pathways::test {

/// What a plan says of people who leave its audience and stay for another one.
class StayingTest : public SharedListFixture {
protected:
    /// Each of these audiences has person 0, and they are pushed in turn; then the first loses them.
    Finding staying(const QStringList& names) {
        PathwayId first;
        for (const QString& name : names) {
            writeAudience(name, {0, 1, 2});
            const PathwayId id = pathwayOf(name);
            first = first.isEmpty() ? id : first;
            push(id);
        }
        writeAudience(names.first(), {1, 2});
        return again(first);
    }
    Finding again(const PathwayId& id) {
        const auto planned = plan(id);
        EXPECT_EQ(planned->summary().counts.remove, 0);
        return planned->summary().staying;
    }
};

TEST_F(StayingTest, namesTheOtherAudience) {
    const Finding staying = this->staying({QStringLiteral("spring"), QStringLiteral("monthly")});
    EXPECT_EQ(staying.count, 1);
    EXPECT_EQ(staying.text, QStringLiteral("1 people stay: they are also in “monthly”."));
    const QString day = QLocale().toString(m_clock.now().toLocalTime().date(), QLocale::LongFormat);
    EXPECT_EQ(staying.remedy,
              QStringLiteral("Its pathway “%1” leads to the same place and keeps them; it was last pushed on %2.")
                  .arg(QStringLiteral("monthly to Fake"), day));
}

TEST_F(StayingTest, namesTwoAndCountsMore) {
    EXPECT_EQ(staying({QStringLiteral("spring"), QStringLiteral("monthly"), QStringLiteral("gala")}).text,
              QStringLiteral("1 people stay: they are also in “monthly” or “gala”."));
}

TEST_F(StayingTest, countsMoreThanTwo) {
    EXPECT_EQ(
        staying({QStringLiteral("spring"), QStringLiteral("monthly"), QStringLiteral("gala"), QStringLiteral("raffle")})
            .text,
        QStringLiteral("1 people stay: they are also in 3 other audiences."));
}

/// Trap T13: what a pathway wants is as old as its last push, and may hold people for ever.
TEST_F(StayingTest, saysSinceWhenAnAudienceWasNotPushed) {
    writeAudience(QStringLiteral("spring"), {0, 1, 2});
    writeAudience(QStringLiteral("monthly"), {0, 1, 2});
    const PathwayId spring = pathwayOf(QStringLiteral("spring"));
    push(spring);
    push(pathwayOf(QStringLiteral("monthly")));
    writeAudience(QStringLiteral("spring"), {1, 2});
    const QString day = QLocale().toString(m_clock.now().toLocalTime().date(), QLocale::LongFormat);
    m_clock.setWallClock(m_clock.now().addDays(31));
    EXPECT_TRUE(again(spring).remedy.startsWith(QStringLiteral("“monthly to Fake” was last pushed on ") + day));
}

/// They have left the audience, whichever pathway had brought them: it must not be named as one they are in.
TEST_F(StayingTest, anotherPathwayOfTheSameAudienceIsNamedItself) {
    writeAudience(QStringLiteral("spring"), {0, 1, 2});
    const PathwayId first = pathwayOf(QStringLiteral("spring"), QStringLiteral("A"));
    const PathwayId second = pathwayOf(QStringLiteral("spring"), QStringLiteral("B"));
    push(first);
    push(second);
    writeAudience(QStringLiteral("spring"), {1, 2});
    const Finding staying = plan(second)->summary().staying;
    EXPECT_EQ(staying.text, QStringLiteral("1 people stay: the pathway “spring to Fake” still has them."));
    EXPECT_TRUE(staying.remedy.startsWith(QStringLiteral("“spring to Fake” was last pushed on ")))
        << staying.remedy.toStdString();
}

TEST_F(StayingTest, nobodyStaysWhoIsNotThere) {
    writeAudience(QStringLiteral("spring"), {0, 1, 2});
    writeAudience(QStringLiteral("monthly"), {0, 1, 2});
    const PathwayId spring = pathwayOf(QStringLiteral("spring"));
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    push(spring);
    push(monthly);
    list().members["p0@riverbank.org"].status = FakeDestination::Status::Unsubscribed;
    writeAudience(QStringLiteral("monthly"), {1, 2});
    QFile changed(m_folder.filePath(QStringLiteral("monthly.csv")));
    ASSERT_TRUE(changed.open(QIODevice::Append));
    changed.write("p0@riverbank.org,Another Name\n");
    changed.close();
    push(monthly); // Their row has changed: the platform says now that they left.
    writeAudience(QStringLiteral("spring"), {1, 2});
    const Finding none = again(spring);
    EXPECT_EQ(none.count, 0);
    EXPECT_TRUE(none.text.isEmpty());
}

/// Until it is gone for good.
TEST_F(StayingTest, aPathwayInTheBinKeepsItsPeopleAndIsNamed) {
    writeAudience(QStringLiteral("spring"), {0, 1, 2});
    writeAudience(QStringLiteral("monthly"), {0, 1, 2});
    const PathwayId spring = pathwayOf(QStringLiteral("spring"));
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    push(spring);
    push(monthly);
    ASSERT_TRUE(m_pathways->remove(monthly));
    writeAudience(QStringLiteral("spring"), {1, 2});
    EXPECT_TRUE(again(spring).remedy.contains(QStringLiteral("“monthly to Fake” is in the bin")));
    push(spring);
    EXPECT_TRUE(isThere(0));
}

/// Whom this push does not send, and another pathway has there, the platform would take for one of the others (P11).
TEST_F(StayingTest, thePlatformIsNotToTakeOutTheOthersWhereAnotherPathwayHasPeople) {
    writeAudience(QStringLiteral("spring"), {0, 1, 2});
    writeAudience(QStringLiteral("monthly"), {1, 3});
    const PathwayId spring = pathwayOf(QStringLiteral("spring"));
    const PathwayId monthly = pathwayOf(QStringLiteral("monthly"));
    Pathway everyone = must(m_pathways->find(spring));
    everyone.options.insert(kEveryoneOption, kYes);
    must(m_pathways->save(everyone));
    push(spring);
    EXPECT_TRUE(m_fake->targets().back().options.contains(kEveryoneOption));
    push(monthly);
    const auto planned = plan(spring);
    const auto findings = planned->summary().findings;
    EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const Finding& one) {
        return one.count == 1 && one.text.contains(QStringLiteral("belong to other pathways"));
    }));
    push(spring);
    EXPECT_FALSE(m_fake->targets().back().options.contains(kEveryoneOption));
    writeAudience(QStringLiteral("monthly"), {1});
    push(monthly);
    push(spring);
    EXPECT_TRUE(m_fake->targets().back().options.contains(kEveryoneOption)) << "all of them are sent";
}

} // namespace pathways::test
