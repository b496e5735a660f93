// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/compare/plan_tally.h"
#include "core/plan/input/plan_fields.h"
#include "core/plan/input/plan_input.h"
#include "core/plan/plan_base.h"
#include "core/plan/rows/source_scan.h"

#include <QMap>

namespace pathways {

/// The other pathways that keep people there, each audience once. bits: their slots. A database that is a backup does
/// not know all of them.
[[nodiscard]] std::vector<SlotHolder> holdersOf(const PlaceSlots& slotted, std::uint64_t bits);

/// Share of people with a value, per field, after this plan: what was read anew, and for the unchanged what was known.
[[nodiscard]] QMap<QString, double> filledShares(const PlanFields& fields, const ScanResult& scan,
                                                 const PlanCounts& counts, const QMap<QString, double>& before);

/// Whether the guard asks (rule U41): more than 20 % or more than 500 people, and at least 5; or nobody left.
[[nodiscard]] GuardReason guardFor(qint64 removals, qint64 snapshotPeople, qint64 audienceTotal);

/// Puts what was found into numbers and sentences, and asks the guard (rule U41).
[[nodiscard]] PlanSummary summarise(const PlanInput& input, const PlanFields& fields, const ScanResult& scan,
                                    const PlanTally& tally, MemoryTrust trust, qint64 snapshotPeople,
                                    const QMap<QString, double>& filledBefore, const QMap<QString, double>& filledNow);

} // namespace pathways
