// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_update.h"

#include "core/base/clock.h"
#include "core/base/warm_pool.h"
#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_format.h"
#include "core/roster/place_memory.h"
#include "core/roster/record_sorter.h"

#include <algorithm>
#include <optional>

namespace pathways {

using namespace plan_format;

namespace {

/// Walks a stream of equal records, sorted by key.
template <typename T>
class SortedStream {
public:
    SortedStream(const EncryptedFile& file, StreamId id)
        : m_file(file)
        , m_id(id)
        , m_cursor(file, id) {}
    /// The record of this key, if the stream has it. Keys must be asked for in order.
    Result<std::optional<T>> take(const PersonKey& key) {
        for (;;) {
            if (auto loaded = load(); !loaded) {
                return fail(loaded.error());
            }
            if (m_at >= m_records.size() || key < m_records[m_at].key) {
                return std::optional<T>();
            }
            if (m_records[m_at].key == key) {
                return std::optional<T>(m_records[m_at]);
            }
            ++m_at;
        }
    }

private:
    Result<void> load() {
        while (m_at >= m_records.size() && m_block < m_file.blocks(m_id)) {
            auto bytes = m_cursor.block(m_block++);
            if (!bytes) {
                return fail(bytes.error());
            }
            m_records.resize(bytes->size() / sizeof(T));
            std::memcpy(static_cast<void*>(m_records.data()), bytes->data(), m_records.size() * sizeof(T));
            m_at = 0;
        }
        return {};
    }
    const EncryptedFile& m_file;
    StreamId m_id;
    StreamCursor m_cursor;
    std::vector<T> m_records;
    std::size_t m_at = 0;
    std::uint32_t m_block = 0;
};

class Updater {
public:
    explicit Updater(const SnapshotUpdate& update)
        : m_update(update)
        , m_fresh(update.scratchFolder, kRecordsInMemory, {}, update.plan.changes())
        , m_retags(update.plan.file(), kRetags) {
        if (update.helpers != nullptr) {
            m_fresh.sortOn(*update.helpers);
        }
    }

    Result<void> run() {
        auto writer = SnapshotWriter::create(m_update.path, m_update.dataKey);
        if (!writer) {
            return fail(writer.error());
        }
        m_writer = std::move(*writer);
        return prepareSegments()
            .and_then([this] { return collectChanges(); })
            .and_then([this] { return collectRemovals(); })
            .and_then([this] { return collectNotes(); })
            .and_then([this] { return merge(); })
            .and_then([this] { return m_writer->finish(meta(), m_update.helpers); });
    }

private:
    /// Takes a range of the changes over, on a thread of its own.
    class Collector {
    public:
        explicit Collector(Updater& updater)
            : m_updater(updater)
            , m_entries(updater.m_update.plan.file(), kChanges)
            , m_values(updater.m_update.plan.file(), kValues)
            , m_previous(updater.m_update.plan.file(), kPrevious)
            , m_identities(updater.m_writer->identities())
            , m_today(dayNumber(updater.m_update.now))
            , m_collected(updater.m_fresh)
            , m_effects(updater.m_update.effects.sorter()) {}
        Result<void> run(quint64 first, quint64 end);
        [[nodiscard]] qint64 entries() const { return m_identities.entries(); }
        [[nodiscard]] const std::vector<PersonKey>& dropped() const { return m_dropped; }
        [[nodiscard]] std::uint64_t lost() const { return m_lost; }

    private:
        Result<void> collect(const ChangeEntry& entry, quint64 position);
        Result<void> put(PersonRecord& record, PlaceEvent event);
        Result<void> endBefore(const ChangeEntry& entry, const PersonRecord& record);
        Result<void> leftBefore(const ChangeEntry& entry, const PersonRecord& record);
        Result<void> doubtBefore(const ChangeEntry& entry);
        Result<KnownPerson> knownBefore(const ChangeEntry& entry);
        void optedOut(const PersonRecord& record, OptOutKind kind, bool arrives);
        Updater& m_updater;
        StreamCursor m_entries;
        StreamCursor m_values;
        StreamCursor m_previous;
        IdentityWriter::Helper m_identities;
        std::uint32_t m_today;
        RecordSorter::Input m_collected;
        EffectSorter::Input m_effects;
        std::vector<PersonKey> m_dropped;
        std::uint64_t m_lost = 0;
        std::vector<std::string_view> m_texts;
        std::vector<std::string_view> m_identity;
        std::vector<std::string_view> m_known; ///< Texts beside a KnownPerson.
    };

    Result<void> prepareSegments();
    Result<void> rewriteIdentities();
    Result<void> collectChanges();
    Result<void> collectRemovals();
    Result<void> collectRemoval(const ChangeEntry& entry, quint64 position, StreamCursor& previous,
                                EffectSorter::Input& effects);
    [[nodiscard]] bool hasMoved(const ChangeEntry& entry) const;
    Result<void> collectNotes();
    Result<void> merge();
    Result<void> addOld(PersonRecord record, std::uint32_t index);
    SnapshotMeta meta() const;
    /// By what somebody with an id of their own is known to have left; all zero: they have none.
    [[nodiscard]] PersonKey personOf(const PersonKey& person) const {
        const QByteArray& scope = m_update.plan.facts().personScope;
        if (scope.isEmpty() || person == PersonKey{}) {
            return {};
        }
        KeyedDigest digest(m_update.macKey);
        return optOutPerson(digest, scope, person);
    }
    [[nodiscard]] QStringList identifierFields() const { return m_update.plan.facts().identifierFields(); }

    const SnapshotUpdate& m_update;
    std::unique_ptr<SnapshotWriter> m_writer;
    RecordSorter m_fresh;
    std::vector<PersonKey> m_dropped;
    std::uint64_t m_lost = 0; ///< Changes of which a damaged plan says nothing any more.
    std::vector<std::uint64_t> m_rewritten;
    SortedStream<TagUpdate> m_retags;
    std::vector<std::string_view> m_texts;
};

Result<void> Updater::prepareSegments() {
    if (m_update.old == nullptr) {
        m_writer->identities().begin(identifierFields());
        return {};
    }
    const SnapshotMeta& old = m_update.old->meta();
    if (!needsRewriting(old.segments, old.records)) {
        auto kept = m_writer->identities().keep(m_update.old->file(), old.segments);
        m_writer->identities().begin(identifierFields());
        return kept;
    }
    m_writer->identities().begin(identifierFields());
    return rewriteIdentities();
}

/// In the order in which they stand, so that each block is read once.
Result<void> Updater::rewriteIdentities() {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> places;
    places.reserve(std::size_t(m_update.old->meta().records));
    auto read =
        m_update.old->read(0, m_update.old->blocks(),
                           [&](std::uint64_t first, const PersonRecord* records, std::size_t count) -> Result<void> {
                               for (std::size_t i = 0; i < count; ++i) {
                                   if (records[i].where != 0) {
                                       places.emplace_back(records[i].where, std::uint32_t(first + i));
                                   }
                               }
                               return {};
                           });
    if (!read) {
        return read;
    }
    std::sort(places.begin(), places.end());
    m_rewritten.assign(std::size_t(m_update.old->meta().records), 0);
    IdentityReader identities(m_update.old->file(), m_update.old->meta().segments, identifierFields());
    for (const auto& [where, index] : places) {
        if (auto found = identities.read(where, m_texts); !found) {
            return found;
        }
        auto moved = m_writer->identities().add(m_texts);
        if (!moved) {
            return fail(moved.error());
        }
        m_rewritten[index] = *moved;
    }
    return {};
}

/// The two halves of the changes on two threads: each change is decrypted, and its identities encrypted again.
Result<void> Updater::collectChanges() {
    const quint64 end = m_update.plan.changes();
    Collector one(*this);
    Collector two(*this);
    Result<void> half;
    Result<void> otherHalf;
    if (m_update.helpers != nullptr) {
        runBoth(
            *m_update.helpers, [&] { half = one.run(0, end / 2); }, [&] { otherHalf = two.run(end / 2, end); });
    } else {
        half = one.run(0, end / 2);
        otherHalf = two.run(end / 2, end);
    }
    for (const Collector* part : {&one, &two}) {
        m_writer->identities().count(part->entries());
        m_dropped.insert(m_dropped.end(), part->dropped().begin(), part->dropped().end());
        m_lost += part->lost();
    }
    return half ? otherHalf : half;
}

Result<void> Updater::Collector::run(quint64 first, quint64 end) {
    for (quint64 position = first; position < end; ++position) {
        if (m_updater.m_update.outcome.state(position) == PlanOutcome::State::Open) {
            continue;
        }
        auto entry = m_entries.record<ChangeEntry>(position);
        auto taken = entry ? collect(*entry, position) : fail(entry.error());
        if (!taken && m_updater.m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    return m_collected.flush().and_then([this] { return m_identities.flush(); }).and_then([this] {
        return m_effects.flush();
    });
}

Result<void> Updater::Collector::collect(const ChangeEntry& entry, quint64 position) {
    const PlanOutcome& outcome = m_updater.m_update.outcome;
    const auto state = outcome.state(position);
    const Reason reason = outcome.reason(position);
    auto bytes = m_values.at(entry.values);
    if (!bytes) {
        return fail(bytes.error());
    }
    PersonRecord record;
    if (bytes->size() < sizeof record) {
        return fail(damagedFile());
    }
    std::memcpy(static_cast<void*>(&record), bytes->data(), sizeof record);
    std::string_view packed = bytes->substr(sizeof record);
    if (!unpackTexts(packed, m_texts)) {
        return fail(damagedFile());
    }
    m_identity.clear();
    for (const std::size_t index : m_updater.m_update.plan.facts().identifiers) {
        m_identity.push_back(index < m_texts.size() ? m_texts[index] : std::string_view());
    }
    if (state == PlanOutcome::State::Perhaps) {
        return put(record, PlaceEvent::PutUnknown).and_then([&] { return doubtBefore(entry); });
    }
    if (state == PlanOutcome::State::Exception && reason == Reason::LeftAtOldAddress) {
        return leftBefore(entry, record);
    }
    if (state == PlanOutcome::State::Exception && outcomeKind(reason) != RowOutcomeKind::Accepted) {
        if (const auto kind = optOutOf(reason)) {
            optedOut(record, *kind, (entry.flags & kArrives) != 0);
            return m_effects.add({record.address, 0, PlaceEvent::OptedOut, {}});
        }
        // Not there as planned: the next push finds the difference again. Append leaves people be who are there.
        const bool leftBe = reason == Reason::AlreadyThere;
        const PlaceEvent refused = entry.kind == ChangeKind::Add ? PlaceEvent::Refused : PlaceEvent::Wanted;
        return m_effects.add({record.address, 0, leftBe ? PlaceEvent::FoundThere : refused, {}});
    }
    const bool wasThere = state == PlanOutcome::State::Adopted || (entry.flags & kKnownThere) != 0;
    record.flags = wasThere ? kWasThere : std::uint16_t(0);
    record.number = m_today;
    record.reason = Reason::None;
    const PlaceEvent event = state == PlanOutcome::State::Adopted ? PlaceEvent::PutWasThere
                             : wasThere                           ? PlaceEvent::PutAmongOthers
                                                                  : PlaceEvent::Put;
    return put(record, event).and_then([&] { return endBefore(entry, record); }).and_then([&] {
        return m_collected.add(record);
    });
}

/// Keeps their identifiers, without which nobody could be taken out again.
Result<void> Updater::Collector::put(PersonRecord& record, PlaceEvent event) {
    auto where = m_identities.add(m_identity);
    if (!where) {
        return fail(where.error());
    }
    record.where = *where;
    return m_effects.add({record.address, record.where, event, {}});
}

/// They were to be renamed, and had left at the address that they had: nothing is known of the new one.
Result<void> Updater::Collector::leftBefore(const ChangeEntry& entry, const PersonRecord& record) {
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    m_updater.m_update.effects.addOptOut({known->place, OptOutKind::OwnWish, m_updater.m_update.now, std::nullopt,
                                          m_updater.m_update.pushSeq, m_updater.personOf(record.key), QString()});
    return m_effects.add({known->place, 0, PlaceEvent::OptedOut, {}}).and_then([&] {
        return m_effects.add({record.address, 0, PlaceEvent::Wanted, {}});
    });
}

/// With the new key perhaps in, the old one is perhaps out.
Result<void> Updater::Collector::doubtBefore(const ChangeEntry& entry) {
    if ((entry.flags & kRename) == 0) {
        return {};
    }
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    return m_effects.add({known->place, 0, PlaceEvent::MoveUnknown, {}});
}

Result<KnownPerson> Updater::Collector::knownBefore(const ChangeEntry& entry) {
    return readKnown(m_updater.m_update.plan.facts().isBeforePlaces(), m_previous, entry.previous, m_known);
}

/// What an accepted change ends: the key that somebody was renamed from, and the line of whoever was it before.
Result<void> Updater::Collector::endBefore(const ChangeEntry& entry, const PersonRecord& record) {
    if (entry.previous == kNowhere) {
        return {};
    }
    auto known = knownBefore(entry);
    if (!known) {
        return fail(known.error());
    }
    if (known->key != record.key && known->key != PersonKey{}) {
        m_dropped.push_back(known->key); // The same person under a new id.
    }
    const bool renamed = (entry.flags & kRename) != 0 && known->place != record.address;
    return renamed ? m_effects.add({known->place, 0, PlaceEvent::MovedAway, {}}) : Result<void>{};
}

/// Whoever has only just got this address did not leave by it.
void Updater::Collector::optedOut(const PersonRecord& record, OptOutKind kind, bool arrives) {
    const auto shown = std::find_if(m_identity.begin(), m_identity.end(), [](auto one) { return !one.empty(); });
    const std::string_view identity = shown != m_identity.end() ? *shown : std::string_view();
    m_updater.m_update.effects.addOptOut({record.address, kind, m_updater.m_update.now, std::nullopt,
                                          m_updater.m_update.pushSeq,
                                          m_updater.personOf(arrives ? PersonKey{} : record.key),
                                          QString::fromUtf8(identity.data(), qsizetype(identity.size()))});
}

Result<void> Updater::collectRemovals() {
    StreamCursor entries(m_update.plan.file(), kChanges);
    StreamCursor previous(m_update.plan.file(), kPrevious);
    EffectSorter::Input effects(m_update.effects.sorter());
    const quint64 end = m_update.plan.changes() + m_update.plan.removals();
    for (quint64 position = m_update.plan.changes(); position < end; ++position) {
        auto entry = entries.record<ChangeEntry>(position);
        auto taken = entry ? collectRemoval(*entry, position, previous, effects) : fail(entry.error());
        if (!taken && m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    if (m_update.lost != nullptr) {
        *m_update.lost = m_lost;
    }
    return effects.flush();
}

Result<void> Updater::collectRemoval(const ChangeEntry& entry, quint64 position, StreamCursor& previous,
                                     EffectSorter::Input& effects) {
    const auto read = readKnown(m_update.plan.facts().isBeforePlaces(), previous, entry.previous, m_texts);
    if (!read) {
        return fail(read.error());
    }
    const KnownPerson& known = *read;
    const auto state = m_update.outcome.state(position);
    if (state == PlanOutcome::State::Open) {
        // They have moved to another key already; this one is nobody's any more.
        return hasMoved(entry) ? effects.add({known.place, 0, PlaceEvent::NotWanted, {}}) : Result<void>{};
    }
    const Reason reason = m_update.outcome.reason(position);
    const bool markOnly = (entry.flags & kMarkOnly) != 0;
    const bool stays = (entry.flags & kStaysByChoice) != 0;
    PlaceEvent event = stays ? PlaceEvent::LeftInPlace : markOnly ? PlaceEvent::MarkTakenOff : PlaceEvent::TakenOut;
    if (state == PlanOutcome::State::Perhaps) {
        // A mark is taken off again by the next plan, which harms nobody.
        event = markOnly ? PlaceEvent::NotWanted : PlaceEvent::TakeOutUnknown;
    } else if (reason == Reason::AlreadyGone && !markOnly) {
        event = PlaceEvent::WasGone;
        const Absence absence = m_update.plan.facts().absence;
        if (absence == Absence::OwnWish || absence == Absence::ByOthers) {
            m_update.effects.addOptOut({known.place,
                                        absence == Absence::OwnWish ? OptOutKind::OwnWish : OptOutKind::ByOthers,
                                        m_update.now,
                                        std::nullopt,
                                        m_update.pushSeq,
                                        personOf(known.key),
                                        {}});
        }
    } else if (const auto kind = optOutOf(reason); kind && state == PlanOutcome::State::Exception) {
        event = PlaceEvent::WasGone;
        m_update.effects.addOptOut(
            {known.place, *kind, m_update.now, std::nullopt, m_update.pushSeq, personOf(known.key), {}});
    } else if (state == PlanOutcome::State::Exception && outcomeKind(reason) != RowOutcomeKind::Removed &&
               outcomeKind(reason) != RowOutcomeKind::Accepted) {
        return {}; // Refused: they are there as before, and the next plan takes them out.
    }
    m_dropped.push_back(known.key);
    return effects.add({known.place, 0, event, {}});
}

/// Whether the addition that a removal waits for was accepted.
bool Updater::hasMoved(const ChangeEntry& entry) const {
    if (entry.after == 0) {
        return false;
    }
    const auto state = m_update.outcome.state(entry.after - 1);
    return state == PlanOutcome::State::Accepted || state == PlanOutcome::State::Adopted;
}

/// What the plan found out about people to whom nothing was sent.
Result<void> Updater::collectNotes() {
    StreamCursor notes(m_update.plan.file(), kPlaceNotes);
    EffectSorter::Input effects(m_update.effects.sorter());
    for (std::uint32_t block = 0; block < m_update.plan.file().blocks(kPlaceNotes); ++block) {
        auto bytes = notes.block(block);
        if (!bytes && m_update.lost != nullptr && isDamage(bytes.error())) {
            continue; // The next plan finds it out again.
        }
        if (!bytes) {
            return fail(bytes.error());
        }
        for (std::size_t at = 0; at + sizeof(PlaceNote) <= bytes->size(); at += sizeof(PlaceNote)) {
            PlaceNote note;
            std::memcpy(static_cast<void*>(&note), bytes->data() + at, sizeof note);
            if (note.person != PersonKey{} && note.fact != PlaceFact::OptOutEnded) {
                m_dropped.push_back(note.person);
            }
            if (note.fact == PlaceFact::OptOutEnded) {
                m_update.effects.endOptOut(note.place);
                continue;
            }
            if (const auto kind = optOutOf(note.reason); kind && note.fact == PlaceFact::OptedOut) {
                m_update.effects.addOptOut(
                    {note.place, *kind, m_update.now, std::nullopt, m_update.pushSeq, personOf(note.person), {}});
            }
            const PlaceEvent event = note.fact == PlaceFact::Wanted       ? PlaceEvent::Wanted
                                     : note.fact == PlaceFact::NotWanted  ? PlaceEvent::NotWanted
                                     : note.fact == PlaceFact::HandedOver ? PlaceEvent::HandedOver
                                     : note.fact == PlaceFact::FoundThere ? PlaceEvent::FoundThere
                                     : note.fact == PlaceFact::Missing    ? PlaceEvent::Missing
                                     : note.fact == PlaceFact::OfOthers   ? PlaceEvent::OfOthers
                                                                          : PlaceEvent::OptedOut;
            if (auto added = effects.add({note.place, 0, event, {}}); !added) {
                return added;
            }
        }
    }
    std::sort(m_dropped.begin(), m_dropped.end());
    return effects.flush();
}

Result<void> Updater::addOld(PersonRecord record, std::uint32_t index) {
    if (std::binary_search(m_dropped.begin(), m_dropped.end(), record.key)) {
        return {};
    }
    if (!m_rewritten.empty()) {
        record.where = m_rewritten[index];
    }
    auto retag = m_retags.take(record.key);
    if (!retag) {
        return fail(retag.error());
    }
    if (retag->has_value()) {
        record.tag = (*retag)->tag;
    }
    if (m_lost > 0) {
        record.payload = record.tag = 0;
    }
    return m_writer->add(record);
}

Result<void> Updater::merge() {
    SnapshotWalk walk(m_update.old);
    auto done = walk.start();
    const auto addOldBefore = [&](const PersonKey* key) -> Result<void> {
        while (walk.current() != nullptr && (key == nullptr || walk.current()->key < *key)) {
            const PersonRecord record = *walk.current();
            auto added = addOld(record, walk.index()).and_then([&] { return walk.advance(); });
            if (!added) {
                return added;
            }
        }
        return {};
    };
    if (done) {
        done = m_fresh.sorted([&](std::span<const PersonRecord> run) -> Result<void> {
            for (const PersonRecord& record : run) {
                auto added = addOldBefore(&record.key);
                if (added && walk.current() != nullptr && walk.current()->key == record.key) {
                    added = walk.advance();
                }
                if (added) {
                    added = m_writer->add(record);
                }
                if (!added) {
                    return added;
                }
            }
            return {};
        });
    }
    return done.and_then([&] { return addOldBefore(nullptr); });
}

SnapshotMeta Updater::meta() const {
    const PlanFacts& facts = m_update.plan.facts();
    SnapshotMeta meta;
    meta.writtenBy = m_update.pushId;
    meta.keyKind = facts.keyKind;
    meta.addressField = facts.addressField;
    meta.keyForm = facts.keyForm;
    meta.rowContext = facts.rowContext;
    meta.filled = facts.filled;
    if (m_update.removalsToo) {
        meta.unrecognised = facts.unrecognised;
    } else if (m_update.old != nullptr) {
        meta.unrecognised = m_update.old->meta().unrecognised;
    }
    if (m_update.largestFitting > 0) {
        meta.batchLimit = BatchLimit{m_update.largestFitting, qint64(dayNumber(m_update.now))};
    } else if (m_update.old != nullptr) {
        meta.batchLimit = m_update.old->meta().batchLimit;
    }
    return meta;
}

} // namespace

void PlanOutcome::settle(quint64 first, quint32 count, bool acknowledged, const BatchOutcome& note) {
    for (quint64 position = first; position < first + count; ++position) {
        m_states[position] = acknowledged ? State::Accepted : State::Exception;
        m_changed = m_changed || acknowledged;
    }
    for (const std::uint32_t index : note.adopted) {
        m_states[first + index] = State::Adopted;
    }
    for (const BatchOutcome::Exception& exception : note.exceptions) {
        if (outcomeKind(exception.reason) == RowOutcomeKind::Accepted) {
            continue;
        }
        m_states[first + exception.index] = State::Exception;
        m_reasons[first + exception.index] = exception.reason;
        m_changed = m_changed || optOutOf(exception.reason) || exception.reason == Reason::LeftAtOldAddress;
    }
}

void PlanOutcome::doubt(quint64 first, quint32 count) {
    for (quint64 position = first; position < first + count; ++position) {
        if (m_states[position] == State::Open) {
            m_states[position] = State::Perhaps;
            m_changed = true;
        }
    }
}

quint64 PlanOutcome::sent() const {
    return quint64(std::count_if(m_states.begin(), m_states.end(), [](State state) { return state != State::Open; }));
}

Reason PlanOutcome::reason(quint64 position) const {
    if (m_states[position] != State::Exception) {
        return Reason::None;
    }
    const auto found = m_reasons.find(position);
    return found == m_reasons.end() ? Reason::RefusedOther : found->second;
}

bool needsUpdate(const SnapshotUpdate& update) {
    const EncryptedFile& file = update.plan.file();
    const bool stale = update.complete && update.old != nullptr &&
                       (update.old->meta().rowContext != update.plan.facts().rowContext || file.blocks(kRetags) > 0 ||
                        (update.removalsToo && update.old->meta().unrecognised != update.plan.facts().unrecognised));
    const bool first = update.complete && update.old == nullptr;
    return update.outcome.changedAnything() || first || file.blocks(kPlaceNotes) > 0 || stale;
}

Result<void> writeWithoutValues(const Snapshot& old, const QString& path, const QByteArray& dataKey) {
    auto writer = SnapshotWriter::create(path, dataKey);
    if (!writer) {
        return fail(writer.error());
    }
    SnapshotMeta meta = old.meta();
    meta.segments.clear();
    return (*writer)
        ->identities()
        .keep(old.file(), old.meta().segments)
        .and_then([&] {
            return old.read(0, old.blocks(),
                            [&](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
                                for (std::size_t i = 0; i < count; ++i) {
                                    PersonRecord record = records[i];
                                    record.payload = record.tag = 0;
                                    if (auto added = (*writer)->add(record); !added) {
                                        return added;
                                    }
                                }
                                return {};
                            });
        })
        .and_then([&] { return (*writer)->finish(meta); });
}

Result<void> writeSnapshot(const SnapshotUpdate& update) {
    return Updater(update).run();
}

} // namespace pathways
