// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/finding.h"
#include "core/model/push.h"
#include "core/plan/file/plan_file.h"
#include "core/workspace/journal.h"

#include <QByteArray>

#include <cstdint>
#include <vector>

namespace pathways {

struct BatchRecord;
class PlanFile;

/// What the journal keeps of a batch's outcome beside its state, in the place of the platform's receipt and in the same
/// transaction: enough to know after any restart what became of every single person.
struct BatchOutcome {
    struct Exception {
        std::uint32_t index = 0; ///< In the batch.
        Reason reason = Reason::RefusedOther;
    };
    QByteArray receipt; ///< The platform's own.
    bool processing = false;
    std::uint32_t firstHalf = 0;        ///< Not 0: refused and halved; numbers of the halves are this and the next.
    std::vector<Exception> exceptions;  ///< People who were not simply accepted.
    std::vector<std::uint32_t> adopted; ///< Accepted, but there before us.
    bool sentBefore = false;            ///< Refused, after a try whose answer was lost: that one may have been taken.

    [[nodiscard]] QByteArray pack() const;
    /// Garbage gives an empty note: the batch is then as it was planned.
    [[nodiscard]] static BatchOutcome unpack(const QByteArray& bytes);
};

/// The counter that a batch adds to: accepted, removed or marksOff. Marks to be taken off come first among the removals
/// of a plan, in batches of their own.
[[nodiscard]] qint64 PushCounts::*counterOf(const PlanFile& plan, const BatchRecord& batch);

/// Adds a settled batch to the counters of its push: people that were accepted, and exceptions by their kind. Removals
/// by which nobody leaves (PlanFile::replaced()) count as settled only.
void countBatch(PushCounts& counts, const PlanFile& plan, const BatchRecord& batch,
                const std::vector<BatchOutcome::Exception>& exceptions);

} // namespace pathways
