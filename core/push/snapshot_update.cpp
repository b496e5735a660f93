// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/snapshot_update.h"

#include "core/base/clock.h"
#include "core/base/warm_pool.h"
#include "core/plan/plan_entry.h"
#include "core/plan/plan_format.h"
#include "core/roster/record_sorter.h"

#include <algorithm>
#include <optional>

namespace pathways {

using namespace plan_format;

namespace {

/// Identities of people long gone pile up in old segments; they are written anew when there are many.
constexpr qsizetype kMaxSegments = 24;
constexpr qint64 kMaxGarbage = 2;

/// Walks a stream of equal records, sorted by key.
template <typename T>
class SortedStream {
public:
    /// passOver: blocks that are damaged are as if they were not there.
    SortedStream(const EncryptedFile& file, StreamId id, bool passOver)
        : m_file(file)
        , m_id(id)
        , m_cursor(file, id)
        , m_passOver(passOver) {}
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
    /// The next record before this key (or any, without one); what take() found is passed over.
    Result<std::optional<T>> before(const PersonKey* key) {
        if (auto loaded = load(); !loaded) {
            return fail(loaded.error());
        }
        if (m_at >= m_records.size() || (key != nullptr && !(m_records[m_at].key < *key))) {
            return std::optional<T>();
        }
        return std::optional<T>(m_records[m_at++]);
    }

private:
    Result<void> load() {
        while (m_at >= m_records.size() && m_block < m_file.blocks(m_id)) {
            auto bytes = m_cursor.block(m_block++);
            if (!bytes && m_passOver && isDamage(bytes.error())) {
                continue;
            }
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
    bool m_passOver;
    std::vector<T> m_records;
    std::size_t m_at = 0;
    std::uint32_t m_block = 0;
};

class Updater {
public:
    explicit Updater(const SnapshotUpdate& update)
        : m_update(update)
        , m_fresh(update.scratchFolder, kRecordsInMemory, {}, update.plan.changes())
        , m_retags(update.plan.file(), kRetags, update.lost != nullptr)
        , m_keptOut(update.plan.file(), kKeptOut, update.lost != nullptr) {
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
            , m_identities(*updater.m_writer)
            , m_today(dayNumber(updater.m_update.now))
            , m_collected(updater.m_fresh) {}
        Result<void> run(quint64 first, quint64 end);
        [[nodiscard]] qint64 entries() const { return m_identities.entries(); }
        [[nodiscard]] const std::vector<PersonKey>& dropped() const { return m_dropped; }
        [[nodiscard]] const std::vector<PersonKey>& doubted() const { return m_doubted; }
        [[nodiscard]] const std::vector<PersonKey>& refused() const { return m_refused; }
        [[nodiscard]] std::uint64_t lost() const { return m_lost; }

    private:
        Result<void> collect(quint64 position);
        Result<PersonRecord> recordOf(const ChangeEntry& entry);
        Result<void> collectPerhaps(const ChangeEntry& entry);
        Result<PersonKey> keyBefore(const ChangeEntry& entry);
        Result<void> keep(PersonRecord record);
        Updater& m_updater;
        StreamCursor m_entries;
        StreamCursor m_values;
        StreamCursor m_previous;
        SnapshotWriter::Identities m_identities;
        std::uint32_t m_today;
        RecordSorter::Input m_collected;
        std::vector<PersonKey> m_dropped;
        std::vector<PersonKey> m_doubted;
        std::vector<PersonKey> m_refused;
        std::uint64_t m_lost = 0;
        std::vector<std::string_view> m_texts;
        std::vector<std::string_view> m_identity;
    };

    Result<void> prepareSegments();
    Result<void> rewriteIdentities();
    Result<void> collectChanges();
    Result<void> collectRemovals();
    Result<void> collectRemoval(StreamCursor& entries, StreamCursor& previous, quint64 position);
    Result<void> merge();
    Result<void> addOld(PersonRecord record, std::uint32_t index);
    Result<void> addKeptOutBefore(const PersonKey* key);
    Result<void> add(const PersonRecord& record) {
        m_last = record.key;
        return m_writer->add(record);
    }
    SnapshotMeta meta() const;
    [[nodiscard]] QStringList identifierFields() const { return m_update.plan.facts().identifierFields(); }

    const SnapshotUpdate& m_update;
    std::unique_ptr<SnapshotWriter> m_writer;
    RecordSorter m_fresh;
    std::vector<PersonKey> m_dropped;
    std::vector<PersonKey> m_doubted; ///< May have been changed or taken out: due to be sent again.
    std::vector<PersonKey> m_refused; ///< Not added after all: forgotten where they were perhaps there.
    std::uint64_t m_lost = 0;
    std::vector<std::uint64_t> m_rewritten;
    SortedStream<TagUpdate> m_retags;
    SortedStream<PersonRecord> m_keptOut;
    std::vector<std::pair<PersonKey, Reason>> m_wishes; ///< Of people who were to be removed.
    PersonKey m_last;
    std::vector<std::string_view> m_texts;
};

Result<void> Updater::prepareSegments() {
    if (m_update.old == nullptr) {
        m_writer->beginSegment(identifierFields());
        return {};
    }
    const SnapshotMeta& old = m_update.old->meta();
    qint64 entries = 0;
    for (const auto& segment : old.segments) {
        entries += segment.entries;
    }
    if (old.segments.size() < kMaxSegments && entries <= kMaxGarbage * old.records + 1000) {
        auto kept = m_writer->keepSegments(*m_update.old);
        m_writer->beginSegment(identifierFields());
        return kept;
    }
    m_writer->beginSegment(identifierFields());
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
    IdentityReader identities(*m_update.old, identifierFields());
    for (const auto& [where, index] : places) {
        if (auto found = identities.read(where, m_texts); !found) {
            return found;
        }
        auto moved = m_writer->addIdentity(m_texts);
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
    const auto first = [&] { half = one.run(0, end / 2); };
    const auto second = [&] { otherHalf = two.run(end / 2, end); };
    if (m_update.helpers != nullptr) {
        runBoth(*m_update.helpers, first, second);
    } else {
        first();
        second();
    }
    for (const Collector* part : {&one, &two}) {
        m_writer->countIdentities(part->entries());
        m_dropped.insert(m_dropped.end(), part->dropped().begin(), part->dropped().end());
        m_doubted.insert(m_doubted.end(), part->doubted().begin(), part->doubted().end());
        m_refused.insert(m_refused.end(), part->refused().begin(), part->refused().end());
        m_lost += part->lost();
    }
    return half ? otherHalf : half;
}

Result<void> Updater::Collector::run(quint64 first, quint64 end) {
    for (quint64 position = first; position < end; ++position) {
        if (m_updater.m_update.outcome.state(position) == PlanOutcome::State::Open) {
            continue;
        }
        auto taken = collect(position);
        if (!taken && m_updater.m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    return m_collected.flush().and_then([this] { return m_identities.flush(); });
}

Result<void> Updater::Collector::collect(quint64 position) {
    auto entry = m_entries.record<ChangeEntry>(position);
    if (!entry) {
        return fail(entry.error());
    }
    const PlanOutcome& outcome = m_updater.m_update.outcome;
    const auto state = outcome.state(position);
    if (state == PlanOutcome::State::Perhaps) {
        return collectPerhaps(*entry);
    }
    const Reason reason = outcome.reason(position);
    const bool accepted = state != PlanOutcome::State::Exception || outcomeKind(reason) == RowOutcomeKind::Accepted;
    // Append leaves people be who were there before: to be remembered, or it would plan to add them each time anew.
    const bool leftBe = reason == Reason::AlreadyThere && m_updater.m_update.method == SyncMethod::Append;
    if (!accepted && !leftBe && !isOptOut(reason)) {
        // Not there as planned: the next push finds the difference again.
        return entry->kind != ChangeKind::Add
                   ? Result<void>()
                   : recordOf(*entry).map([this](const PersonRecord& record) { m_refused.push_back(record.key); });
    }
    auto record = recordOf(*entry);
    if (!record) {
        return fail(record.error());
    }
    const bool known = state == PlanOutcome::State::Adopted || (entry->flags & kKnownThere) != 0;
    record->flags = known || leftBe ? kWasThere : std::uint16_t(0);
    record->reason = accepted || leftBe ? Reason::None : reason;
    if (leftBe) { // What they have there is not ours: another method sends it.
        record->payload = record->tag = 0;
    }
    if (auto kept = keep(*record); !kept || entry->previous == kNowhere) {
        return kept;
    }
    return keyBefore(*entry).map([&](const PersonKey& key) {
        if (key != record->key && key != PersonKey{}) {
            m_dropped.push_back(key); // The same person under a new id.
        }
    });
}

/// Somebody known stays as they are known, and is due to be sent again. Somebody new is perhaps there and ours. Append
/// sends only those who are not there, so for it somebody new stays new.
Result<void> Updater::Collector::collectPerhaps(const ChangeEntry& entry) {
    if (entry.previous != kNowhere) {
        return keyBefore(entry).map([this](const PersonKey& key) { m_doubted.push_back(key); });
    }
    if (m_updater.m_update.method == SyncMethod::Append) {
        return {};
    }
    return recordOf(entry).and_then([this](PersonRecord record) {
        record.payload = record.tag = 0;
        record.flags = kPerhaps;
        record.reason = Reason::None;
        return keep(record);
    });
}

/// The person's record in the plan; m_texts are the values.
Result<PersonRecord> Updater::Collector::recordOf(const ChangeEntry& entry) {
    return readEntry<PersonRecord>(m_values, entry.values, m_texts);
}

Result<PersonKey> Updater::Collector::keyBefore(const ChangeEntry& entry) {
    return m_previous.at(entry.previous).and_then([](std::string_view bytes) -> Result<PersonKey> {
        PersonKey key;
        if (bytes.size() < sizeof key) {
            return fail(damagedFile());
        }
        std::memcpy(key.bytes.data(), bytes.data(), sizeof key);
        return key;
    });
}

/// With the identifiers among the values read last.
Result<void> Updater::Collector::keep(PersonRecord record) {
    record.number = m_today;
    m_identity.clear();
    for (const std::size_t index : m_updater.m_update.plan.facts().identifiers) {
        m_identity.push_back(index < m_texts.size() ? m_texts[index] : std::string_view());
    }
    auto where = m_identities.add(m_identity);
    if (!where) {
        return fail(where.error());
    }
    record.where = *where;
    return m_collected.add(record);
}

Result<void> Updater::collectRemovals() {
    StreamCursor entries(m_update.plan.file(), kChanges);
    StreamCursor previous(m_update.plan.file(), kPrevious);
    const quint64 end = m_update.plan.changes() + m_update.plan.removals();
    for (quint64 position = m_update.plan.changes(); position < end; ++position) {
        if (m_update.outcome.state(position) == PlanOutcome::State::Open) {
            continue;
        }
        auto taken = collectRemoval(entries, previous, position);
        if (!taken && m_update.lost != nullptr && isDamage(taken.error())) {
            ++m_lost;
        } else if (!taken) {
            return taken;
        }
    }
    if (m_update.lost != nullptr) {
        *m_update.lost = m_lost;
    }
    std::sort(m_dropped.begin(), m_dropped.end());
    std::sort(m_doubted.begin(), m_doubted.end());
    std::sort(m_refused.begin(), m_refused.end());
    std::sort(m_wishes.begin(), m_wishes.end());
    return {};
}

Result<void> Updater::collectRemoval(StreamCursor& entries, StreamCursor& previous, quint64 position) {
    auto entry = entries.record<ChangeEntry>(position);
    auto bytes = entry ? previous.at(entry->previous) : Result<std::string_view>(tl::unexpected(entry.error()));
    if (!bytes) {
        return fail(bytes.error());
    }
    PersonKey key;
    if (bytes->size() < sizeof key) {
        return fail(damagedFile());
    }
    std::memcpy(key.bytes.data(), bytes->data(), sizeof key);
    const auto state = m_update.outcome.state(position);
    const Reason reason = m_update.outcome.reason(position);
    const RowOutcomeKind kind = outcomeKind(reason);
    if (state == PlanOutcome::State::Perhaps) {
        m_doubted.push_back(key);
    } else if (state != PlanOutcome::State::Exception || kind == RowOutcomeKind::Removed ||
               kind == RowOutcomeKind::Accepted) {
        m_dropped.push_back(key);
    } else if (isOptOut(reason)) {
        m_wishes.emplace_back(key, reason);
    }
    return {};
}

/// Kept-out people whom neither the old snapshot nor this push knows otherwise.
Result<void> Updater::addKeptOutBefore(const PersonKey* key) {
    for (;;) {
        auto kept = m_keptOut.before(key);
        if (!kept) {
            return fail(kept.error());
        }
        if (!kept->has_value()) {
            return {};
        }
        if ((*kept)->key == m_last) {
            continue;
        }
        PersonRecord record = **kept;
        record.number = dayNumber(m_update.now);
        record.tag = 0;
        record.flags = record.reason == Reason::None ? kWasThere : std::uint16_t(0);
        if (auto added = add(record); !added) {
            return added;
        }
    }
}

Result<void> Updater::addOld(PersonRecord record, std::uint32_t index) {
    const auto isIn = [&record](const std::vector<PersonKey>& keys) {
        return std::binary_search(keys.begin(), keys.end(), record.key);
    };
    if (isIn(m_dropped) || ((record.flags & kPerhaps) != 0 && isIn(m_refused))) {
        m_last = record.key;
        return {};
    }
    if (!m_rewritten.empty()) {
        record.where = m_rewritten[index];
    }
    auto retag = m_retags.take(record.key);
    auto kept = m_keptOut.take(record.key);
    if (!retag || !kept) {
        return fail(retag ? kept.error() : retag.error());
    }
    if (retag->has_value()) {
        record.tag = (*retag)->tag;
    }
    if (kept->has_value()) {
        record.reason = (*kept)->reason;
    }
    const auto wish = std::lower_bound(m_wishes.begin(), m_wishes.end(), std::pair(record.key, Reason::None));
    if (wish != m_wishes.end() && wish->first == record.key) {
        record.reason = wish->second;
    }
    if (m_lost > 0 || isIn(m_doubted)) {
        record.payload = record.tag = 0;
    }
    return add(record);
}

Result<void> Updater::merge() {
    SnapshotWalk walk(m_update.old);
    auto done = walk.start();
    const auto addOldBefore = [&](const PersonKey* key) -> Result<void> {
        while (walk.current() != nullptr && (key == nullptr || walk.current()->key < *key)) {
            const PersonRecord record = *walk.current();
            auto added =
                addKeptOutBefore(&record.key).and_then([&] { return addOld(record, walk.index()); }).and_then([&] {
                    return walk.advance();
                });
            if (!added) {
                return added;
            }
        }
        return {};
    };
    if (done) {
        done = m_fresh.sorted([&](std::span<const PersonRecord> run) -> Result<void> {
            for (const PersonRecord& record : run) {
                auto added = addOldBefore(&record.key).and_then([&] { return addKeptOutBefore(&record.key); });
                if (added && walk.current() != nullptr && walk.current()->key == record.key) {
                    added = walk.advance();
                }
                if (added) {
                    added = add(record);
                }
                if (!added) {
                    return added;
                }
            }
            return {};
        });
    }
    return done.and_then([&] { return addOldBefore(nullptr); }).and_then([&] { return addKeptOutBefore(nullptr); });
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
        m_changed = m_changed || isOptOut(exception.reason);
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
                       (update.old->meta().rowContext != update.plan.facts().rowContext || file.blocks(kRetags) > 0);
    const bool first = update.complete && update.old == nullptr;
    return update.outcome.changedAnything() || first || file.blocks(kKeptOut) > 0 || stale;
}

Result<void> writeWithoutValues(const Snapshot& old, const QString& path, const QByteArray& dataKey) {
    auto writer = SnapshotWriter::create(path, dataKey);
    if (!writer) {
        return fail(writer.error());
    }
    SnapshotMeta meta = old.meta();
    meta.segments.clear();
    return (*writer)
        ->keepSegments(old)
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
