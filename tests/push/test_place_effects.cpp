// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/place_effects.h"
#include "core/push/memory/roster_update.h"
#include "core/roster/returns.h"
#include "tests/support/must.h"

#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace pathways {
namespace {

constexpr std::uint64_t kSlot = 1;

RosterRecord of(PlaceState state, std::uint32_t push, Origin origin = Origin::Us) {
    RosterRecord record;
    record.place.bytes[0] = 7;
    record.state = state;
    record.origin = origin;
    record.push = push;
    return record;
}

RosterRecord after(RosterRecord record, PlaceEvent event, std::uint32_t push) {
    return applyEffect(record, true, {record.place, 0, event, {}}, {.slot = kSlot, .push = push, .day = 1});
}

TEST(PlaceEffects, WhomWeTookOutIsStillOutByUsWhenAPutIsLost) {
    for (const PlaceState before : {PlaceState::Out, PlaceState::PerhapsOut, PlaceState::PerhapsBack}) {
        const RosterRecord sent = after(of(before, 5), PlaceEvent::PutUnknown, 6);
        EXPECT_EQ(sent.state, PlaceState::PerhapsBack);
        EXPECT_EQ(sent.push, 6u);
        for (const PlaceEvent gone : {PlaceEvent::Missing, PlaceEvent::WasGone, PlaceEvent::Refused}) {
            EXPECT_EQ(after(sent, gone, 7).state, PlaceState::Out);
        }
        EXPECT_EQ(after(sent, PlaceEvent::Missing, 7).push, 6u) << "what was done there since is told by that time";
        EXPECT_EQ(after(sent, PlaceEvent::Put, 7).state, PlaceState::There);
    }
}

TEST(PlaceEffects, WhomWeNeverTookOutIsNot) {
    for (const PlaceState before : {PlaceState::Absent, PlaceState::PerhapsIn}) {
        const RosterRecord sent = after(of(before, 5), PlaceEvent::PutUnknown, 6);
        EXPECT_EQ(sent.state, PlaceState::PerhapsIn);
        EXPECT_EQ(after(sent, PlaceEvent::Missing, 7).state, PlaceState::Absent);
    }
    EXPECT_EQ(after(of(PlaceState::There, 5), PlaceEvent::WasGone, 6).state, PlaceState::Absent);
    EXPECT_EQ(after(of(PlaceState::Out, 5), PlaceEvent::OptedOut, 6).state, PlaceState::Absent);
}

TEST(PlaceEffects, WhoeverCameBackWithoutUsIsThereByOthers) {
    const RosterRecord there = of(PlaceState::There, 5);
    const std::vector<KnownReturn> later{{there.place, 6}};
    EXPECT_EQ(ReturnWalk(later).settled(there).origin, Origin::Others);
    const std::vector<KnownReturn> earlier{{there.place, 4}};
    EXPECT_EQ(ReturnWalk(earlier).settled(there).origin, Origin::Us) << "put by a push since";
}

TEST(PlaceEffects, AnUndoneChangeOfSomebodyWhoIsNotInTheRosterMakesNoRecordOfNobody) {
    QTemporaryDir folder;
    EffectSorter effects(folder.path(), 100);
    PersonKey key;
    key.bytes.fill(7);
    {
        EffectSorter::Input input(effects);
        test::must(input.add({key, 0, PlaceEvent::Undone, {}}));
        test::must(input.flush());
    }
    const QString path = folder.filePath(QStringLiteral("one.roster"));
    RosterMeta meta;
    meta.place = QStringLiteral("place");
    const auto ended = test::must(writeRoster({.effects = effects,
                                               .source = {.slot = 1, .push = 5, .day = 1},
                                               .path = path,
                                               .scratchFolder = folder.path(),
                                               .dataKey = QByteArray(32, 'd'),
                                               .meta = meta,
                                               .optOuts = {},
                                               .returns = {}}));
    EXPECT_TRUE(ended.empty());
    const auto roster = test::must(Roster::open(path, QByteArray(32, 'd')));
    RosterWalk walk(roster.get());
    test::must(walk.start());
    if (walk.current() != nullptr) {
        EXPECT_EQ(walk.current()->place, key);
        EXPECT_NE(walk.current()->origin, Origin::Us);
    }
}

} // namespace
} // namespace pathways
