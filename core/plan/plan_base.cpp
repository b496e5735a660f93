// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_base.h"

#include "core/base/clock.h"
#include "core/base/log.h"
#include "core/base/memory_guard.h"
#include "core/model/everyone_option.h"

#include <QDir>

#include <thread>

namespace pathways {

Result<PlanBase> openPlanBase(const PlanInput& input, const PlanFields& fields) {
    PlanBase base;
    if (input.place.lost || input.pathway.snapshotDoubtful) {
        base.trust = MemoryTrust::Doubtful;
        return base;
    }
    if (!input.place.roster) {
        return base;
    }
    base.trust = MemoryTrust::Good;
    if (input.pathway.snapshotFile.isEmpty()) {
        return base;
    }
    const QString path = QDir(input.snapshotsFolder).filePath(input.pathway.snapshotFile);
    auto snapshot = Snapshot::open(path, input.keys.data).and_then([](std::unique_ptr<Snapshot> opened) {
        return opened->file().verify().map([&opened] { return std::move(opened); });
    });
    if (snapshot) {
        // With another column for the key, or keys compared by other rules, nobody could be found again.
        if ((*snapshot)->meta().addressField == fields.addressField() &&
            (*snapshot)->meta().keyForm == fields.keyForm) {
            base.snapshot = std::move(*snapshot);
        }
        return base;
    }
    if (!isDamage(snapshot.error())) {
        return fail(snapshot.error());
    }
    qCWarning(lcPush) << "A snapshot is damaged or lost; everybody is compared with the roster";
    return base;
}

Result<std::uint64_t> fillUnchangedRows(const PlanInput& input, const Snapshot& snapshot, const RosterCheck& check,
                                        const QByteArray& context, UnchangedRowIndex& seen) {
    const bool sameContext = snapshot.meta().rowContext == context;
    const std::uint32_t today = dayNumber(input.now);
    const bool everyone = sendsEveryone(input.pathway);
    auto fill = [&](std::uint32_t first, std::uint32_t last, std::uint64_t& standing) {
        return snapshot.read(first, last,
                             [&](std::uint64_t index, const PersonRecord* records, std::size_t count) -> Result<void> {
                                 if (index + count > seen.size()) {
                                     return fail(damagedFile());
                                 }
                                 for (std::size_t i = 0; i < count; ++i) {
                                     const PersonRecord& record = records[i];
                                     if (record.reason != Reason::None || check.afresh(record.address)) {
                                         continue;
                                     }
                                     ++standing;
                                     const bool due = everyone || isDue(record.number, input.type.refreshDays, today);
                                     if (sameContext && !due) {
                                         seen.set(std::uint32_t(index + i), record.tag);
                                     }
                                 }
                                 return {};
                             });
    };
    const std::uint32_t middle = snapshot.blocks() / 2;
    std::uint64_t standing = 0;
    std::uint64_t otherStanding = 0;
    Result<void> otherHalf;
    {
        std::jthread other([&] {
            otherHalf =
                withinMemory(InterruptedWork::Plan, [&] { return fill(middle, snapshot.blocks(), otherStanding); });
        });
        if (auto half = fill(0, middle, standing); !half) {
            return fail(half.error());
        }
    }
    if (!otherHalf) {
        return fail(otherHalf.error());
    }
    if (sameContext) {
        seen.build();
    }
    return standing + otherStanding;
}

} // namespace pathways
