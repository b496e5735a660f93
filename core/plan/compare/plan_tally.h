// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/plan.h"

#include <map>

namespace pathways {

/// What a plan decided, in numbers.
struct PlanTally {
    PlanCounts counts; ///< Without total.
    std::map<Reason, qint64> leftOut;
    std::map<int, qint64> denied; ///< People whom a permission column leaves out, by its index.
    std::map<int, qint64> held;   ///< People who stay as they are, as a permission column is not clear about them.
    qint64 wereThere = 0;         ///< Left in place though gone from the audience: others put them there.
    qint64 unsent = 0;            ///< On the list and in the audience, but their rows have errors.
    qint64 keptOut = 0;           ///< Gone from the audience, and opted out: not touched.
    qint64 keptByOthers = 0;      ///< There for other pathways, and not sent by this push.
    qint64 foreignRemovals = 0;   ///< Put there by others, removed by "match exactly".
    qint64 unremovable = 0;       ///< Not removed by it, as their keys cannot be told to the destination exactly.
    qint64 putBack = 0;           ///< Part of the additions: they were there, and are not any more by an accident.
    qint64 replaced = 0;          ///< Taken out, and nobody leaves: they stay with other identifiers.
    qint64 shareAll = 0;          ///< Gone from the audience, and all that they were put in by is somebody's who stays.
    qint64 manySharers = 0;   ///< Taken out, and more people share something with them than are put in again for it.
    qint64 leftovers = 0;     ///< Part of the removals: ours, and wanted by no pathway any more.
    qint64 handedOver = 0;    ///< Gone from this audience, but they stay: another pathway has them.
    std::uint64_t keptBy = 0; ///< The slots of those pathways.
    std::map<std::size_t, qint64> saidNo; ///< Left out, by the number of the audience in which they said no.
    qint64 saidNoHere = 0;                ///< They said no in this audience, and go although other pathways want them.
    std::uint64_t saidNoWanted = 0;       ///< The slots of those pathways.
    qint64 formerLeft = 0;                ///< They keep a mark that the pathway set before.
    // A typo is not a goodbye (E16).
    qint64 unreadable = 0; ///< Rows of which nobody can say whose they are, and which are new.
    qint64 unplaced = 0;   ///< People of the audience of whom it is not known where they were put before.
    qint64 unknown = 0;    ///< Gone from the audience, and it is not known whose row had put them there.
    qint64 undecided = 0;  ///< Gone from the audience, and left as they are: they may be in one of those rows.
    std::uint32_t batches = 0;
};

} // namespace pathways
