// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/database.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"
#include "core/workspace/said_no_repository.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

PersonKey address(std::uint8_t first, std::uint8_t last = 0) {
    PersonKey key;
    key.bytes.fill(0xCD);
    key.bytes.front() = first;
    key.bytes.back() = last;
    return key;
}

struct SaidNoes : ::testing::Test {
    TemporaryWorkspace temporary;
    QString place;
    AudienceId audience;
    AudienceId other;

    void SetUp() override {
        place = must(PlaceRepository(*temporary.database, sampleKeys())
                         .findOrCreate({QStringLiteral("mailchimp"), QStringLiteral("a"), QStringLiteral("l"), {}}))
                    .id;
        audience = save();
        other = save();
    }
    AudienceId save() {
        Audience one;
        one.id = AudienceId::create();
        one.name = QStringLiteral("Monthly givers");
        EXPECT_TRUE(AudienceRepository(*temporary.database).save(one));
        return one.id;
    }
    void change(const AudienceId& who, const std::vector<SaidNo>& said, const std::vector<PersonKey>& over = {}) {
        ASSERT_TRUE(SaidNoRepository(*temporary.database, sampleKeys()).change(place, who, said, over));
    }
    SaidNoRepository::Stored stored(const WorkspaceKeys& keys = sampleKeys()) {
        return must(SaidNoRepository(*temporary.database, keys).of(place));
    }
};

} // namespace

TEST_F(SaidNoes, AreKeptForEachAudienceInOrderAndWithTheirFirstDay) {
    change(audience, {{address(9), 5}, {address(1, 2), 5}, {address(1, 1), 5}});
    change(audience, {{address(1, 2), 8}, {address(1, 3), 8}});
    change(other, {{address(1, 1), 9}});
    const auto kept = stored();
    EXPECT_TRUE(kept.locked.empty());
    const std::vector<SaidNo> expected{{address(1, 1), 5}, {address(1, 2), 5}, {address(1, 3), 8}, {address(9), 5}};
    EXPECT_EQ(kept.byAudience.at(audience.value), expected);
    EXPECT_EQ(kept.byAudience.at(other.value), (std::vector<SaidNo>{{address(1, 1), 9}}));
}

TEST_F(SaidNoes, EndForTheAudienceThatSaysYesAlone) {
    change(audience, {{address(1), 5}, {address(2), 5}});
    change(other, {{address(1), 5}});
    change(audience, {}, {address(1), address(7)});
    EXPECT_EQ(stored().byAudience.at(audience.value), (std::vector<SaidNo>{{address(2), 5}}));
    EXPECT_EQ(stored().byAudience.at(other.value), (std::vector<SaidNo>{{address(1), 5}}));
    change(other, {}, {address(1)});
    EXPECT_EQ(stored().byAudience.count(other.value), 0U);
}

TEST_F(SaidNoes, OfAnAddressThatSaysBothTheNoCounts) {
    change(audience, {{address(1), 5}});
    change(audience, {{address(1), 6}}, {address(1)});
    EXPECT_EQ(stored().byAudience.at(audience.value).size(), 1U);
}

TEST_F(SaidNoes, AreNobodysToReadWithOtherKeys) {
    change(audience, {{address(1), 5}});
    WorkspaceKeys keys = sampleKeys();
    keys.data.fill('\x5a');
    const auto kept = stored(keys);
    EXPECT_TRUE(kept.locked.contains(audience.value));
    EXPECT_TRUE(kept.byAudience.at(audience.value).empty());
}

TEST_F(SaidNoes, GoWithTheirAudienceAndAreRefusedWhereDamaged) {
    change(audience, {{address(1), 5}});
    change(other, {{address(1), 5}});
    ASSERT_TRUE(temporary.database->execute(QStringLiteral("DELETE FROM audience WHERE id = ?"), {other.value}));
    EXPECT_EQ(stored().byAudience.size(), 1U);
    ASSERT_TRUE(temporary.database->execute(QStringLiteral("UPDATE said_no SET sealed = x'00'"), {}));
    EXPECT_FALSE(SaidNoRepository(*temporary.database, sampleKeys()).of(place));
}

} // namespace pathways::test
