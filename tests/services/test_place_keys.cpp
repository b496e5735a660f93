// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"
#include "tests/services/shared_list_fixture.h"

namespace pathways::test {

/// A table in which people are told apart by one column.
class PlaceKeysTest : public SharedListFixture {
protected:
    void SetUp() override {
        SharedListFixture::SetUp();
        m_fake->kind().oneKey = true;
        m_fake->kind().kind = DestinationKind::FilesAndDatabases;
        writeAudience(QStringLiteral("monthly"), {0, 1, 2});
        writeAudience(QStringLiteral("gala"), {1, 2, 3});
        m_monthly = pathwayOf(QStringLiteral("monthly"));
        push(m_monthly);
    }
    /// A draft of the other audience to the same table, by names instead of addresses.
    Pathway byName() {
        Pathway draft = must(m_pathways->find(m_monthly));
        draft.id = {};
        draft.name.clear();
        draft.removedAt.reset();
        draft.mapping[0].field.identifier = false;
        draft.mapping[1].field.identifier = true;
        return draft;
    }
    static void expectNamed(const Error& error) {
        EXPECT_EQ(error.kind, ErrorKind::Input);
        EXPECT_TRUE(error.what.contains(QStringLiteral("“monthly to Fake”"))) << error.what.toStdString();
        EXPECT_TRUE(error.what.contains(QStringLiteral("“EMAIL”, not by “NAME”"))) << error.what.toStdString();
    }
    PathwayId m_monthly;
};

TEST_F(PlaceKeysTest, aSecondKeyAtOneTableIsRefusedWhereItIsSavedAndPlanned) {
    const auto saved = m_pathways->save(byName());
    ASSERT_FALSE(saved);
    expectNamed(saved.error());
    const auto planned = await(m_pathways->plan(byName()));
    ASSERT_FALSE(planned);
    expectNamed(planned.error());
    EXPECT_EQ(plan(m_monthly)->summary().counts.unchanged, 3) << "its memory was not touched";
}

TEST_F(PlaceKeysTest, theSameKeyOrAnotherTableIsNoReasonToRefuse) {
    EXPECT_TRUE(m_pathways->save(must(m_pathways->find(pathwayOf(QStringLiteral("gala"))))));
    Pathway elsewhere = byName();
    elsewhere.object.id = QStringLiteral("another");
    EXPECT_TRUE(m_pathways->save(elsewhere));
}

TEST_F(PlaceKeysTest, theOnlyPathwayThereMayChangeItsKey) {
    Pathway changed = must(m_pathways->find(m_monthly));
    changed.mapping = byName().mapping;
    EXPECT_TRUE(m_pathways->save(changed));
}

TEST_F(PlaceKeysTest, onePathwayIsNotTakenOutOfTheBinBesideAnotherKey) {
    ASSERT_TRUE(m_pathways->remove(m_monthly));
    const PathwayId other = must(m_pathways->save(byName()));
    const auto restored = m_pathways->restore(m_monthly);
    ASSERT_FALSE(restored);
    EXPECT_EQ(restored.error().kind, ErrorKind::Input);
    ASSERT_TRUE(m_pathways->remove(other));
    EXPECT_TRUE(m_pathways->restore(m_monthly));
}

TEST_F(PlaceKeysTest, aListKnowsPeopleByMoreThanOneIdentifier) {
    m_fake->kind().oneKey = false;
    m_fake->kind().kind = DestinationKind::Email;
    EXPECT_TRUE(m_pathways->save(byName()));
}

} // namespace pathways::test
