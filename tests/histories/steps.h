// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/histories/life.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pathways::test {

/// What can happen in a history. A step is a value: its numbers are taken modulo what exists, so that leaving a step
/// out changes no other.
enum class StepKind {
    Join,
    Leave,
    Move,     ///< From one audience to the next.
    JoinBoth, ///< Somebody of one audience joins the next one too.
    Rename,   ///< The value that is no identifier.
    BadValue, ///< A value that no place takes, or a good one again.
    ChangeAddress,
    Swap, ///< Two people exchange addresses.
    NewPhone,
    NoPhone,
    Household, ///< Somebody has the phone of another.
    Respell,
    Typo, ///< The address in the file is damaged: nobody can tell whose it is.
    Resort,
    Unsubscribe,
    Bounce,
    TakenOutByStaff,
    OthersAdd,
    Push,
    PushStopped,
    PushAnswerLost,
    PushRequestLost,
    PushRefused,
    PushKilled,
    PushFull, ///< The disk fills up in the middle of it.
    PushAfresh,
    Bin, ///< Or out of it.
    EmptyBin,
    Remake,
    OtherTag,
    OtherMapping,
    OtherIds, ///< People are told apart by ids, or not any more.
    OtherMethod,
    Damage,
    BackUp,
    Restore,
    SetClock,
    DayChange,
    PushRaced, ///< Somebody leaves, bounces or is taken out by staff between the plan and Confirm.
    Merge,     ///< Two entries of the donors' database become one: the other id goes.
    BackAgain, ///< Somebody who had left subscribes again.
    OtherZone, ///< The computer is in another time zone.
    TakeOut,   ///< The people of a pathway; then it is in the bin.
    SaysNo,    ///< Somebody's row in one audience says no,
    SaysYes,   ///< or yes again.
    kCount
};
[[nodiscard]] std::string nameOf(StepKind kind);

struct Step {
    StepKind kind = StepKind::Join;
    unsigned a = 0;
    unsigned b = 0;
};
using Steps = std::vector<Step>;

/// A history: what it is about, the pathways it begins with, and what happens then.
struct History {
    std::size_t audiences = 1;
    std::vector<PathwaySetup> pathways;
    Steps steps;
    PlaceKind place = PlaceKind::List;
};

/// Plays a history to its end or to the first broken promise.
struct Played {
    std::vector<std::string> broken;
    std::vector<std::string> trace;
    Operations seen;
};
[[nodiscard]] Played play(const History& history);

/// Draws so many steps of these kinds. Kinds that are named more than once come more often.
[[nodiscard]] Steps draw(std::uint64_t seed, std::size_t count, const std::vector<StepKind>& kinds);

/// The smallest history found that still breaks a promise: leaves out halves, quarters, single steps, then lowers
/// numbers.
[[nodiscard]] History shrink(History history);

/// The history as text, a step a line, and what happens in it.
[[nodiscard]] std::string describe(const History& history);

} // namespace pathways::test
