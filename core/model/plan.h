// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/model/finding.h"

#include <QDateTime>
#include <QMap>
#include <QString>

#include <atomic>
#include <cstdint>

namespace pathways {

/// What a push would do, in numbers that add up (promise P6): total = add + update + unchanged + leftOut.
/// People who are no longer in the audience stand apart: those who go, and those who stay without the pathway's mark.
struct PlanCounts {
    qint64 add = 0;
    qint64 update = 0;
    qint64 remove = 0;    ///< They go.
    qint64 marksOff = 0;  ///< They stay there; only this pathway's mark (tag, segment) goes.
    qint64 formerOff = 0; ///< A mark that the pathway set before is taken off them; nobody goes, or stays, for it.
    qint64 unchanged = 0;
    qint64 leftOut = 0;   ///< Includes what is invalid, duplicates and people who left at their own wish.
    qint64 total = 0;     ///< Rows of the audience.
    qint64 renamed = 0;   ///< Part of update: people whose identifier changed.
    qint64 refreshed = 0; ///< Part of update: unchanged people sent again because membership expires.
    [[nodiscard]] bool addsUp() const { return total == add + update + unchanged + leftOut; }
    friend bool operator==(const PlanCounts&, const PlanCounts&) = default;
};

/// Why the guard stops a push (rule U41).
enum class GuardReason {
    None,
    EmptySource,
    ManyRemovals,
    ColumnEmptied,
    MatchExactly,
    Unrecognised, ///< People are missing, and as many rows cannot be recognised: a typo is not a goodbye.
    Leaving       ///< The pathway is to go, and its people with it.
};

/// What a plan says of itself before anything is sent: numbers, findings, and whether the guard asks.
struct PlanSummary {
    PlanCounts counts;
    QMap<Reason, qint64> leftOutBy; ///< Sums up to counts.leftOut.
    QList<Finding> findings;
    Finding staying; ///< Gone from the audience but kept for others; count 0: nobody.
    GuardReason guard = GuardReason::None;
    QString guardText;             ///< Whole sentences: the likely cause and the numbers.
    qint64 snapshotPeople = 0;     ///< Whom this pathway put there.
    bool marksOnly = false;        ///< The pathway's way of removing is to take its mark off: nobody goes.
    bool removalsHeldBack = false; ///< The snapshot is doubtful: nobody is removed this time.
    QDateTime made;
    qint64 estimatedRequests = 0;
    [[nodiscard]] bool needsConfirmation() const { return guard != GuardReason::None; }
    [[nodiscard]] bool nothingToDo() const { return counts.add + counts.update + takenOff() == 0; }
    /// Everybody to whom something is done because they are no longer in the audience.
    [[nodiscard]] qint64 noLongerIn() const { return counts.remove + counts.marksOff; }
    /// How much a push takes away when removals are allowed.
    [[nodiscard]] qint64 takenOff() const { return noLongerIn() + counts.formerOff; }
    /// What the guard asks about: whoever loses what this pathway gives its people. To be typed as a number.
    [[nodiscard]] qint64 toConfirm() const { return marksOnly ? counts.marksOff : counts.remove; }
};

/// Rows read so far, for a progress line while planning. Any thread.
struct PlanProgress {
    std::atomic<std::uint64_t> rows{0};
    std::atomic<std::uint64_t> bytes{0};
};

enum class PlanPart { Add, Update, Remove, Unchanged, LeftOut };

/// One person of a plan or a push, as shown in a list.
struct PlanPerson {
    qint64 row = -1;  ///< Row of the source, from 1; -1 for removals.
    QString identity; ///< In the clear; the window masks it until asked.
    QString name;
    Reason reason = Reason::None;
    QString field;                  ///< FieldSpec::id of the value concerned, if the reason is about one.
    QString value;                  ///< That value, in the clear.
    QString column;                 ///< Of the source, if what it says about permission is the reason.
    std::optional<QDateTime> since; ///< When this pathway put the person there.
    bool stays = false;             ///< In the list of those to be removed: only the pathway's mark goes.
    bool foreign = false;           ///< To be removed, and put there by others ("match exactly").
};

} // namespace pathways
