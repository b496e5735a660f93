// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_diff.h"

#include "core/base/clock.h"
#include "core/model/everyone_option.h"
#include "core/spool/parallel_sort.h"

#include <QCoreApplication>

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

constexpr std::size_t kSeenBlock = kStreamBlock / sizeof(std::uint32_t);

bool removalKeepsPerson(const PlanInput& input) {
    QString key = input.pathway.removalMeaning;
    if (key.isEmpty() && !input.type.removalMeanings.isEmpty()) {
        key = input.type.removalMeanings.front().key;
    }
    return std::any_of(input.type.removalMeanings.begin(), input.type.removalMeanings.end(),
                       [&key](const RemovalMeaning& meaning) { return meaning.key == key && meaning.keepsPerson; });
}

/// People in one request: what the platform says it takes, or what it was found to take.
std::uint32_t mostPeople(const PlanInput& input, const Snapshot* snapshot) {
    const qint64 stated = std::max(1, input.type.limits.peoplePerBatch);
    const qint64 found = snapshot != nullptr ? snapshot->meta().batchLimit.on(dayNumber(input.now)) : 0;
    return std::uint32_t(found > 0 ? std::min(found, stated) : stated);
}

/// Bytes that a person takes in a request beside the values.
std::size_t overheadOf(const PlanFields& fields) {
    std::size_t overhead = 40;
    for (const auto& line : fields.fields) {
        overhead += line.spec.hashed ? 68 : std::size_t(line.spec.id.size()) + 8;
    }
    return overhead;
}

} // namespace

PlanDiff::PlanDiff(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot, bool holdRemovals,
                   const UnchangedRowIndex& seen, RecordSorter& rows, const AddressClaims& claims,
                   EncryptedFileWriter& file)
    : m_input(input)
    , m_fields(fields)
    , m_snapshot(snapshot)
    , m_holdRemovals(holdRemovals)
    , m_seen(seen)
    , m_rows(rows)
    , m_claims(claims)
    , m_file(file)
    , m_leftOut(file, kLeftOut, StreamWriter::blockFor(sizeof(LeftOutEntry)))
    , m_changes(file, kChanges, StreamWriter::blockFor(sizeof(ChangeEntry)))
    , m_previousStream(file, kPrevious)
    , m_seenStream(file, kSeen)
    , m_retags(file, kRetags, StreamWriter::blockFor(sizeof(TagUpdate)))
    , m_keptOut(file, kKeptOut, StreamWriter::blockFor(sizeof(PersonRecord)))
    , m_additions(input.spoolFolder)
    , m_updates(input.spoolFolder)
    , m_today(dayNumber(input.now))
    , m_mayRemoveOthers(removalKeepsPerson(input))
    , m_maxPeople(mostPeople(input, snapshot))
    , m_maxBytes(std::uint64_t(std::max<qint64>(1, input.type.limits.bytesPerBatch)))
    , m_overhead(overheadOf(fields)) {
    if (snapshot != nullptr) {
        m_identities = std::make_unique<IdentityReader>(*snapshot, fields.identifierIds());
    }
}

Result<MergeResult> PlanDiff::run(std::stop_token stop) {
    SnapshotWalk walk(m_snapshot);
    auto done = walk.start();
    if (done) {
        done = m_rows.sorted([&](const std::vector<PersonRecord>& run) -> Result<void> {
            if (stop.stop_requested()) {
                return fail(ErrorKind::Canceled, QCoreApplication::translate("SourceScan", "Planning was stopped."),
                            QCoreApplication::translate("SourceScan", "Nothing was sent."),
                            QCoreApplication::translate("SourceScan", "Plan again whenever you like."));
            }
            return mergeRun(run, walk);
        });
    }
    while (done && walk.current() != nullptr) {
        done = settleWithoutRow(*walk.current(), walk.index()).and_then([&walk] { return walk.advance(); });
    }
    if (done && m_input.members != nullptr && m_input.pathway.matchExactly && removes(m_input.pathway.method)) {
        done = removeForeign();
    }
    if (!done) {
        return fail(done.error());
    }
    done = writeChanges()
               .and_then([this] { return writeBatches(); })
               .and_then([this] { return m_leftOut.flush(); })
               .and_then([this] { return m_changes.flush(); })
               .and_then([this] { return m_previousStream.flush(); })
               .and_then([this] { return m_retags.flush(); })
               .and_then([this] { return m_keptOut.flush(); });
    if (done && !m_seenBuffer.empty()) {
        done = m_seenStream
                   .append({reinterpret_cast<const char*>(m_seenBuffer.data()),
                            m_seenBuffer.size() * sizeof(std::uint32_t)})
                   .and_then([this](Location) { return m_seenStream.flush(); });
    }
    if (!done) {
        return fail(done.error());
    }
    return m_result;
}

Result<void> PlanDiff::mergeRun(const std::vector<PersonRecord>& run, SnapshotWalk& walk) {
    for (std::size_t i = 0; i < run.size();) {
        std::size_t end = i + 1;
        while (end < run.size() && run[end].key == run[i].key) {
            ++end;
        }
        while (walk.current() != nullptr && walk.current()->key < run[i].key) {
            auto settled = settleWithoutRow(*walk.current(), walk.index()).and_then([&walk] { return walk.advance(); });
            if (!settled) {
                return settled;
            }
        }
        const bool known = walk.current() != nullptr && walk.current()->key == run[i].key;
        auto settled = settleGroup(run.data() + i, run.data() + end, known ? walk.current() : nullptr, walk.index());
        if (settled && known) {
            settled = walk.advance();
        }
        if (!settled) {
            return settled;
        }
        i = end;
    }
    return {};
}

/// A person of the snapshot of whom no new or changed row was read: unchanged, or gone.
Result<void> PlanDiff::settleWithoutRow(const PersonRecord& known, std::uint32_t index) {
    const std::uint32_t row = m_seen.row(index);
    if (auto noted = noteSeen(row); !noted) {
        return noted;
    }
    if (row > 0) {
        ++m_result.counts.unchanged;
        static_cast<void>(member(known.address));
        return {};
    }
    return gone(known, index);
}

/// A person of the snapshot who is no longer wanted. Whether that means a removal is decided here alone (promise P2).
Result<void> PlanDiff::gone(const PersonRecord& known, std::uint32_t index) {
    if (m_claims.stays(index)) {
        static_cast<void>(member(known.address));
        return {};
    }
    if (known.reason != Reason::None || !removes(m_input.pathway.method) || m_holdRemovals) {
        return {};
    }
    if ((known.flags & kWasThere) != 0 && known.where == 0) {
        ++m_result.wereThere; // Never sent by us: if anything, it is one of the others there.
        return {};
    }
    const MemberIndex::Member* there = member(known.address);
    if (there != nullptr && !there->reachable) {
        ++m_result.keptOut;
        return keepOut(known, there->reason == Reason::None ? Reason::Unsubscribed : there->reason);
    }
    if ((known.flags & kWasThere) != 0 && !m_mayRemoveOthers && !m_input.pathway.matchExactly) {
        ++m_result.wereThere;
        return {};
    }
    ++m_result.counts.remove;
    return remove(known.key, known.where);
}

/// All rows of one person that are not simply as they were: the last one counts, the others are duplicates.
Result<void> PlanDiff::settleGroup(const PersonRecord* first, const PersonRecord* last, const PersonRecord* known,
                                   std::uint32_t index) {
    const PersonRecord* winner = nullptr;
    bool present = false;
    for (const PersonRecord* row = first; row != last; ++row) {
        present = present || (row->flags & kPresentOnly) != 0;
        if ((row->flags & kPresentOnly) == 0) {
            winner = row;
        }
    }
    const std::uint32_t seenRow = known != nullptr ? m_seen.row(index) : 0;
    const bool seenWins = seenRow > 0 && (winner == nullptr || seenRow > winner->number);
    for (const PersonRecord* row = first; row != last; ++row) {
        if ((row->flags & kPresentOnly) == 0 && (seenWins || row != winner)) {
            if (auto left = leaveOut(*row, Reason::Duplicate); !left) {
                return left;
            }
        }
    }
    if (seenWins) {
        return settleWithoutRow(*known, index);
    }
    if (known != nullptr && seenRow > 0) {
        if (auto left = leaveOut({seenRow, Reason::Duplicate, NameSource::Snapshot, 0xff, index}); !left) {
            return left;
        }
        ++m_result.leftOut[Reason::Duplicate];
    }
    if (winner == nullptr) { // Only rows that were stopped: the person is still in the audience.
        if (known != nullptr) {
            static_cast<void>(member(known->address));
            m_result.unsent += known->reason == Reason::None ? 1 : 0;
        }
        return known != nullptr ? noteSeen(0) : Result<void>{};
    }
    if ((winner->flags & kDenied) != 0) {
        auto left = leaveOut(*winner, winner->reason);
        if (!left || known == nullptr) {
            return left;
        }
        // Not wanted any more: treated as gone, so that Mirror takes the person out again.
        return present ? noteSeen(0) : settleGone(*known, index);
    }
    if (known != nullptr) {
        const std::size_t before = std::size_t(m_result.counts.unchanged);
        auto decided = decide(*winner, known);
        const bool stayed = std::size_t(m_result.counts.unchanged) > before;
        return decided ? noteSeen(stayed ? winner->number : 0) : decided;
    }
    return decide(*winner, nullptr);
}

Result<void> PlanDiff::settleGone(const PersonRecord& known, std::uint32_t index) {
    if (auto noted = noteSeen(0); !noted) {
        return noted;
    }
    return gone(known, index);
}

bool PlanDiff::due(const PersonRecord& known) const {
    return sendsEveryone(m_input.pathway) ||
           (m_input.type.refreshDays > 0 && known.number + std::uint32_t(m_input.type.refreshDays) <= m_today);
}

/// The one place that decides about a person with a row that could be sent.
Result<void> PlanDiff::decide(const PersonRecord& row, const PersonRecord* known) {
    const SyncMethod method = m_input.pathway.method;
    const MemberIndex::Member* there = member(row.address);
    if (known != nullptr && known->reason != Reason::None && (there == nullptr || !there->reachable)) {
        return leaveOut(row, known->reason); // Once out at their own wish, out until the platform says otherwise.
    }
    if (there != nullptr && !there->reachable) {
        const Reason reason = there->reason == Reason::None ? Reason::Unsubscribed : there->reason;
        PersonRecord kept = known != nullptr ? *known : row;
        return keepOut(kept, reason).and_then([&] { return leaveOut(row, reason); });
    }
    if (m_claims.loses(row.number)) {
        return leaveOut(row, Reason::SharedAddress);
    }
    const PersonRecord* replaced = known == nullptr ? m_claims.replaces(row.number) : nullptr;
    if (replaced != nullptr && replaced->reason != Reason::None && there == nullptr) {
        return leaveOut(row, replaced->reason);
    }
    const PersonRecord* before = known != nullptr ? known : replaced;
    if (before != nullptr) {
        const bool sameThere = before->payload == row.payload && replaced == nullptr && before->reason == Reason::None;
        if (sameThere && !due(*before)) {
            return unchanged(row, *before);
        }
        if (!updates(method)) {
            return leaveOut(row, Reason::AlreadyThere);
        }
        if (!adds(method) && m_input.members != nullptr && there == nullptr) {
            return leaveOut(row, Reason::NotThere);
        }
        const auto flags =
            std::uint8_t(((before->flags & kWasThere) != 0 ? kKnownThere : 0) | (sameThere ? kRefreshed : 0));
        m_result.counts.refreshed += sameThere ? 1 : 0;
        m_result.counts.renamed += before->address != row.address ? 1 : 0;
        return update(row, {before->key, before->where, nullptr}, flags);
    }
    if (there != nullptr) {
        if (!updates(method)) {
            return rememberThere(row).and_then([&] { return leaveOut(row, Reason::AlreadyThere); });
        }
        return update(row, {{}, 0, there}, kKnownThere);
    }
    if (!adds(method)) {
        return leaveOut(row, Reason::NotThere);
    }
    return add(row);
}

Result<void> PlanDiff::unchanged(const PersonRecord& row, const PersonRecord& known) {
    ++m_result.counts.unchanged;
    return row.tag == known.tag ? Result<void>{}
                                : m_retags.appendRecord(TagUpdate{known.key, row.tag}).map([](Location) {});
}

Result<void> PlanDiff::add(const PersonRecord& row) {
    ++m_result.counts.add;
    return m_additions.add({row.where, row.number});
}

Result<void> PlanDiff::update(const PersonRecord& row, const Previous& previous, std::uint8_t flags) {
    ++m_result.counts.update;
    return m_updates.add({previous, row.where, row.number, flags});
}

Result<void> PlanDiff::leaveOut(const PersonRecord& row, Reason reason) {
    ++m_result.leftOut[reason];
    return leaveOut({row.number, reason, NameSource::Values, 0xff, row.where & kNowhere});
}

Result<void> PlanDiff::leaveOut(const LeftOutEntry& entry) {
    return m_leftOut.appendRecord(entry).map([](Location) {});
}

Result<void> PlanDiff::keepOut(const PersonRecord& known, Reason reason) {
    PersonRecord record = known;
    record.reason = reason;
    record.where = 0;
    return m_keptOut.appendRecord(record).map([](Location) {});
}

/// Somebody whom others put there and this pathway leaves be: known from now on, with nothing of ours.
Result<void> PlanDiff::rememberThere(const PersonRecord& row) {
    PersonRecord record = row;
    record.reason = Reason::None;
    record.payload = record.tag = record.where = 0;
    return m_keptOut.appendRecord(record).map([](Location) {});
}

Result<void> PlanDiff::remove(const PersonKey& key, std::uint64_t where) {
    return writePrevious({key, where, nullptr}).map([this](Location location) {
        ChangeEntry entry;
        entry.previous = location;
        entry.kind = ChangeKind::Remove;
        m_removals.push_back(entry);
    });
}

/// "Make the list match exactly": everybody there whom the audience does not have. Those who left at their own wish
/// stay as they are.
Result<void> PlanDiff::removeForeign() {
    std::vector<const MemberIndex::Member*> others;
    for (const auto& [key, one] : m_input.members->members) {
        if (one.reachable && !m_inAudience.contains(&one)) {
            others.push_back(&one);
        }
    }
    std::sort(others.begin(), others.end(), [](const auto* a, const auto* b) { return a->identity < b->identity; });
    for (const auto* one : others) {
        auto location = writePrevious({{}, 0, one});
        if (!location) {
            return fail(location.error());
        }
        ChangeEntry entry;
        entry.previous = *location;
        entry.kind = ChangeKind::Remove;
        entry.flags = kForeign;
        m_removals.push_back(entry);
        ++m_result.counts.remove;
        ++m_result.foreignRemovals;
    }
    return {};
}

/// Looks a member up, and notes that "match exactly" must not take it for one of others.
const MemberIndex::Member* PlanDiff::member(const PersonKey& address) {
    if (m_input.members == nullptr) {
        return nullptr;
    }
    const auto found = m_input.members->members.find(address);
    if (found == m_input.members->members.end()) {
        return nullptr;
    }
    m_inAudience.insert(&found->second);
    return &found->second;
}

Result<void> PlanDiff::noteSeen(std::uint32_t row) {
    m_seenBuffer.push_back(row);
    if (m_seenBuffer.size() < kSeenBlock) {
        return {};
    }
    auto written = m_seenStream.append(
        {reinterpret_cast<const char*>(m_seenBuffer.data()), m_seenBuffer.size() * sizeof(std::uint32_t)});
    m_seenBuffer.clear();
    return written.map([](Location) {});
}

Result<Location> PlanDiff::writePrevious(const Previous& previous) {
    m_texts.assign(m_fields.identifiers.size(), {});
    if (previous.member != nullptr) {
        for (std::size_t i = 0; i < m_fields.identifiers.size(); ++i) {
            const std::size_t field = m_fields.identifiers[i];
            if (m_fields.onlyKey ? field == *m_fields.onlyKey : m_fields.fields[field].spec.kind == FieldKind::Email) {
                m_texts[i] = previous.member->identity;
            }
        }
    } else if (previous.where != 0) {
        if (auto read = m_identities->read(previous.where, m_texts); !read) {
            return fail(read.error());
        }
    }
    m_scratch.assign(reinterpret_cast<const char*>(&previous.key), sizeof previous.key);
    packTexts(m_texts, m_scratch);
    return m_previousStream.append(m_scratch);
}

Result<void> PlanDiff::writeChanges() {
    auto done = m_additions.start().and_then([this] { return m_updates.start(); });
    while (done && (m_additions.current() != nullptr || m_updates.current() != nullptr)) {
        const Addition* const addition = m_additions.current();
        const Update* const update = m_updates.current();
        ChangeEntry change;
        if (update == nullptr || (addition != nullptr && addition->row < update->row)) {
            change.values = addition->values & kNowhere;
            change.row = addition->row;
            change.size = std::uint32_t(addition->values >> 40);
            done = writeChange(change).and_then([this] { return m_additions.advance(); });
            continue;
        }
        change.values = update->values & kNowhere;
        change.row = update->row;
        change.size = std::uint32_t(update->values >> 40);
        change.kind = ChangeKind::Update;
        change.flags = update->flags;
        done = writePrevious(update->previous)
                   .and_then([&](Location location) {
                       change.previous = location;
                       return writeChange(change);
                   })
                   .and_then([this] { return m_updates.advance(); });
    }
    if (m_batchPeople > 0) {
        m_cuts.push_back(m_batchPeople);
    }
    return done.and_then([this] { return writeRemovals(); });
}

/// Cuts batches on the way: as many people and bytes as the platform takes.
Result<void> PlanDiff::writeChange(const ChangeEntry& change) {
    const std::uint64_t size = change.size + m_overhead;
    if (m_batchPeople > 0 && (m_batchPeople == m_maxPeople || m_batchBytes + size > m_maxBytes)) {
        m_cuts.push_back(m_batchPeople);
        m_batchPeople = 0;
        m_batchBytes = 0;
    }
    ++m_batchPeople;
    m_batchBytes += size;
    return m_changes.appendRecord(change).map([](Location) {});
}

Result<void> PlanDiff::writeRemovals() {
    for (std::size_t i = 0; i < m_removals.size(); ++i) {
        if (i % m_maxPeople == 0) {
            m_cuts.push_back(std::uint32_t(std::min<std::size_t>(m_maxPeople, m_removals.size() - i)) | kRemovalBatch);
        }
        if (auto written = m_changes.appendRecord(m_removals[i]); !written) {
            return fail(written.error());
        }
    }
    return {};
}

Result<void> PlanDiff::writeBatches() {
    StreamWriter out(m_file, kBatches, StreamWriter::blockFor(sizeof(std::uint32_t)));
    for (const std::uint32_t cut : m_cuts) {
        if (auto written = out.appendRecord(cut); !written) {
            return fail(written.error());
        }
    }
    m_result.batches = std::uint32_t(m_cuts.size());
    return out.flush();
}

} // namespace pathways
