// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/roster_adoption.h"

#include "core/base/log.h"
#include "core/model/pathway.h"
#include "core/workspace/database.h"
#include "core/workspace/journal.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QSet>

#include <map>

namespace pathways {

namespace {

/// A roster that no row names.
struct Found {
    QString file;
    std::unique_ptr<Roster> roster;
};

class Adoption {
public:
    Adoption(const Workspace& workspace, Database& database, const WorkspaceKeys& keys)
        : m_workspace(workspace)
        , m_database(database)
        , m_keys(keys)
        , m_places(database, keys)
        , m_journal(database, keys) {}
    Result<int> run();

private:
    [[nodiscard]] bool isNewer(const RosterMeta& meta) const;
    Result<bool> isUnknown(const RosterMeta& meta);
    Result<void> look(const QString& file);
    Result<void> adopt(const Found& found);
    Result<void> takeSlots(const RosterMeta& meta);
    Result<void> forgetSnapshots(const RosterMeta& meta);

    const Workspace& m_workspace;
    Database& m_database;
    const WorkspaceKeys& m_keys;
    PlaceRepository m_places;
    Journal m_journal;
    QList<Place> m_known;
    std::map<QString, Found> m_newest; ///< By Place::id.
};

bool Adoption::isNewer(const RosterMeta& meta) const {
    for (const Place& place : m_known) {
        if (place.id == meta.place) {
            return meta.seq > place.seq;
        }
        if (place.key == meta.at) {
            return false; // Made again under another id meanwhile: the two numbers say nothing about each other.
        }
    }
    return !meta.at.type.isEmpty();
}

/// Whether it says something of which the database has not heard. One that a push wrote whose end was cut off says
/// nothing that settling it does not say.
Result<bool> Adoption::isUnknown(const RosterMeta& meta) {
    if (meta.writtenBy.isEmpty()) {
        return false; // Put together from snapshots.
    }
    const PushId push{meta.writtenBy};
    const auto known = m_journal.find(push);
    if (!known) {
        return known.error().kind == ErrorKind::NotFound ? Result<bool>(true) : fail(known.error());
    }
    return m_journal.batches(push).map(
        [&meta](const QList<BatchRecord>& all) { return countSettled(all) < meta.batches; });
}

Result<void> Adoption::look(const QString& file) {
    auto roster = Roster::open(QDir(m_workspace.rostersFolder()).filePath(file), m_keys.data);
    if (!roster || !isNewer((*roster)->meta())) {
        return {};
    }
    const RosterMeta& meta = (*roster)->meta();
    const auto unknown = isUnknown(meta);
    if (!unknown) {
        return fail(unknown.error());
    }
    const auto before = m_newest.find(meta.place);
    const bool newest = before == m_newest.end() || before->second.roster->meta().seq < meta.seq;
    if (*unknown && newest && (*roster)->file().verify()) {
        m_newest.insert_or_assign(meta.place, Found{file, std::move(*roster)});
    }
    return {};
}

/// The bits of the roster are these. Whom a pathway put there that the database does not know stays there, and nobody
/// else gets its number.
Result<void> Adoption::takeSlots(const RosterMeta& meta) {
    const auto before = m_places.slotsOf(meta.place);
    if (!before) {
        return fail(before.error());
    }
    for (Slot slot : meta.slotted) {
        const bool known = std::any_of(before->begin(), before->end(),
                                       [&slot](const Slot& one) { return one.pathway == slot.pathway; }) ||
                           PathwayRepository(m_database).find(slot.pathway).has_value();
        slot.state = known ? slot.state : SlotState::Resting;
        if (auto saved = m_places.saveSlot(meta.place, slot); !saved) {
            return saved;
        }
    }
    return {};
}

Result<void> Adoption::forgetSnapshots(const RosterMeta& meta) {
    PathwayRepository pathways(m_database);
    for (const Slot& slot : meta.slotted) {
        auto pathway = pathways.find(slot.pathway);
        if (!pathway && pathway.error().kind != ErrorKind::NotFound) {
            return fail(pathway.error());
        }
        if (!pathway) {
            continue;
        }
        pathway->snapshotFile.clear();
        pathway->snapshotDoubtful = false;
        if (auto saved = pathways.save(*pathway); !saved) {
            return saved;
        }
    }
    return {};
}

Result<void> Adoption::adopt(const Found& found) {
    const RosterMeta& meta = found.roster->meta();
    const auto optOuts = found.roster->optOuts();
    if (!optOuts) {
        return fail(optOuts.error());
    }
    qCWarning(lcWorkspace) << "the database is older than the memory of a place, which is used";
    return m_database.transaction([&] {
        return m_places.save({meta.place, meta.at, meta.seq, found.file, QString()})
            .and_then([&] { return takeSlots(meta); })
            .and_then([&] { return m_places.addOptOuts(meta.place, *optOuts); })
            .and_then([&] { return forgetSnapshots(meta); })
            .and_then([&] { return m_journal.passOver(meta.pushSeq); });
    });
}

Result<int> Adoption::run() {
    const auto held = m_workspace.holdSnapshots();
    auto places = m_places.all();
    if (!places) {
        return fail(places.error());
    }
    m_known = std::move(*places);
    QSet<QString> named;
    for (const Place& place : std::as_const(m_known)) {
        named << place.rosterFile << place.rosterPrevious;
    }
    for (const QString& file :
         QDir(m_workspace.rostersFolder()).entryList({QStringLiteral("*.roster")}, QDir::Files | QDir::NoSymLinks)) {
        if (named.contains(file)) {
            continue;
        }
        if (auto looked = look(file); !looked) {
            return fail(looked.error());
        }
    }
    for (const auto& [place, found] : m_newest) {
        if (auto adopted = adopt(found); !adopted) {
            return fail(adopted.error());
        }
    }
    return int(m_newest.size());
}

} // namespace

Result<QList<OptOut>> repeatPlace(PlaceRepository& places, const Place& place, RosterMeta& meta) {
    meta.place = place.id;
    meta.at = place.key;
    auto slots_ = places.slotsOf(place.id);
    if (!slots_) {
        return fail(slots_.error());
    }
    meta.slotted = std::move(*slots_);
    return places.optOuts(place.id);
}

Result<int> adoptNewerRosters(const Workspace& workspace, Database& database, const WorkspaceKeys& keys) {
    return Adoption(workspace, database, keys).run();
}

} // namespace pathways
