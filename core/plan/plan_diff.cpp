// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_diff.h"

#include "core/base/clock.h"
#include "core/model/everyone_option.h"
#include "core/plan/plan_errors.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

bool removalKeepsPerson(const PlanInput& input) {
    QString key = input.pathway.removalMeaning;
    if (key.isEmpty() && !input.type.removalMeanings.isEmpty()) {
        key = input.type.removalMeanings.front().key;
    }
    return std::any_of(input.type.removalMeanings.begin(), input.type.removalMeanings.end(),
                       [&key](const RemovalMeaning& meaning) { return meaning.key == key && meaning.keepsPerson; });
}

} // namespace

PlanDiff::PlanDiff(const PlanSides& sides, std::uint32_t lastRow, EncryptedFileWriter& file)
    : m_input(sides.input)
    , m_snapshot(sides.snapshot)
    , m_holdRemovals(sides.holdRemovals)
    , m_seen(sides.seen)
    , m_rows(sides.rows)
    , m_claims(sides.claims)
    , m_changes(sides.input, sides.fields, sides.snapshot, lastRow, file)
    , m_leftOut(file, kLeftOut, StreamWriter::blockFor(sizeof(LeftOutEntry)))
    , m_seenStream(file, kSeen)
    , m_retags(file, kRetags, StreamWriter::blockFor(sizeof(TagUpdate)))
    , m_keptOut(file, kKeptOut, StreamWriter::blockFor(sizeof(PersonRecord)))
    , m_today(dayNumber(sides.input.now))
    , m_mayRemoveOthers(removalKeepsPerson(sides.input)) {}

Result<MergeResult> PlanDiff::run(std::stop_token stop) {
    auto done = mergeAll(stop);
    if (done && m_input.members != nullptr && m_input.pathway.matchExactly && removes(m_input.pathway.method)) {
        done = removeForeign();
    }
    return done.and_then([this] { return writeLists(); }).map([this] { return m_result; });
}

/// Rows and snapshot in step, both sorted by key.
Result<void> PlanDiff::mergeAll(const std::stop_token& stop) {
    SnapshotWalk walk(m_snapshot);
    auto done = walk.start();
    if (done) {
        done = m_rows.sorted([&](std::span<const PersonRecord> run) -> Result<void> {
            return stop.stop_requested() ? fail(plan_errors::stopped()) : mergeRun(run, walk);
        });
    }
    while (done && walk.current() != nullptr) {
        done = settleWithoutRow(*walk.current(), walk.index()).and_then([&walk] { return walk.advance(); });
    }
    return done;
}

Result<void> PlanDiff::writeLists() {
    auto batches = m_changes.write();
    if (!batches) {
        return fail(batches.error());
    }
    m_result.batches = *batches;
    return m_leftOut.flush()
        .and_then([this] { return m_retags.flush(); })
        .and_then([this] { return m_keptOut.flush(); })
        .and_then([this] { return writeSeen(); })
        .and_then([this] { return m_seenStream.flush(); });
}

Result<void> PlanDiff::mergeRun(std::span<const PersonRecord> run, SnapshotWalk& walk) {
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
        auto settled = settleGroup(run.subspan(i, end - i), known ? walk.current() : nullptr, walk.index());
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

/// In the snapshot, but no new or changed row was read: unchanged, or gone.
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
    return m_changes.remove({known.key, known.where, nullptr});
}

/// All rows of one person that are not simply as they were: the last one counts, the others are duplicates.
Result<void> PlanDiff::settleGroup(std::span<const PersonRecord> rows, const PersonRecord* known, std::uint32_t index) {
    const PersonRecord* winner = nullptr;
    bool present = false;
    for (const PersonRecord& row : rows) {
        if ((row.flags & kPresentOnly) != 0) {
            present = true;
        } else {
            winner = &row;
        }
    }
    const std::uint32_t seenRow = known != nullptr ? m_seen.row(index) : 0;
    const bool seenWins = seenRow > 0 && (winner == nullptr || seenRow > winner->number);
    if (auto left = leaveOutRepeats(rows, seenWins ? nullptr : winner); !left) {
        return left;
    }
    if (seenWins) {
        return settleWithoutRow(*known, index);
    }
    if (seenRow > 0) {
        if (auto left = leaveOut({seenRow, Reason::Duplicate, NameSource::Snapshot, 0xff, index}); !left) {
            return left;
        }
        ++m_result.leftOut[Reason::Duplicate];
    }
    if (winner != nullptr) {
        return settleWinner(*winner, present, known, index);
    }
    // Only rows that were stopped: the person is still in the audience.
    if (known == nullptr) {
        return {};
    }
    static_cast<void>(member(known->address));
    m_result.unsent += known->reason == Reason::None ? 1 : 0;
    return noteSeen(0);
}

/// Rows of one person other than the one that counts.
Result<void> PlanDiff::leaveOutRepeats(std::span<const PersonRecord> rows, const PersonRecord* winner) {
    for (const PersonRecord& row : rows) {
        if ((row.flags & kPresentOnly) == 0 && &row != winner) {
            if (auto left = leaveOut(row, Reason::Duplicate); !left) {
                return left;
            }
        }
    }
    return {};
}

/// present: other rows, which cannot be sent, show the person in the audience as well.
Result<void> PlanDiff::settleWinner(const PersonRecord& winner, bool present, const PersonRecord* known,
                                    std::uint32_t index) {
    if ((winner.flags & kDenied) != 0) {
        auto left = leaveOut(winner, winner.reason);
        if (!left || known == nullptr) {
            return left;
        }
        // Not wanted any more: treated as gone, so that Mirror takes the person out again.
        return present ? noteSeen(0) : settleGone(*known, index);
    }
    if (known == nullptr) {
        return decide(winner, nullptr);
    }
    const qint64 before = m_result.counts.unchanged;
    auto decided = decide(winner, known);
    const bool stayed = m_result.counts.unchanged > before;
    return decided ? noteSeen(stayed ? winner.number : 0) : decided;
}

Result<void> PlanDiff::settleGone(const PersonRecord& known, std::uint32_t index) {
    if (auto noted = noteSeen(0); !noted) {
        return noted;
    }
    return gone(known, index);
}

bool PlanDiff::due(const PersonRecord& known) const {
    return sendsEveryone(m_input.pathway) || isDue(known, m_input.type.refreshDays, m_today);
}

/// The one place that decides about a person with a row that could be sent.
Result<void> PlanDiff::decide(const PersonRecord& row, const PersonRecord* known) {
    const SyncMethod method = m_input.pathway.method;
    const MemberIndex::Member* there = member(row.address);
    if (known != nullptr && known->reason != Reason::None && (there == nullptr || !there->reachable)) {
        return leaveOut(row, known->reason); // Once opted out, out until the platform says otherwise.
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
    if (const PersonRecord* before = known != nullptr ? known : replaced; before != nullptr) {
        return decideKnown(row, *before, replaced != nullptr, there);
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

/// Somebody whom the pathway put there, or found there: as before, to be changed, or to be left alone.
Result<void> PlanDiff::decideKnown(const PersonRecord& row, const PersonRecord& before, bool replaced,
                                   const MemberIndex::Member* there) {
    const SyncMethod method = m_input.pathway.method;
    const bool sameThere = before.payload == row.payload && !replaced && before.reason == Reason::None;
    if (sameThere && !due(before)) {
        return unchanged(row, before);
    }
    if (!updates(method)) {
        return leaveOut(row, Reason::AlreadyThere);
    }
    if (!adds(method) && m_input.members != nullptr && there == nullptr) {
        return leaveOut(row, Reason::NotThere);
    }
    const auto flags = std::uint8_t(((before.flags & kWasThere) != 0 ? kKnownThere : 0) | (sameThere ? kRefreshed : 0));
    m_result.counts.refreshed += sameThere ? 1 : 0;
    m_result.counts.renamed += before.address != row.address ? 1 : 0;
    return update(row, {before.key, before.where, nullptr}, flags);
}

Result<void> PlanDiff::unchanged(const PersonRecord& row, const PersonRecord& known) {
    ++m_result.counts.unchanged;
    return row.tag == known.tag ? Result<void>{}
                                : m_retags.appendRecord(TagUpdate{known.key, row.tag}).map([](Location) {});
}

Result<void> PlanDiff::add(const PersonRecord& row) {
    ++m_result.counts.add;
    return m_changes.add(row);
}

Result<void> PlanDiff::update(const PersonRecord& row, const ChangeList::Known& known, std::uint8_t flags) {
    ++m_result.counts.update;
    return m_changes.update(row, known, flags);
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

/// "Make the list match exactly": everybody there whom the audience does not have. Those who opted out stay as they
/// are.
Result<void> PlanDiff::removeForeign() {
    std::vector<const MemberIndex::Member*> others;
    for (const auto& [key, one] : m_input.members->members) {
        if (!one.reachable || m_inAudience.contains(&one)) {
            continue;
        }
        if (one.removable) {
            others.push_back(&one);
        } else {
            ++m_result.unremovable;
        }
    }
    std::sort(others.begin(), others.end(), [](const auto* a, const auto* b) { return a->identity < b->identity; });
    for (const auto* one : others) {
        if (auto removed = m_changes.remove({{}, 0, one}, kForeign); !removed) {
            return removed;
        }
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
    return m_seenBuffer.size() < kSeenPerBlock ? Result<void>{} : writeSeen();
}

/// A block, or what is left at the end.
Result<void> PlanDiff::writeSeen() {
    if (m_seenBuffer.empty()) {
        return {};
    }
    auto written = m_seenStream.append(
        {reinterpret_cast<const char*>(m_seenBuffer.data()), m_seenBuffer.size() * sizeof(std::uint32_t)});
    m_seenBuffer.clear();
    return written.map([](Location) {});
}

} // namespace pathways
