// SPDX-License-Identifier: GPL-3.0-or-later
// A place keeps 64 pathways apart. Numbers of those that are gone for good are given again.
#include "core/roster/roster.h"
#include "tests/support/people_rows.h"

#include <QDir>

namespace pathways::test {
namespace {

using Rows = Engine::Rows;

std::set<std::string> addresses(const Rows& rows) {
    std::set<std::string> found;
    for (const auto& row : rows) {
        found.insert(row[0]);
    }
    return found;
}

std::set<std::string> there(Engine& engine) {
    std::set<std::string> found;
    for (const auto& [address, member] : engine.destination.state()) {
        found.insert(address);
    }
    return found;
}

PathwayId pathwayNumber(int number) {
    return PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-%1").arg(number, 12, 10, QLatin1Char('0'))};
}

void usePathway(Engine& engine, int number) {
    engine.pathway.id = pathwayNumber(number);
    engine.pathway.snapshotFile.clear();
    ASSERT_TRUE(engine.savePathway());
    engine.reload();
}

/// All numbers of the place are given; what they were given to is gone, but for the pathway of the fixture.
void giveAll(Engine& engine) {
    PlaceRepository places(*engine.database, engine.keys);
    for (int number = 100; must(places.slotsOf(engine.place)).size() < kPlaceSlots; ++number) {
        must(places.slotFor(engine.place, pathwayNumber(number), QString()));
    }
}

} // namespace

TEST(Slots, ThoseOfPathwaysThatAreGoneAreGivenAgainAndTheirPeopleStay) {
    Engine engine;
    engine.sync(people(0, 4));
    const Pathway first = engine.pathway;
    usePathway(engine, 2);
    engine.sync(people(3, 6)); // p3 is wanted by both.
    must(engine.database->execute(QStringLiteral("DELETE FROM pathway WHERE id = ?"), {engine.pathway.id.value}));
    giveAll(engine);

    usePathway(engine, 3);
    const auto planned = engine.plan(people(8, 9));
    ASSERT_TRUE(planned) << planned.error().text().toStdString();
    EXPECT_EQ((*planned)->summary().counts.add, 1);
    EXPECT_EQ((*planned)->summary().counts.remove, 0);
    must(engine.push(*planned));
    EXPECT_LT(must(PlaceRepository(*engine.database, engine.keys).slotsOf(engine.place)).size(), kPlaceSlots);

    engine.pathway = first;
    engine.sync(people(1, 4));
    EXPECT_EQ(there(engine), addresses({{"p1@riverbank.org"},
                                        {"p2@riverbank.org"},
                                        {"p3@riverbank.org"},
                                        {"p4@riverbank.org"},
                                        {"p5@riverbank.org"},
                                        {"p8@riverbank.org"}}))
        << "only whoever left the first audience goes; whom the deleted pathway left there stays";
    usePathway(engine, 3);
    engine.sync(people(9, 10));
    EXPECT_FALSE(there(engine).contains("p8@riverbank.org"));
    EXPECT_TRUE(there(engine).contains("p4@riverbank.org"));
}

TEST(Slots, WhereAllPathwaysLiveTheNextOneIsRefused) {
    Engine engine;
    engine.sync(people(0, 2));
    PlaceRepository places(*engine.database, engine.keys);
    for (int number = 100; must(places.slotsOf(engine.place)).size() < kPlaceSlots; ++number) {
        Pathway one = engine.pathway;
        one.id = pathwayNumber(number);
        one.snapshotFile.clear();
        must(PathwayRepository(*engine.database).save(one));
        must(places.slotFor(engine.place, one.id, QString()));
    }
    usePathway(engine, 3);
    const auto refused = engine.plan(people(8, 9));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::Input);
}

} // namespace pathways::test
