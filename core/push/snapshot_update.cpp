// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/snapshot_update.h"

#include "core/base/clock.h"
#include "core/base/warm_pool.h"
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
        , m_retags(update.plan.file(), kRetags)
        , m_keptOut(update.plan.file(), kKeptOut) {
        m_fresh.sortOn(update.helpers);
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
            .and_then([this] { return m_writer->finish(meta(), &m_update.helpers); });
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

    private:
        Result<void> collect(const ChangeEntry& entry, quint64 position);
        Updater& m_updater;
        StreamCursor m_entries;
        StreamCursor m_values;
        StreamCursor m_previous;
        SnapshotWriter::Identities m_identities;
        std::uint32_t m_today;
        RecordSorter::Input m_collected;
        std::vector<PersonKey> m_dropped;
        std::vector<std::string_view> m_texts;
        std::vector<std::string_view> m_identity;
    };

    Result<void> prepareSegments();
    Result<void> rewriteIdentities();
    Result<void> collectChanges();
    Result<void> collectRemovals();
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
    runBoth(
        m_update.helpers, [&] { half = one.run(0, end / 2); }, [&] { otherHalf = two.run(end / 2, end); });
    for (const Collector* part : {&one, &two}) {
        m_writer->countIdentities(part->entries());
        m_dropped.insert(m_dropped.end(), part->dropped().begin(), part->dropped().end());
    }
    return half ? otherHalf : half;
}

Result<void> Updater::Collector::run(quint64 first, quint64 end) {
    for (quint64 position = first; position < end; ++position) {
        if (m_updater.m_update.outcome.state(position) == PlanOutcome::State::Open) {
            continue;
        }
        auto entry = m_entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(entry.error());
        }
        if (auto taken = collect(*entry, position); !taken) {
            return taken;
        }
    }
    return m_collected.flush().and_then([this] { return m_identities.flush(); });
}

Result<void> Updater::Collector::collect(const ChangeEntry& entry, quint64 position) {
    const PlanOutcome& outcome = m_updater.m_update.outcome;
    const auto state = outcome.state(position);
    const Reason reason = outcome.reason(position);
    const bool accepted = state != PlanOutcome::State::Exception || outcomeKind(reason) == RowOutcomeKind::Accepted;
    // Append leaves people be who were there before: to be remembered, or it would plan to add them each time anew.
    const bool leftBe = reason == Reason::AlreadyThere && m_updater.m_update.method == SyncMethod::Append;
    if (!accepted && !leftBe && !isOptOut(reason)) {
        return {}; // Not there as planned: the next push finds the difference again.
    }
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
    const bool known = state == PlanOutcome::State::Adopted || (entry.flags & kKnownThere) != 0;
    record.flags = known || leftBe ? kWasThere : std::uint16_t(0);
    record.number = m_today;
    record.reason = accepted || leftBe ? Reason::None : reason;
    if (leftBe) { // What they have there is not ours: another method sends it.
        record.payload = record.tag = 0;
    }
    m_identity.clear();
    for (const std::size_t index : m_updater.m_update.plan.facts().identifiers) {
        m_identity.push_back(index < m_texts.size() ? m_texts[index] : std::string_view());
    }
    auto where = m_identities.add(m_identity);
    if (!where) {
        return fail(where.error());
    }
    record.where = *where;
    if (entry.previous != kNowhere) {
        auto old = m_previous.at(entry.previous);
        if (!old) {
            return fail(old.error());
        }
        PersonKey key;
        std::memcpy(key.bytes.data(), old->data(), sizeof key);
        if (key != record.key && key != PersonKey{}) {
            m_dropped.push_back(key); // The same person under a new id.
        }
    }
    return m_collected.add(record);
}

Result<void> Updater::collectRemovals() {
    StreamCursor entries(m_update.plan.file(), kChanges);
    StreamCursor previous(m_update.plan.file(), kPrevious);
    const quint64 end = m_update.plan.changes() + m_update.plan.removals();
    for (quint64 position = m_update.plan.changes(); position < end; ++position) {
        const auto state = m_update.outcome.state(position);
        if (state == PlanOutcome::State::Open) {
            continue;
        }
        auto entry = entries.record<ChangeEntry>(position);
        auto bytes = entry ? previous.at(entry->previous) : Result<std::string_view>(tl::unexpected(entry.error()));
        if (!bytes) {
            return fail(bytes.error());
        }
        PersonKey key;
        std::memcpy(key.bytes.data(), bytes->data(), sizeof key);
        const Reason reason = m_update.outcome.reason(position);
        const RowOutcomeKind kind = outcomeKind(reason);
        if (state != PlanOutcome::State::Exception || kind == RowOutcomeKind::Removed ||
            kind == RowOutcomeKind::Accepted) {
            m_dropped.push_back(key);
        } else if (isOptOut(reason)) {
            m_wishes.emplace_back(key, reason);
        }
    }
    std::sort(m_dropped.begin(), m_dropped.end());
    std::sort(m_wishes.begin(), m_wishes.end());
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
    if (std::binary_search(m_dropped.begin(), m_dropped.end(), record.key)) {
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

Result<void> writeSnapshot(const SnapshotUpdate& update) {
    return Updater(update).run();
}

} // namespace pathways
