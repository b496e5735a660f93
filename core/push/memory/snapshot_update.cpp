// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_update.h"

#include "core/base/clock.h"
#include "core/base/warm_pool.h"
#include "core/plan/file/plan_format.h"
#include "core/push/memory/change_collector.h"
#include "core/push/memory/note_collector.h"
#include "core/push/memory/removal_collector.h"
#include "core/push/memory/sorted_stream.h"
#include "core/roster/identity_move.h"
#include "core/roster/memory_file.h"
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
        auto writer =
            SnapshotWriter::create(m_update.path, m_update.dataKey, m_update.asDelta ? m_update.old : nullptr);
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
    Result<void> collectChanges();
    Result<void> collectRemovals();
    Result<void> collectNotes();
    Result<void> collectKeptOut();
    Result<void> merge();
    Result<void> takeUnreadable();
    Result<void> addOld(const SnapshotWalk& walk);
    SnapshotMeta meta() const;
    void drop(const std::vector<PersonKey>& people) { m_dropped.insert(m_dropped.end(), people.begin(), people.end()); }
    [[nodiscard]] QStringList identityFields() const { return m_update.plan.facts().identityFields(); }

    const SnapshotUpdate& m_update;
    std::unique_ptr<SnapshotWriter> m_writer;
    RecordSorter m_fresh;
    std::vector<PersonKey> m_dropped;      ///< Whose lines of the old snapshot end.
    std::uint64_t m_lost = 0;              ///< Changes of which a damaged plan says nothing any more.
    std::unique_ptr<IdentityMove> m_moved; ///< Null: the identifiers of the old snapshot stand where they stood.
    std::uint64_t m_number = 0;            ///< Of the old line at hand.
    SortedStream<TagUpdate> m_retags;
};

/// The newest segment has nothing but what this push adds: the roster takes it over.
Result<void> Updater::prepareSegments() {
    if (m_update.old == nullptr) {
        m_writer->identities().begin(identityFields());
        return {};
    }
    const SnapshotMeta& old = m_update.old->meta();
    const auto each = [this](const WhereSink& sink) {
        SnapshotWalk walk(m_update.old);
        auto done = walk.start();
        for (std::uint64_t number = 0; done && walk.current() != nullptr; ++number) {
            done = sink(number, walk.current()->where).and_then([&walk] { return walk.advance(); });
        }
        return done;
    };
    return carryIdentities({.old = m_update.old->file(),
                            .segments = old.segments,
                            .records = std::uint64_t(old.records),
                            .asDelta = m_update.asDelta,
                            .fields = identityFields(),
                            .scratchFolder = m_update.scratchFolder},
                           each, m_writer->identities())
        .map([this](std::unique_ptr<IdentityMove> moved) {
            m_moved = std::move(moved);
            m_writer->identities().begin(identityFields());
        });
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

Result<void> Updater::addOld(const SnapshotWalk& walk) {
    PersonRecord record = *walk.current();
    // Where people are told apart by something else now, a line under the key of before would be found by nobody, and
    // stand out of order. Without it everybody is compared with the roster.
    const bool otherKeys = m_update.old->meta().keyKind != m_update.plan.facts().keyKind;
    if (otherKeys || std::binary_search(m_dropped.begin(), m_dropped.end(), record.key)) {
        return m_writer->drop(record.key);
    }
    const auto moved = m_moved ? m_moved->moved(m_number) : Result<std::optional<std::uint64_t>>(std::nullopt);
    const auto retag = m_retags.take(record.key);
    if (!moved || !retag) {
        return fail(moved ? retag.error() : moved.error());
    }
    record.where = moved->value_or(record.where);
    if (retag->has_value()) {
        record.tag = (*retag)->tag;
    }
    if (m_lost > 0) {
        record.payload = record.tag = 0;
    }
    const bool asItWas = !moved->has_value() && !retag->has_value() && m_lost == 0;
    return asItWas ? m_writer->keep(record, walk.isOfBase()) : m_writer->add(record);
}

Result<void> Updater::merge() {
    SnapshotWalk walk(m_update.old);
    auto done = walk.start();
    const auto next = [&] {
        ++m_number;
        return walk.advance();
    };
    const auto addOldBefore = [&](const PersonKey* key) -> Result<void> {
        while (walk.current() != nullptr && (key == nullptr || walk.current()->key < *key)) {
            if (auto added = addOld(walk).and_then(next); !added) {
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
                    added = next();
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
    const auto same = !decidesMissing(m_update) ? Result<bool>(true)
                      : m_update.old != nullptr ? sameUnreadable(m_update.plan, *m_update.old)
                                                : Result<bool>(false);
    if (!same) {
        return fail(same.error());
    }
    if (!*same) {
        return m_writer->takeUnreadable(m_update.plan.file(), kUnreadable);
    }
    return m_update.old != nullptr ? m_writer->keepUnreadable(*m_update.old) : Result<void>{};
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

std::uint64_t changedRecords(const PlanFile& plan) {
    return plan.changes() + plan.removals() + plan.file().records(kPlaceNotes, sizeof(PlaceNote)) +
           plan.file().records(kRetags, sizeof(TagUpdate));
}

bool mayBeDelta(const SnapshotUpdate& update) {
    if (update.old == nullptr || update.lost != nullptr) {
        return false;
    }
    const SnapshotMeta& old = update.old->meta();
    return old.keyKind == update.plan.facts().keyKind && !needsRewriting(old.segments, old.records) &&
           fitsIntoDelta(update.old->file(), changedRecords(update.plan));
}

Result<void> writeWithoutValues(const Snapshot& old, const QString& path, const QByteArray& dataKey) {
    auto writer = SnapshotWriter::create(path, dataKey);
    if (!writer) {
        return fail(writer.error());
    }
    SnapshotMeta meta = old.meta();
    meta.segments.clear();
    SnapshotWalk walk(&old);
    auto done =
        (*writer)->identities().keep(old.file(), old.meta().segments).and_then([&walk] { return walk.start(); });
    while (done && walk.current() != nullptr) {
        PersonRecord record = *walk.current();
        record.payload = record.tag = 0;
        done = (*writer)->add(record).and_then([&walk] { return walk.advance(); });
    }
    return done.and_then([&] { return (*writer)->keepUnreadable(old); }).and_then([&] {
        return (*writer)->finish(meta);
    });
}

Result<void> writeSnapshot(const SnapshotUpdate& update) {
    return Updater(update).run();
}

} // namespace pathways
