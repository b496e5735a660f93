// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/destination_type.h"
#include "core/workspace/database.h"
#include "core/workspace/place_repository.h"
#include "tests/support/must.h"
#include "tests/workspace/samples.h"

#include <QSqlQuery>

#include <gtest/gtest.h>

namespace pathways::test {

namespace {

const PlaceKey kKey{QStringLiteral("mailchimp"), QStringLiteral("acc-1"), QStringLiteral("list-1"), {}};

PersonKey address(std::uint8_t last) {
    PersonKey key;
    key.bytes.fill(0xAB);
    key.bytes.back() = last;
    return key;
}

OptOut optOut(std::uint8_t last, OptOutKind kind, const char* since, qint64 pushSeq = 7) {
    return {address(last), kind, at(since), {}, pushSeq, {}, QStringLiteral("ada%1@example.org").arg(last)};
}

struct Places : ::testing::Test {
    TemporaryWorkspace temporary;
    PlaceRepository places{*temporary.database, sampleKeys()};
    QString place;

    void SetUp() override { place = must(places.findOrCreate(kKey)).id; }

    void run(const char* sql) { ASSERT_TRUE(temporary.database->executeOnce(QString::fromLatin1(sql))); }
    int count(const char* sql) {
        int found = -1;
        EXPECT_TRUE(temporary.database->select(QString::fromLatin1(sql), {}, [&](const QSqlQuery& query) {
            found = query.value(0).toInt();
            return false;
        }));
        return found;
    }
};

} // namespace

TEST_F(Places, AreFoundAgainByTheirKeyAndEachPartOfItCounts) {
    EXPECT_EQ(must(places.findOrCreate(kKey)).id, place);
    for (QString PlaceKey::*part : {&PlaceKey::type, &PlaceKey::account, &PlaceKey::object, &PlaceKey::part}) {
        PlaceKey other = kKey;
        other.*part += u'x';
        const Place found = must(places.findOrCreate(other));
        EXPECT_NE(found.id, place);
        EXPECT_EQ(found.key, other);
    }
    EXPECT_EQ(must(places.find(place)).key, kKey);
    EXPECT_FALSE(places.find(QStringLiteral("nowhere")));
}

TEST_F(Places, AreFoundAgainWhereNothingIsKnownOfTheAccount) {
    const PlaceKey bare{QStringLiteral("sql"), {}, QStringLiteral("t"), {}};
    EXPECT_EQ(must(places.findOrCreate(bare)).id, must(places.findOrCreate(bare)).id);
}

TEST_F(Places, RememberTheirRosterAndTheOneBefore) {
    ASSERT_TRUE(places.setRoster(place, 4, QStringLiteral("p-4.roster"), QStringLiteral("p-3.roster")));
    const Place found = must(places.find(place));
    EXPECT_EQ(found.seq, 4);
    EXPECT_EQ(found.rosterFile, QStringLiteral("p-4.roster"));
    EXPECT_EQ(found.rosterPrevious, QStringLiteral("p-3.roster"));
    EXPECT_FALSE(places.setRoster(QStringLiteral("nowhere"), 1, {}, {}));
}

TEST_F(Places, WhatIsWrittenInATransactionThatDoesNotSucceedIsUndone) {
    EXPECT_FALSE(temporary.database->transaction([&]() -> Result<void> {
        EXPECT_TRUE(places.setRoster(place, 9, QStringLiteral("x"), {}));
        EXPECT_TRUE(places.addOptOuts(place, {optOut(1, OptOutKind::OwnWish, "2026-03-01T00:00:00.000Z")}));
        EXPECT_TRUE(places.slotFor(place, {QStringLiteral("p")}, {}));
        return fail(Error{});
    }));
    EXPECT_EQ(must(places.find(place)).seq, 0);
    EXPECT_TRUE(must(places.optOuts(place)).isEmpty());
    EXPECT_TRUE(must(places.slotsOf(place)).isEmpty());
}

TEST_F(Places, GiveEachPathwayAndMarkASlotOfItsOwn) {
    const PathwayId a{QStringLiteral("a")};
    const PathwayId b{QStringLiteral("b")};
    const QString tag = QStringLiteral("Spring");
    EXPECT_EQ(must(places.slotFor(place, a, tag)), (Slot{0, a, tag, SlotState::Active}));
    EXPECT_EQ(must(places.slotFor(place, b, tag)).number, 1) << "the same mark of another pathway";
    EXPECT_EQ(must(places.slotFor(place, a, QStringLiteral("Autumn"))).number, 2) << "another mark";
    EXPECT_EQ(must(places.slotFor(place, a, tag)).number, 0);
    EXPECT_EQ(must(places.slotsOf(place)).size(), 3);
    EXPECT_TRUE(must(places.slotsOf(must(places.findOrCreate({})).id)).isEmpty()) << "another place";
}

TEST_F(Places, TheSixtyFifthIsRefused) {
    for (int i = 0; i < 64; ++i) {
        EXPECT_EQ(must(places.slotFor(place, {QString::number(i)}, {})).number, i);
    }
    const auto refused = places.slotFor(place, {QStringLiteral("d")}, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Input);
    EXPECT_TRUE(refused.error().what.contains(QStringLiteral("64")));
    EXPECT_FALSE(refused.error().meaning.isEmpty() || refused.error().remedy.isEmpty());
}

TEST_F(Places, OptOutsComeBackByAddressWithWhoItIs) {
    const QList<OptOut> given{optOut(9, OptOutKind::Waiting, "2026-03-01T10:00:00.000Z", 3),
                              optOut(2, OptOutKind::OwnWish, "2026-03-02T10:00:00.000Z"),
                              optOut(2, OptOutKind::Bounce, "2026-03-03T10:00:00.000Z")};
    ASSERT_TRUE(places.addOptOuts(place, given));
    EXPECT_EQ(must(places.optOuts(place)), (QList<OptOut>{given[1], given[2], given[0]}));
    EXPECT_TRUE(must(places.optOuts(must(places.findOrCreate({})).id)).isEmpty()) << "another place";
    EXPECT_EQ(count("SELECT count(*) FROM opt_out WHERE CAST(sealed AS TEXT) LIKE '%example%'"), 0);
}

TEST_F(Places, AnOptOutThatStandsKeepsItsTimeAndOneThatEndedBeginsAnew) {
    const OptOut first = optOut(1, OptOutKind::OwnWish, "2026-03-01T10:00:00.000Z", 3);
    const OptOut later = optOut(1, OptOutKind::OwnWish, "2026-05-01T10:00:00.000Z", 8);
    ASSERT_TRUE(places.addOptOuts(place, {first}));
    ASSERT_TRUE(places.addOptOuts(place, {later}));
    EXPECT_EQ(must(places.optOuts(place)), QList{first});

    const QDateTime end = at("2026-06-01T10:00:00.000Z");
    ASSERT_TRUE(places.endOptOut(place, first.address, OptOutKind::Bounce, end, 7));
    EXPECT_EQ(must(places.optOuts(place)), QList{first}) << "another kind";
    ASSERT_TRUE(places.endOptOut(place, first.address, OptOutKind::OwnWish, end, 7));
    ASSERT_TRUE(places.endOptOut(place, first.address, OptOutKind::OwnWish, end.addDays(1), 9));
    EXPECT_TRUE(must(places.optOuts(place)).isEmpty());
    EXPECT_EQ(count("SELECT count(*) FROM opt_out WHERE ended IS NOT NULL"), 1) << "it stays, with the date of its end";

    const auto back = must(places.returns(place));
    ASSERT_EQ(back.size(), 1);
    EXPECT_EQ(back[0].pushSeq, 7) << "of the end, which stands";

    ASSERT_TRUE(places.addOptOuts(place, {later}));
    EXPECT_EQ(must(places.optOuts(place)), QList{later});
    EXPECT_TRUE(must(places.returns(place)).isEmpty());
}

TEST_F(Places, AnOptOutWithoutAnAddressInClearIsOneAllTheSame) {
    OptOut bare = optOut(1, OptOutKind::Deleted, "2026-03-01T10:00:00.000Z");
    bare.identity.clear();
    ASSERT_TRUE(places.addOptOuts(place, {bare}));
    EXPECT_EQ(must(places.optOuts(place)), QList{bare});
    const WorkspaceKeys other{QByteArray(32, 'x'), QByteArray(32, 'y')};
    ASSERT_TRUE(places.addOptOuts(place, {optOut(2, OptOutKind::OwnWish, "2026-03-01T10:00:00.000Z")}));
    const QList<OptOut> read = must(PlaceRepository(*temporary.database, other).optOuts(place));
    ASSERT_EQ(read.size(), 2);
    EXPECT_EQ(read[1].address, address(2));
    EXPECT_TRUE(read[1].identity.isEmpty()) << "with other keys nobody can be named, and nobody is let in";
}

TEST_F(Places, AnAddressInClearIsBoundToItsRow) {
    ASSERT_TRUE(places.addOptOuts(place, {optOut(1, OptOutKind::OwnWish, "2026-03-01T10:00:00.000Z"),
                                          optOut(2, OptOutKind::OwnWish, "2026-03-01T10:00:00.000Z")}));
    run("UPDATE opt_out SET sealed = (SELECT sealed FROM opt_out ORDER BY address LIMIT 1)");
    EXPECT_FALSE(places.optOuts(place));
}

TEST_F(Places, LossesStand) {
    const PlaceLoss loss{{}, 12, at("2026-03-01T10:00:00.000Z"), 5};
    ASSERT_TRUE(places.addLoss(place, loss));
    ASSERT_TRUE(places.addLoss(place, {{}, 1, at("2026-02-01T10:00:00.000Z"), 4}));
    const QList<PlaceLoss> open = must(places.losses(place));
    ASSERT_EQ(open.size(), 2);
    EXPECT_EQ(open[1].people, 12);
    EXPECT_EQ(open[1].since, loss.since);
    EXPECT_EQ(open[1].pushSeq, 5);
}

TEST_F(Places, ARowThatWasDamagedIsNoticed) {
    ASSERT_TRUE(places.slotFor(place, {QStringLiteral("a")}, {}));
    ASSERT_TRUE(places.addOptOuts(place, {optOut(1, OptOutKind::OwnWish, "2026-03-01T10:00:00.000Z")}));
    ASSERT_TRUE(places.addLoss(place, {{}, 12, at("2026-03-01T10:00:00.000Z"), 5}));
    run("UPDATE place_loss SET people = 13");
    EXPECT_FALSE(places.losses(place));
    run("UPDATE opt_out SET kind = 3");
    EXPECT_FALSE(places.optOuts(place));
    run("UPDATE slot SET state = 3");
    EXPECT_FALSE(places.slotsOf(place));
    EXPECT_FALSE(places.slotFor(place, {QStringLiteral("b")}, {}));
    run("UPDATE place SET seq = 8");
    EXPECT_FALSE(places.find(place));
    EXPECT_FALSE(places.findOrCreate(kKey));
}

TEST(PlaceOfAPathway, IsItsAccountAndObjectAndTheFileWhereThereIsOne) {
    DestinationType type;
    type.key = QStringLiteral("sftp");
    Connection connection;
    connection.accountId = QStringLiteral("drop@files");
    Pathway pathway;
    pathway.object.id = QStringLiteral("/incoming");
    pathway.options.insert(QStringLiteral("file"), QStringLiteral("donors.csv"));
    EXPECT_EQ(placeOf(pathway, connection, type), (PlaceKey{type.key, connection.accountId, pathway.object.id, {}}));
    pathway.accountId = QStringLiteral("own");
    EXPECT_EQ(placeOf(pathway, connection, type).account, QStringLiteral("own"));

    connection.id.value = QStringLiteral("c");
    connection.accountId.clear();
    pathway.accountId.clear();
    EXPECT_EQ(placeOf(pathway, connection, type).account, QStringLiteral("c")) << "not that of every unknown one";

    type.partOption = QStringLiteral("file");
    type.options = {{QStringLiteral("file"), {}, {}, QStringLiteral("people.csv"), {}, {}, true}};
    EXPECT_EQ(placeOf(pathway, connection, type).part, QStringLiteral("donors.csv"));
    pathway.options.clear();
    EXPECT_EQ(placeOf(pathway, connection, type).part, QStringLiteral("people.csv")) << "the type's own choice";
}

} // namespace pathways::test
