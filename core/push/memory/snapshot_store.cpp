// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_store.h"

#include "core/plan/file/plan_errors.h"
#include "core/push/memory/roster_update.h"
#include "core/roster/memory_file.h"
#include "core/roster/place_memory.h"
#include "core/roster/roster_adoption.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QFile>
#include <QUuid>

namespace pathways {

namespace {

/// As they stand once the memory is named.
QList<OptOut> optOutsAfter(QList<OptOut> before, const NewMemory& memory) {
    before.removeIf([&memory](const OptOut& one) {
        return one.kind != OptOutKind::Deleted && std::find(memory.endedOptOuts.begin(), memory.endedOptOuts.end(),
                                                            one.address) != memory.endedOptOuts.end();
    });
    return before + memory.optOuts;
}

} // namespace

QString newSnapshotName(const PathwayId& pathway) {
    return pathway.value.left(8) + QLatin1Char('-') + QUuid::createUuid().toString(QUuid::WithoutBraces) +
           QStringLiteral(".snapshot");
}

QString SnapshotStore::snapshotPath(const QString& name) const {
    return QDir(m_work.workspace.snapshotsFolder()).filePath(name);
}

QString SnapshotStore::rosterPath(const QString& name) const {
    return QDir(m_work.workspace.rostersFolder()).filePath(name);
}

bool SnapshotStore::isOwn(const Snapshot& snapshot) const {
    return snapshot.meta().writtenBy == m_work.push.id.value;
}

/// One that is damaged is as good as none: the roster says what is true, and everybody is compared with it.
Result<void> SnapshotStore::loadSnapshot() {
    m_snapshot.reset();
    auto pathway = PathwayRepository(m_database).find(m_work.push.pathway);
    if (!pathway) {
        return fail(pathway.error());
    }
    m_file = pathway->snapshotFile;
    m_audience = pathway->audience;
    if (pathway->snapshotFile.isEmpty() || pathway->snapshotDoubtful || m_work.keys.temporary) {
        return {};
    }
    auto snapshot =
        Snapshot::open(snapshotPath(m_file), m_work.keys.data).and_then([this](std::unique_ptr<Snapshot> opened) {
            return opened->file().verify(m_work.helpers).map([&opened] { return std::move(opened); });
        });
    if (!snapshot) {
        return isDamage(snapshot.error()) ? Result<void>{} : fail(snapshot.error());
    }
    m_snapshot = std::move(*snapshot);
    const bool unused = m_work.plan != nullptr && m_work.plan->facts().snapshotId.isEmpty();
    if (unused && !isOwn(*m_snapshot)) {
        m_snapshot.reset(); // The plan found that it says nothing: everybody in it was decided afresh.
    }
    return {};
}

/// One that cannot be read is never taken for an empty one: everybody in it would be forgotten.
Result<void> SnapshotStore::loadRoster() {
    m_roster.reset();
    if (m_work.plan->facts().isBeforePlaces()) {
        return {}; // The roster is put together from the snapshots, before the next plan.
    }
    auto place = PlaceRepository(m_database, m_work.keys).find(m_work.plan->facts().place);
    if (!place) {
        return fail(place.error());
    }
    m_place = *place;
    if (m_place.rosterFile.isEmpty() || m_work.keys.temporary) {
        return {};
    }
    auto roster = Roster::openOf(m_place, m_work.workspace.rostersFolder(), m_work.keys.data)
                      .and_then([this](std::unique_ptr<Roster> opened) {
                          return opened->file().verify(m_work.helpers).map([&opened] { return std::move(opened); });
                      });
    if (!roster) {
        return fail(isDamage(roster.error()) ? plan_errors::memoryDamaged() : roster.error());
    }
    const PlanFacts& facts = m_work.plan->facts();
    if ((*roster)->meta().key == memoryKey(facts.addressField, facts.keyForm)) {
        m_roster = std::move(*roster);
    }
    return {};
}

Result<void> SnapshotStore::open() {
    if (auto loaded = loadSnapshot().and_then([this] { return loadRoster(); }); !loaded) {
        return loaded;
    }
    const PlanFacts& facts = m_work.plan->facts();
    const bool own = m_snapshot && isOwn(*m_snapshot);
    const bool ownRoster = m_roster && m_roster->meta().writtenBy == m_work.push.id.value;
    if (m_place.seq != facts.placeSeq && !ownRoster) {
        return fail(plan_errors::outOfDate());
    }
    if (own) {
        return {};
    }
    if (m_file != (facts.isBeforePlaces() ? facts.snapshotFile : facts.memory)) {
        return fail(plan_errors::outOfDate());
    }
    if (facts.snapshotId.isEmpty()) {
        return {};
    }
    if (!m_snapshot) {
        return forgetSnapshot().and_then([] { return Result<void>(fail(plan_errors::memoryDamaged())); });
    }
    const bool same = m_snapshot->meta().id == facts.snapshotId && m_snapshot->meta().keyForm == facts.keyForm;
    return same ? Result<void>() : fail(plan_errors::outOfDate());
}

/// It only helped to recognise unchanged rows: the next plan compares everybody with the roster.
Result<void> SnapshotStore::forgetSnapshot() {
    PathwayRepository pathways(m_database);
    return pathways.find(m_work.push.pathway).and_then([&pathways](Pathway pathway) {
        pathway.snapshotFile.clear();
        return pathways.save(pathway);
    });
}

SnapshotUpdate SnapshotStore::updateFor(const Push& push, const PlanOutcome& outcome, EffectList& effects) const {
    return {.plan = *m_work.plan,
            .outcome = outcome,
            .effects = effects,
            .old = m_snapshot.get(),
            .path = {},
            .scratchFolder = m_work.workspace.spoolFolder(),
            .dataKey = m_work.keys.data,
            .macKey = m_work.keys.mac,
            .pushId = push.id.value,
            .pushSeq = push.seq,
            .now = m_work.clock.now(),
            .removalsToo = m_work.allowRemovals,
            .helpers = m_work.helpers};
}

Result<NewMemory> SnapshotStore::write(const Push& push, const PlanOutcome& outcome, bool complete,
                                       qint64 largestFitting) {
    auto pathway = PathwayRepository(m_database).find(m_work.push.pathway);
    if (pathway && pathway->snapshotFile != m_file) {
        // The platform's later word on an earlier push came meanwhile; what was learnt of those people stays.
        if (auto loaded = loadSnapshot(); !loaded) {
            return fail(loaded.error());
        }
    }
    if (auto loaded = loadRoster(); !loaded) {
        return fail(loaded.error());
    }
    EffectList effects(m_work.workspace.spoolFolder(), m_work.plan->changes() + m_work.plan->removals());
    SnapshotUpdate update = updateFor(push, outcome, effects);
    update.complete = complete;
    update.largestFitting = largestFitting;
    return writeBoth(push, update, effects);
}

Result<NewMemory> SnapshotStore::salvage(const Push& push, const PlanOutcome& outcome, qint64 largestFitting,
                                         std::uint64_t& lost) {
    auto loaded = loadSnapshot().and_then([this] { return loadRoster(); });
    if (!loaded && loaded.error().kind == ErrorKind::NeedsDecision) {
        // The roster is damaged: the next plan puts it together from the snapshots, which say nothing of this push.
        lost = outcome.sent();
        NewMemory nothing;
        nothing.settled = true;
        return nothing;
    }
    if (!loaded) {
        return fail(loaded.error());
    }
    EffectList effects(m_work.workspace.spoolFolder(), m_work.plan->changes() + m_work.plan->removals());
    SnapshotUpdate update = updateFor(push, outcome, effects);
    update.complete = false;
    update.largestFitting = largestFitting;
    update.lost = &lost;
    return writeBoth(push, update, effects);
}

Result<NewMemory> SnapshotStore::writeBoth(const Push& push, SnapshotUpdate update, EffectList& effects) {
    NewMemory memory;
    memory.settled = true;
    memory.when = update.now;
    memory.place = m_place.id;
    if (m_work.keys.temporary) {
        memory.lost = qint64(update.outcome.sent());
        return memory;
    }
    memory.lossesOver = update.complete && m_work.plan->facts().membersRead;
    if (!needsUpdate(update)) {
        return memory;
    }
    update.asDelta = mayBeDelta(update);
    const QString whole = newSnapshotName(m_work.push.pathway);
    const QString name = update.asDelta ? nameOfDelta(whole, m_file) : whole;
    update.path = snapshotPath(name);
    if (auto written = writeSnapshot(update); !written) {
        return fail(written.error());
    }
    memory.snapshotFile = name;
    memory.optOuts = effects.optOuts();
    memory.endedOptOuts = effects.ended();
    if (m_place.id.isEmpty()) {
        return memory;
    }
    memory.audience = m_audience;
    memory.saidNo = effects.saidNo();
    memory.saidYes = effects.saidYes();
    if (auto written = writeRosterFile(push, update.complete, effects, memory); !written) {
        giveUp(memory);
        return fail(written.error());
    }
    return memory;
}

EffectSource SnapshotStore::sourceOf(const Push& push, const Slot& slot, bool complete, const QDateTime& when) const {
    const PlanFacts& facts = m_work.plan->facts();
    EffectSource source{
        .slot = slotBit(slot.number), .push = std::uint32_t(push.seq), .day = std::uint16_t(dayNumber(when))};
    for (const quint32 former : facts.formerSlots) {
        source.former |= former < kPlaceSlots ? slotBit(int(former)) & ~source.slot : 0;
    }
    source.endsFormer = complete && source.former != 0;
    source.clearsFormer = !facts.formerMarks.empty();
    source.keepsPeople = !removes(m_work.method);
    source.leavesPeople = m_work.plan->summary().marksOnly && removes(m_work.method);
    return source;
}

Result<void> SnapshotStore::writeRosterFile(const Push& push, bool complete, EffectList& effects, NewMemory& memory) {
    const PlanFacts& facts = m_work.plan->facts();
    PlaceRepository places(m_database, m_work.keys);
    auto slot = places.slotFor(m_place.id, m_work.push.pathway, facts.mark);
    auto identities = Snapshot::open(snapshotPath(*memory.snapshotFile), m_work.keys.data);
    if (!slot || !identities) {
        return fail(slot ? identities.error() : slot.error());
    }
    const auto batches = Journal(m_database, m_work.keys).batches(push.id);
    RosterMeta meta;
    auto optOuts = repeatPlace(places, m_place, meta);
    auto returns = readReturns(places, m_place.id);
    if (!batches || !optOuts || !returns) {
        return fail(!batches ? batches.error() : !optOuts ? optOuts.error() : returns.error());
    }
    const EffectSource source = sourceOf(push, *slot, complete, memory.when);
    // Where slots end, everybody who had them changes.
    const bool asDelta = m_roster && !source.endsFormer && mayBeDelta(*m_roster, changedRecords(*m_work.plan));
    const QString name = asDelta ? nameOfDelta(newRosterName(m_place), m_place.rosterFile) : newRosterName(m_place);
    meta.seq = m_place.seq + 1;
    meta.writtenBy = push.id.value;
    meta.pushSeq = push.seq;
    meta.batches = countSettled(*batches);
    meta.key = memoryKey(facts.addressField, facts.keyForm);
    if (m_roster) {
        meta.unknown = m_roster->meta().unknown;
    }
    if (complete) {
        meta.unknown.removeAll(push.pathway.value); // All of its audience has been compared and sent.
    }
    const RosterUpdate update{.old = m_roster.get(),
                              .asDelta = asDelta,
                              .effects = effects.sorter(),
                              .source = source,
                              .identities = identities->get(),
                              .path = rosterPath(name),
                              .scratchFolder = m_work.workspace.spoolFolder(),
                              .dataKey = m_work.keys.data,
                              .meta = meta,
                              .optOuts = optOutsAfter(std::move(*optOuts), memory),
                              .returns = std::move(*returns),
                              .helpers = m_work.helpers};
    return writeRoster(update).map([&](std::vector<int> ended) {
        memory.endedSlots = std::move(ended);
        memory.rosterFile = name;
        memory.rosterSeq = meta.seq;
        memory.rosterPrevious = m_place.rosterFile;
    });
}

Result<NewMemory> SnapshotStore::forgetValues() {
    NewMemory memory;
    memory.settled = true;
    if (auto loaded = loadSnapshot(); !loaded || !m_snapshot) {
        return loaded ? Result<NewMemory>(memory) : fail(loaded.error());
    }
    const QString name = newSnapshotName(m_work.push.pathway);
    return writeWithoutValues(*m_snapshot, snapshotPath(name), m_work.keys.data).map([&] {
        memory.snapshotFile = name;
        return memory;
    });
}

void SnapshotStore::giveUp(const NewMemory& memory) const {
    if (memory.snapshotFile) {
        QFile::remove(snapshotPath(*memory.snapshotFile));
    }
    if (memory.rosterFile) {
        QFile::remove(rosterPath(*memory.rosterFile));
    }
}

void SnapshotStore::dropOld(const NewMemory& memory) const {
    if (memory.snapshotFile) {
        dropMemory(m_work.workspace.snapshotsFolder(), m_file, {*memory.snapshotFile});
    }
    // The roster before stays until the new one has been used.
    if (memory.rosterFile) {
        dropMemory(m_work.workspace.rostersFolder(), m_place.rosterPrevious, {*memory.rosterFile, m_place.rosterFile});
    }
}

} // namespace pathways
