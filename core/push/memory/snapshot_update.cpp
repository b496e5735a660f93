// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_update.h"

#include "core/base/clock.h"
#include "core/base/warm_pool.h"
#include "core/plan/file/plan_format.h"
#include "core/push/memory/change_collector.h"
#include "core/push/memory/note_collector.h"
#include "core/push/memory/removal_collector.h"
#include "core/push/memory/sorted_stream.h"
#include "core/roster/place_memory.h"
#include "core/roster/record_sorter.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

bool decidesMissing(const SnapshotUpdate& update) {
    return update.complete && update.removalsToo && update.plan.facts().decidesMissing;
}

/// Whether both have the same rows that cannot be read.
Result<bool> sameUnreadable(const PlanFile& plan, const Snapshot& snapshot) {
    RecordWalk<std::uint64_t> now(&plan.file(), kUnreadable);
    RecordWalk<std::uint64_t> before(&snapshot.file(), Snapshot::kUnreadable);
    auto done = now.start().and_then([&before] { return before.start(); });
    while (done && now.current() != nullptr && before.current() != nullptr && *now.current() == *before.current()) {
        done = now.advance().and_then([&before] { return before.advance(); });
    }
    return done.map([&] { return now.current() == nullptr && before.current() == nullptr; });
}

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
            .and_then([this] { return collectKeptOut(); })
            .and_then([this] { return merge(); })
            .and_then([this] { return takeUnreadable(); })
            .and_then([this] { return m_writer->finish(meta(), m_update.helpers); });
    }

private:
    Result<void> prepareSegments();
    Result<void> rewriteIdentities();
    Result<void> collectChanges();
    Result<void> collectRemovals();
    Result<void> collectNotes();
    Result<void> collectKeptOut();
    Result<void> merge();
    Result<void> takeUnreadable();
    Result<void> addOld(PersonRecord record, std::uint32_t index);
    SnapshotMeta meta() const;
    void drop(const std::vector<PersonKey>& people) { m_dropped.insert(m_dropped.end(), people.begin(), people.end()); }
    [[nodiscard]] QStringList identityFields() const { return m_update.plan.facts().identityFields(); }

    const SnapshotUpdate& m_update;
    std::unique_ptr<SnapshotWriter> m_writer;
    RecordSorter m_fresh;
    std::vector<PersonKey> m_dropped; ///< Whose lines of the old snapshot end.
    std::uint64_t m_lost = 0;         ///< Changes of which a damaged plan says nothing any more.
    std::vector<std::uint64_t> m_rewritten;
    SortedStream<TagUpdate> m_retags;
    std::vector<std::string_view> m_texts;
};

Result<void> Updater::prepareSegments() {
    if (m_update.old == nullptr) {
        m_writer->identities().begin(identityFields());
        return {};
    }
    const SnapshotMeta& old = m_update.old->meta();
    if (!needsRewriting(old.segments, old.records)) {
        auto kept = m_writer->identities().keep(m_update.old->file(), old.segments);
        m_writer->identities().begin(identityFields());
        return kept;
    }
    m_writer->identities().begin(identityFields());
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
    IdentityReader identities(m_update.old->file(), m_update.old->meta().segments, identityFields());
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
    ChangeCollector one(m_update, m_writer->identities(), m_fresh);
    ChangeCollector two(m_update, m_writer->identities(), m_fresh);
    Result<void> half;
    Result<void> otherHalf;
    if (m_update.helpers != nullptr) {
        runBoth(
            *m_update.helpers, [&] { half = one.run(0, end / 2); }, [&] { otherHalf = two.run(end / 2, end); });
    } else {
        half = one.run(0, end / 2);
        otherHalf = two.run(end / 2, end);
    }
    for (const ChangeCollector* part : {&one, &two}) {
        m_writer->identities().count(part->entries());
        drop(part->dropped());
        m_lost += part->lost();
    }
    return half ? otherHalf : half;
}

Result<void> Updater::collectRemovals() {
    RemovalCollector removals(m_update);
    auto collected = removals.run();
    drop(removals.dropped());
    m_lost += removals.lost();
    if (collected && m_update.lost != nullptr) {
        *m_update.lost = m_lost;
    }
    return collected;
}

Result<void> Updater::collectNotes() {
    NoteCollector notes(m_update);
    auto collected = notes.run();
    drop(notes.dropped());
    std::sort(m_dropped.begin(), m_dropped.end());
    return collected;
}

/// Whom a plan of before places found to have opted out: the roster learns it from the snapshot.
Result<void> Updater::collectKeptOut() {
    if (!m_update.plan.facts().isBeforePlaces()) {
        return {};
    }
    RecordSorter::Input collected(m_fresh);
    StreamCursor keptOut(m_update.plan.file(), kKeptOut);
    for (std::uint32_t block = 0; block < m_update.plan.file().blocks(kKeptOut); ++block) {
        auto bytes = keptOut.block(block);
        if (!bytes && m_update.lost != nullptr && isDamage(bytes.error())) {
            continue;
        }
        if (!bytes) {
            return fail(bytes.error());
        }
        for (std::size_t at = 0; at + sizeof(PersonRecord) <= bytes->size(); at += sizeof(PersonRecord)) {
            PersonRecord record;
            std::memcpy(static_cast<void*>(&record), bytes->data() + at, sizeof record);
            record.number = dayNumber(m_update.now);
            record.payload = record.tag = record.where = 0;
            if (auto added = collected.add(record); !added) {
                return added;
            }
        }
    }
    return collected.flush();
}

Result<void> Updater::addOld(PersonRecord record, std::uint32_t index) {
    // Where people are told apart by something else now, a line under the key of before would be found by nobody, and
    // stand out of order. Without it everybody is compared with the roster.
    const bool otherKeys = m_update.old->meta().keyKind != m_update.plan.facts().keyKind;
    if (otherKeys || std::binary_search(m_dropped.begin(), m_dropped.end(), record.key)) {
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

/// Until it was decided about whoever is missing, the rows in which they may be stay suspicious.
Result<void> Updater::takeUnreadable() {
    if (decidesMissing(m_update)) {
        return m_writer->takeUnreadable(m_update.plan.file(), kUnreadable);
    }
    return m_update.old != nullptr ? m_writer->takeUnreadable(m_update.old->file(), Snapshot::kUnreadable)
                                   : Result<void>{};
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
    const Snapshot* const old = m_update.old;
    meta.whole = m_update.complete || (old != nullptr && old->meta().whole && old->meta().keyKind == meta.keyKind);
    meta.decided = decidesMissing(m_update) || (old != nullptr && old->meta().decided);
    if (m_update.largestFitting > 0) {
        meta.batchLimit = BatchLimit{m_update.largestFitting, qint64(dayNumber(m_update.now))};
    } else if (m_update.old != nullptr) {
        meta.batchLimit = m_update.old->meta().batchLimit;
    }
    return meta;
}

} // namespace

PersonKey SnapshotUpdate::personOf(const PersonKey& person) const {
    const QByteArray& scope = plan.facts().personScope;
    if (scope.isEmpty() || person == PersonKey{}) {
        return {};
    }
    KeyedDigest digest(macKey);
    return optOutPerson(digest, scope, person);
}

bool needsUpdate(const SnapshotUpdate& update) {
    const EncryptedFile& file = update.plan.file();
    const bool stale = update.complete && update.old != nullptr &&
                       (update.old->meta().rowContext != update.plan.facts().rowContext || file.blocks(kRetags) > 0 ||
                        (decidesMissing(update) && !sameUnreadable(update.plan, *update.old).value_or(false)) ||
                        !update.old->meta().whole || (decidesMissing(update) && !update.old->meta().decided));
    const bool first = update.complete && update.old == nullptr;
    return update.outcome.changedAnything() || first || file.blocks(kPlaceNotes) > 0 || file.blocks(kKeptOut) > 0 ||
           stale;
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
        .and_then([&] { return (*writer)->takeUnreadable(old.file(), Snapshot::kUnreadable); })
        .and_then([&] { return (*writer)->finish(meta); });
}

Result<void> writeSnapshot(const SnapshotUpdate& update) {
    return Updater(update).run();
}

} // namespace pathways
