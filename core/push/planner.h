// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/audience/row_reader.h"
#include "core/model/audience.h"
#include "core/model/pathway.h"
#include "core/push/member_index.h"
#include "core/push/sealed_plan.h"

#include <QDate>

#include <atomic>
#include <functional>
#include <memory>

namespace pathways {

struct PlanInput {
    const Pathway& pathway;
    const Audience& audience;
    const DestinationType& type;
    RowReader& reader;
    const WorkspaceKeys& keys;
    QString snapshotsFolder;
    QString spoolFolder;
    const MemberIndex* members = nullptr;             ///< Null: not read back.
    const std::vector<PersonKey>* excluded = nullptr; ///< Sorted; people kept out of every push.
    QDateTime now;
    bool trial = false; ///< Of a few people only: it says nothing about how full the columns usually are.
};

/// Rows read so far, for a progress line while planning. Any thread.
struct PlanProgress {
    std::atomic<std::uint64_t> rows{0};
    std::atomic<std::uint64_t> bytes{0};
};

/// Makes the plan: reads the source once, applies the rules, recognises unchanged rows by their raw fingerprint,
/// normalises and checks the rest, merges with the snapshot, seals the changes (DESIGN section 3.2 and 3.3). Runs on
/// the calling worker thread and one more. Writes only into the spool folder; a failed or stopped plan leaves nothing.
[[nodiscard]] Result<std::shared_ptr<SealedPlan>> makePlan(const PlanInput& input, PlanProgress& progress,
                                                           std::stop_token stop);

/// Whether the guard asks (reference U41): more than 20 % or more than 500 people, and at least 5; or nobody left.
[[nodiscard]] GuardReason guardFor(qint64 removals, qint64 snapshotPeople, qint64 audienceTotal);

} // namespace pathways
