// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/slot_fold.h"

#include "core/model/pathway.h"
#include "core/roster/memory_file.h"
#include "core/roster/place_memory.h"
#include "core/roster/roster_adoption.h"
#include "core/workspace/database.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QFile>

namespace pathways {

namespace {

/// Those of pathways that are gone for good.
Result<QList<Slot>> goneSlots(Database& database, const QList<Slot>& all) {
    PathwayRepository pathways(database);
    QList<Slot> gone;
    for (const Slot& slot : all) {
        if (slot.state == SlotState::Resting) {
            continue;
        }
        const auto pathway = pathways.find(slot.pathway);
        if (!pathway && pathway.error().kind != ErrorKind::NotFound) {
            return fail(pathway.error());
        }
        if (!pathway || slot.state == SlotState::Closed) {
            gone << slot;
        }
    }
    return gone;
}

Result<void> copyFolded(const Roster& roster, RosterWriter& writer, std::uint64_t gone, std::uint64_t kept) {
    auto done = writer.identities().keep(roster.file(), roster.meta().segments);
    RosterWalk walk(&roster);
    done = done.and_then([&walk] { return walk.start(); });
    while (done && walk.current() != nullptr) {
        RosterRecord record = *walk.current();
        record.wants &= ~gone;
        record.has = (record.has & gone) != 0 ? (record.has & ~gone) | kept : record.has;
        done = writer.add(record).and_then([&walk] { return walk.advance(); });
    }
    return done;
}

} // namespace

Result<void> foldSlots(const Workspace& workspace, Database& database, const WorkspaceKeys& keys, const Roster& roster,
                       Place& place) {
    PlaceRepository places(database, keys);
    RosterMeta meta = roster.meta();
    auto optOuts = repeatPlace(places, place, meta);
    auto gone = optOuts ? goneSlots(database, meta.slotted) : fail(optOuts.error());
    if (!gone) {
        return fail(gone.error());
    }
    if (gone->size() < 2) {
        return {};
    }
    Slot kept = gone->takeFirst();
    kept.state = SlotState::Closed;
    std::uint64_t bits = slotBit(kept.number);
    std::vector<int> numbers;
    for (const Slot& slot : std::as_const(*gone)) {
        numbers.push_back(slot.number);
        bits |= slotBit(slot.number);
        meta.slotted.removeOne(slot);
    }
    const QString name = newRosterName(place);
    const QString path = QDir(workspace.rostersFolder()).filePath(name);
    auto writer = RosterWriter::create(path, keys.data);
    if (!writer) {
        return fail(writer.error());
    }
    meta.seq = place.seq + 1;
    auto done = copyFolded(roster, **writer, bits, slotBit(kept.number))
                    .and_then([&] { return (*writer)->add(*optOuts); })
                    .and_then([&] { return (*writer)->finish(meta); })
                    .and_then([&] {
                        return database.transaction([&] {
                            return places.setRoster(place.id, meta.seq, name, place.rosterFile)
                                .and_then([&] { return places.saveSlot(place.id, kept); })
                                .and_then([&] { return places.freeSlots(place.id, numbers); });
                        });
                    });
    if (!done) {
        QFile::remove(path);
        return done;
    }
    dropMemory(workspace.rostersFolder(), place.rosterPrevious, {name, place.rosterFile});
    place.rosterPrevious = place.rosterFile;
    place.rosterFile = name;
    place.seq = meta.seq;
    return {};
}

} // namespace pathways
