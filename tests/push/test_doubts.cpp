// SPDX-License-Identifier: GPL-3.0-or-later
// What must not be given up, or forgotten, where something is not known.
#include "core/workspace/place_repository.h"
#include "tests/support/people_rows.h"

namespace pathways::test {
namespace {

void usePathway(Engine& engine, int number) {
    engine.pathway.id = PathwayId{QStringLiteral("aaaaaaaa-0000-0000-0000-%1").arg(number, 12, 10, QLatin1Char('0'))};
    engine.pathway.snapshotFile.clear();
    ASSERT_TRUE(engine.savePathway());
    engine.reload();
}

} // namespace

TEST(Doubts, AListThatIsToMatchExactlyKeepsWhomAPathwayThatNeverRemovesHasPut) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.type.absence = Absence::ByOthers;
    engine.pathway.method = SyncMethod::UpdateOrCreate;
    ASSERT_TRUE(engine.savePathway());
    engine.sync(people(0, 6));
    engine.sync(people(0, 5)); // p5 is in no audience any more, and stays.
    usePathway(engine, 2);
    engine.pathway.method = SyncMethod::Mirror;
    ASSERT_TRUE(engine.savePathway());
    {
        const auto members = engine.members();
        EXPECT_EQ(must(engine.plan(people(0, 3), &members))->summary().counts.remove, 0);
    }
    engine.pathway.matchExactly = true;
    ASSERT_TRUE(engine.savePathway());
    const auto members = engine.members();
    const auto planned = must(engine.plan(people(0, 3), &members));
    EXPECT_EQ(planned->summary().counts.remove, 0) << planned->summary().guardText.toStdString();
}

TEST(Doubts, LookingAtAPlanByAnotherKeyForgetsNothing) {
    Engine engine;
    engine.type.oneKey = true;
    engine.sync(people(0, 6));
    const QString before = must(PlaceRepository(*engine.database, engine.keys).find(engine.place)).rosterFile;
    ASSERT_FALSE(before.isEmpty());
    const Pathway saved = engine.pathway;
    engine.pathway.mapping[0].field.identifier = false;
    engine.pathway.mapping[1].field.identifier = true;
    static_cast<void>(engine.plan(people(0, 6))); // A draft: it is never stored.
    engine.pathway = saved;
    EXPECT_EQ(must(PlaceRepository(*engine.database, engine.keys).find(engine.place)).rosterFile, before);
}

/// The answer is lost, and the next try finds nobody there, or is sent away: it says nothing of the first.
TEST(Doubts, ABatchWithoutAnAnswerIsPerhapsThereThoughItsRepetitionWasNotSent) {
    using Fault = FakeDestination::Fault;
    for (const Fault second : {Fault::NotSent, Fault::SignIn}) {
        Engine engine;
        engine.type.limits.parallelBatches = 1;
        engine.destination.fault = [second](int exchange) {
            return exchange == 0 ? Fault::LostAnswer : exchange == 1 ? second : Fault::None;
        };
        const Push stopped = must(engine.push(must(engine.plan(people(0, 3)))));
        ASSERT_TRUE(stopped.resumable);
        ASSERT_TRUE(engine.destination.state().contains("p0@riverbank.org"));
        must(engine.supersede());
        engine.sync(people(1, 3)); // p0 has left.
        engine.sync(people(1, 3));
        EXPECT_FALSE(engine.destination.state().contains("p0@riverbank.org")) << "who was sent is nobody's";
    }
}

/// "Only add and update this time" is the answer to a file that seems to be cut off.
TEST(Doubts, APushThatIsToRemoveNobodyDoesNotGiveUpWhomAnotherPathwayKeeps) {
    Engine engine;
    engine.sync(people(0, 6));
    const Pathway first = engine.pathway;
    usePathway(engine, 2);
    engine.sync(people(5, 8)); // p5 is in both audiences.
    const Pathway second = engine.pathway;
    engine.pathway = first;
    must(engine.push(must(engine.plan(people(0, 2))), false)); // The file was cut off.
    engine.pathway = second;
    engine.sync(people(6, 8)); // p5 leaves the other audience.
    EXPECT_TRUE(engine.destination.state().contains("p2@riverbank.org"));
    EXPECT_TRUE(engine.destination.state().contains("p5@riverbank.org"));
}

TEST(Doubts, WhoLeftAListThatForgetsThemStaysOutWhenTheKeysWereReplaced) {
    Engine engine;
    engine.type.canReadBack = true;
    engine.type.absence = Absence::OwnWish;
    {
        const auto members = engine.members();
        engine.sync(people(0, 6), &members);
    }
    engine.destination.members.erase("p0@riverbank.org");
    {
        const auto members = engine.members();
        engine.sync(people(0, 6), &members);
    }
    ASSERT_FALSE(engine.destination.state().contains("p0@riverbank.org"));
    engine.keys = {QByteArray(32, 'n'), QByteArray(32, 'e'), false};
    must(doubtAllSnapshots(*engine.database));
    const auto members = engine.members();
    engine.reload();
    const auto planned = engine.plan(people(0, 6), &members);
    ASSERT_FALSE(planned) << "p0 would be added again";
    EXPECT_EQ(planned.error().kind, ErrorKind::NeedsDecision);
    // Whoever has looked at it can go on.
    must(PlaceRepository(*engine.database, engine.keys).closeLosses(engine.place, engine.clock.now()));
    engine.reload();
    EXPECT_TRUE(engine.plan(people(1, 6), &members));
}

TEST(Doubts, OneNumberInEachRowDoesNotKeepTheGuardFromAsking) {
    Engine engine;
    engine.type.kind = DestinationKind::Advertising;
    engine.columns = {QStringLiteral("Email"), QStringLiteral("Phone")};
    engine.pathway.mapping = {Engine::line(QStringLiteral("EMAIL"), FieldKind::Email, QStringLiteral("Email"), true),
                              Engine::line(QStringLiteral("PHONE"), FieldKind::Phone, QStringLiteral("Phone"), true)};
    ASSERT_TRUE(engine.savePathway());
    const auto rows = [](int from, int to) {
        Engine::Rows all;
        for (int i = from; i < to; ++i) {
            all.push_back({"p" + std::to_string(i) + "@riverbank.org", "+493012345678"});
        }
        return all;
    };
    engine.sync(rows(0, 40));
    const auto planned = must(engine.plan(rows(40, 80)));
    EXPECT_TRUE(planned->summary().needsConfirmation())
        << planned->summary().counts.remove << " to remove, " << planned->removals() << " removals are sent";
}

} // namespace pathways::test
