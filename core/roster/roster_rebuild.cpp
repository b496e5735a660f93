// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/roster/roster_rebuild.h"

#include "core/base/log.h"
#include "core/model/connection.h"
#include "core/model/destination_type.h"
#include "core/model/pathway.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/roster_adoption.h"
#include "core/roster/snapshot.h"
#include "core/spool/external_sorter.h"
#include "core/workspace/database.h"
#include "core/workspace/place_repository.h"
#include "core/workspace/repositories.h"

#include <QDir>
#include <QFile>

#include <limits>
#include <map>

namespace pathways {

namespace {

constexpr std::size_t kInMemory = 64 * 1024 * 1024 / sizeof(RosterRecord);

struct ByPlaceKey {
    [[nodiscard]] static std::uint64_t rank(const RosterRecord& record) {
        std::uint64_t first = 0;
        std::memcpy(&first, record.place.bytes.data(), sizeof first);
        return __builtin_bswap64(first);
    }
    [[nodiscard]] static constexpr std::uint64_t highest() { return std::numeric_limits<std::uint64_t>::max(); }
    [[nodiscard]] bool operator()(const RosterRecord& a, const RosterRecord& b) const { return a.place < b.place; }
};

class Rebuilding {
public:
    Rebuilding(const Workspace& workspace, Database& database, const WorkspaceKeys& keys, const RosterRebuild& rebuild)
        : m_workspace(workspace)
        , m_database(database)
        , m_keys(keys)
        , m_rebuild(rebuild)
        , m_places(database, keys)
        , m_key(memoryKey(keyFieldOf(rebuild.question.pathway, rebuild.question.type), rebuild.question.keyForm))
        , m_records(workspace.spoolFolder(), kInMemory)
        , m_input(m_records) {}

    Result<RebuiltRoster> run();

private:
    Result<QList<Pathway>> pathwaysThere();
    Result<void> open(const Pathway& pathway);
    Result<Slot> slotOf(const Pathway& pathway);
    Result<void> take(const Pathway& pathway, const Snapshot& snapshot, RosterWriter& writer);
    Result<void> openPrevious();
    Result<void> write(RosterWriter& writer);
    Result<void> addUpTo(RosterWriter& writer, const PersonKey* place);
    Result<void> addJoined(RosterWriter& writer, const RosterRecord& fromSnapshots);
    [[nodiscard]] RosterRecord joined(RosterRecord before, const RosterRecord* fromSnapshots) const;
    Result<PersonKey> placeOf(const PersonRecord& record);

    const Workspace& m_workspace;
    Database& m_database;
    const WorkspaceKeys& m_keys;
    const RosterRebuild& m_rebuild;
    PlaceRepository m_places;
    QString m_key;
    using Sorter = ExternalSorter<RosterRecord, ByPlaceKey>;
    Sorter m_records;
    Sorter::Input m_input;
    std::vector<std::pair<Pathway, std::unique_ptr<Snapshot>>> m_snapshots;
    std::unique_ptr<Roster> m_previous; ///< Null: there is none, or none that can be read.
    std::unique_ptr<RosterWalk> m_walk; ///< Of m_previous.
    std::uint64_t m_told = 0;           ///< Slots whose snapshot was read and has everybody.
    std::uint64_t m_removing = 0;       ///< Of them, those that take people out.
    QList<OptOut> m_optOuts;
    /// Of the snapshot at hand, where it was written by a version that knew people by their strongest identifier.
    struct ByTuple {
        IdentityReader identities;
        IdentifierTuple tuple;
        KeyedDigest digest;
    };
    std::unique_ptr<ByTuple> m_byTuple;
    std::vector<std::string_view> m_texts;
    QStringList m_unknown; ///< Pathways whose people are not all known.
};

Result<QList<Pathway>> Rebuilding::pathwaysThere() {
    auto pathways = PathwayRepository(m_database).all(true);
    auto connections = ConnectionRepository(m_database).all(true);
    if (!pathways || !connections) {
        return fail(pathways ? connections.error() : pathways.error());
    }
    QList<Pathway> there;
    for (const Pathway& pathway : std::as_const(*pathways)) {
        const auto connection = std::find_if(connections->cbegin(), connections->cend(),
                                             [&](const Connection& one) { return one.id == pathway.connection; });
        if (connection != connections->cend() && connection->type == m_rebuild.question.type.key &&
            pathways::placeOf(pathway, *connection, m_rebuild.question.type) == m_rebuild.place.key) {
            there << pathway;
        }
    }
    return there;
}

Result<void> Rebuilding::openPrevious() {
    const QString& name = m_rebuild.place.rosterPrevious;
    if (name.isEmpty()) {
        return {};
    }
    auto roster = Roster::open(QDir(m_workspace.rostersFolder()).filePath(name), m_keys.data)
                      .and_then([](std::unique_ptr<Roster> opened) {
                          return opened->file().verify().map([&opened] { return std::move(opened); });
                      });
    if (!roster) {
        return isDamage(roster.error()) ? Result<void>{} : fail(roster.error());
    }
    const RosterMeta& meta = (*roster)->meta();
    if (meta.place == m_rebuild.place.id && meta.seq < m_rebuild.place.seq && meta.key == m_key) {
        m_previous = std::move(*roster);
        m_unknown = meta.unknown;
    }
    m_walk = std::make_unique<RosterWalk>(m_previous.get());
    return m_walk->start();
}

Result<void> Rebuilding::open(const Pathway& pathway) {
    if (pathway.snapshotFile.isEmpty()) {
        // Pushed there, and nothing is left of it.
        return m_places.slotsOf(m_rebuild.place.id).map([&](const QList<Slot>& all) {
            const bool pushed = std::any_of(all.begin(), all.end(),
                                            [&pathway](const Slot& slot) { return slot.pathway == pathway.id; });
            if (pushed && !m_previous && !m_rebuild.place.rosterFile.isEmpty()) {
                m_unknown << pathway.id.value;
            }
        });
    }
    if (pathway.snapshotDoubtful) {
        m_unknown << pathway.id.value;
        return {};
    }
    auto snapshot = Snapshot::open(QDir(m_workspace.snapshotsFolder()).filePath(pathway.snapshotFile), m_keys.data)
                        .and_then([](std::unique_ptr<Snapshot> opened) {
                            return opened->file().verify().map([&opened] { return std::move(opened); });
                        });
    if (!snapshot) {
        if (!isDamage(snapshot.error())) {
            return fail(snapshot.error());
        }
        qCWarning(lcPush) << "A snapshot is damaged or lost, and no roster says what it said";
        m_unknown << pathway.id.value;
        return {};
    }
    const SnapshotMeta& meta = (*snapshot)->meta();
    // Earlier versions told people apart by the strongest of their identifiers; all of them stand in the snapshot.
    const bool byStrongest = m_key == kAllIdentifiers && meta.addressField.isEmpty();
    if (!byStrongest && memoryKey(meta.addressField, meta.keyForm) != m_key) {
        m_unknown << pathway.id.value; // By another key nobody can be found again.
        return {};
    }
    m_snapshots.emplace_back(pathway, std::move(*snapshot));
    return {};
}

/// Of the marks that its last push set: it may have been given others since, and nobody has those yet.
Result<Slot> Rebuilding::slotOf(const Pathway& pathway) {
    const QString mark = markOf(pathway, m_rebuild.question.type);
    const auto all = m_places.slotsOf(m_rebuild.place.id);
    if (!all) {
        return fail(all.error());
    }
    const auto own = [&](const Slot& slot) { return slot.pathway == pathway.id && slot.state == SlotState::Active; };
    const auto former = std::find_if(all->begin(), all->end(), own);
    const bool pushed =
        std::any_of(all->begin(), all->end(), [&](const Slot& slot) { return own(slot) && slot.mark == mark; });
    return former != all->end() && !pushed ? Result<Slot>(*former)
                                           : m_places.slotFor(m_rebuild.place.id, pathway.id, mark);
}

/// Identifiers are taken over as they are, still encrypted.
Result<void> Rebuilding::take(const Pathway& pathway, const Snapshot& snapshot, RosterWriter& writer) {
    auto slot = slotOf(pathway);
    if (!slot) {
        return fail(slot.error());
    }
    if (snapshot.meta().whole) { // One that a cut-off push has begun anew says nothing about whom it does not have.
        m_told |= slotBit(slot->number);
        m_removing |= removes(pathway.method) ? slotBit(slot->number) : 0;
    }
    m_byTuple.reset();
    if (m_key == kAllIdentifiers && snapshot.meta().addressField.isEmpty()) {
        const QStringList fields = allFields(snapshot.meta().segments);
        m_byTuple.reset(new ByTuple{IdentityReader(snapshot.file(), snapshot.meta().segments, fields),
                                    IdentifierTuple(fields), KeyedDigest(m_keys.mac)});
    }
    std::map<quint32, quint64> moved;
    for (const IdentitySegment& segment : snapshot.meta().segments) {
        auto adopted = writer.identities().adopt(snapshot.file(), segment);
        if (!adopted) {
            return fail(adopted.error());
        }
        moved[segment.id] = quint64(*adopted) << 40;
    }
    const auto takeOne = [&](const PersonRecord& record) -> Result<void> {
        if (const auto kind = optOutOf(record.reason)) {
            m_optOuts.append({record.address, *kind,
                              QDateTime::fromSecsSinceEpoch(qint64(record.number) * 86'400, Qt::UTC), std::nullopt, 0,
                              PersonKey{}, QString()});
        }
        const auto segment = moved.find(quint32(record.where >> 40));
        RosterRecord one;
        auto place = placeOf(record);
        if (!place) {
            return fail(place.error());
        }
        one.place = *place;
        one.wants = slotBit(slot->number);
        one.has = record.reason == Reason::None && record.payload != 0 ? slotBit(slot->number) : 0;
        one.where = record.where == 0 || segment == moved.end() ? 0 : segment->second | (record.where & kNowhere);
        one.day = std::uint16_t(record.number);
        one.state = record.reason == Reason::None ? PlaceState::There : PlaceState::Out;
        one.origin = (record.flags & kWasThere) != 0 ? Origin::Others : Origin::Us;
        return m_input.add(one);
    };
    return snapshot.read(0, snapshot.blocks(),
                         [&](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
                             for (std::size_t i = 0; i < count; ++i) {
                                 if (auto taken = takeOne(records[i]); !taken) {
                                     return taken;
                                 }
                             }
                             return {};
                         });
}

Result<PersonKey> Rebuilding::placeOf(const PersonRecord& record) {
    if (!m_byTuple || record.where == 0) {
        return record.address;
    }
    return m_byTuple->identities.read(record.where, m_texts).map([this] {
        return m_byTuple->tuple.key(m_byTuple->digest, m_texts);
    });
}

/// The same key from several snapshots is one person: who put them there counts as we did, if any of ours did.
Result<void> Rebuilding::write(RosterWriter& writer) {
    std::optional<RosterRecord> open;
    auto done = m_input.flush().and_then([&] {
        return m_records.sorted([&](std::span<const RosterRecord> run) -> Result<void> {
            for (const RosterRecord& record : run) {
                if (open && open->place == record.place) {
                    open->wants |= record.wants;
                    open->has |= record.has;
                    open->where = open->where == 0 ? record.where : open->where;
                    open->day = std::max(open->day, record.day);
                    open->origin = record.origin == Origin::Us ? Origin::Us : open->origin;
                    open->state = record.state == PlaceState::Out ? PlaceState::Out : open->state;
                    continue;
                }
                if (open) {
                    if (auto added = addJoined(writer, *open); !added) {
                        return added;
                    }
                }
                open = record;
            }
            return {};
        });
    });
    return done.and_then([&] { return open ? addJoined(writer, *open) : Result<void>{}; }).and_then([&] {
        return addUpTo(writer, nullptr);
    });
}

/// Those of the roster before that no snapshot has, up to this one; null: all.
Result<void> Rebuilding::addUpTo(RosterWriter& writer, const PersonKey* place) {
    while (m_walk && m_walk->current() != nullptr && (place == nullptr || m_walk->current()->place < *place)) {
        auto added = writer.add(joined(*m_walk->current(), nullptr)).and_then([this] { return m_walk->advance(); });
        if (!added) {
            return added;
        }
    }
    return {};
}

Result<void> Rebuilding::addJoined(RosterWriter& writer, const RosterRecord& fromSnapshots) {
    return addUpTo(writer, &fromSnapshots.place).and_then([&]() -> Result<void> {
        if (!m_walk || m_walk->current() == nullptr || m_walk->current()->place != fromSnapshots.place) {
            return writer.add(fromSnapshots);
        }
        return writer.add(joined(*m_walk->current(), &fromSnapshots)).and_then([this] { return m_walk->advance(); });
    });
}

/// What the roster before says, with what the snapshots of pathways know since.
RosterRecord Rebuilding::joined(RosterRecord record, const RosterRecord* now) const {
    // Whom a pathway wanted and had is in its snapshot, unless they have left its audience since.
    const std::uint64_t left = record.wants & record.has & m_told & ~(now != nullptr ? now->wants : 0);
    record.wants &= ~left;
    record.has &= ~(left & m_removing);
    if (now == nullptr) {
        const bool takenOut = (left & m_removing) != 0 && record.wants == 0 && record.has == 0;
        record.state = takenOut && record.state == PlaceState::There ? PlaceState::PerhapsOut : record.state;
        return record;
    }
    const bool stood = record.state == PlaceState::There || isPerhapsIn(record.state);
    record.origin = stood ? record.origin : now->origin;
    record.wants = (record.wants & ~m_told) | now->wants;
    record.has = (record.has & ~(m_told & now->wants)) | now->has;
    record.state = now->state == PlaceState::Out || now->has != 0 ? now->state : record.state;
    record.where = now->where != 0 ? now->where : record.where;
    record.day = std::max(record.day, now->day);
    return record;
}

Result<RebuiltRoster> Rebuilding::run() {
    auto there = pathwaysThere();
    if (!there) {
        return fail(there.error());
    }
    if (auto opened = openPrevious(); !opened) {
        return fail(opened.error());
    }
    for (const Pathway& pathway : std::as_const(*there)) {
        if (auto opened = open(pathway); !opened) {
            return fail(opened.error());
        }
    }
    // An empty one still says of which pathways nothing is known.
    const bool nothing = m_snapshots.empty() && !m_previous;
    if (nothing && (m_unknown.isEmpty() || m_rebuild.byAnotherKey)) {
        return RebuiltRoster{{}, m_rebuild.place, false, !m_unknown.isEmpty()};
    }
    const QString name = newRosterName(m_rebuild.place);
    const QString path = QDir(m_workspace.rostersFolder()).filePath(name);
    auto writer = RosterWriter::create(path, m_keys.data);
    if (!writer) {
        return fail(writer.error());
    }
    Place place = m_rebuild.place;
    place.seq += 1;
    place.rosterPrevious.clear();
    place.rosterFile = name;
    RosterMeta meta;
    meta.seq = place.seq;
    meta.key = m_key;
    m_unknown.removeDuplicates();
    meta.unknown = m_unknown;
    auto done = m_database.transaction([&]() -> Result<void> {
        if (m_previous) {
            if (auto kept = (*writer)->identities().keep(m_previous->file(), m_previous->meta().segments); !kept) {
                return kept;
            }
        }
        for (const auto& [pathway, snapshot] : m_snapshots) {
            if (auto taken = take(pathway, *snapshot, **writer); !taken) {
                return taken;
            }
        }
        // Slots have been given to all of them by now.
        auto optOuts = repeatPlace(m_places, place, meta);
        return optOuts.and_then([&](const QList<OptOut>& all) { return (*writer)->add(all + m_optOuts); })
            .and_then([&] { return write(**writer); })
            .and_then([&] { return (*writer)->finish(meta); })
            .and_then([&] { return m_places.addOptOuts(place.id, m_optOuts); })
            .and_then([&] { return m_places.setRoster(place.id, place.seq, name, QString()); });
    });
    if (!done) {
        QFile::remove(path);
        return fail(done.error());
    }
    return RebuiltRoster{name, place, m_previous != nullptr, !m_unknown.isEmpty()};
}

} // namespace

Result<RebuiltRoster> rebuildRoster(const Workspace& workspace, Database& database, const WorkspaceKeys& keys,
                                    const RosterRebuild& rebuild) {
    return Rebuilding(workspace, database, keys, rebuild).run();
}

} // namespace pathways
