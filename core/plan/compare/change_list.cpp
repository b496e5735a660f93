// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/compare/change_list.h"

#include "core/base/clock.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

/// For each of the two sorters.
constexpr std::size_t kSortBytes = 32 * 1024 * 1024;

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

/// A change of the row whose values are at size << 40 | Location.
ChangeEntry changeOf(ChangeKind kind, std::uint32_t row, std::uint64_t values) {
    ChangeEntry change;
    change.kind = kind;
    change.row = row;
    change.values = values & kNowhere;
    change.size = std::uint32_t(values >> 40);
    return change;
}

} // namespace

ChangeList::ChangeList(const PlanInput& input, const PlanFields& fields, const Snapshot* snapshot,
                       std::uint32_t lastRow, EncryptedFileWriter& file)
    : m_fields(fields)
    , m_file(file)
    , m_changes(file, kChanges, StreamWriter::blockFor(sizeof(ChangeEntry)))
    , m_previous(file, kPrevious)
    , m_additions(input.spoolFolder, kSortBytes / sizeof(Addition), ByRow{lastRow})
    , m_newAdditions(m_additions)
    , m_updates(input.spoolFolder, kSortBytes / sizeof(Update), ByRow{lastRow})
    , m_newUpdates(m_updates)
    , m_sharers(file, kSharers, StreamWriter::blockFor(sizeof(plan_format::Sharer)))
    , m_leavers(input.spoolFolder, kSortBytes / sizeof(Leaver))
    , m_newLeavers(m_leavers)
    , m_maxPeople(mostPeople(input, snapshot))
    , m_maxBytes(std::uint64_t(std::max<qint64>(1, input.type.limits.bytesPerBatch)))
    , m_overhead(overheadOf(fields)) {
    if (snapshot != nullptr) {
        m_identities =
            std::make_unique<IdentityReader>(snapshot->file(), snapshot->meta().segments, fields.identityIds());
    }
    if (const auto& roster = input.place.roster) {
        m_rosterIdentities =
            std::make_unique<IdentityReader>(roster->file(), roster->meta().segments, fields.identityIds());
    }
}

Result<void> ChangeList::add(const PlaceClaim& row, std::uint8_t flags) {
    return m_newAdditions.add({row.values, row.row, flags});
}

Result<void> ChangeList::update(const PlaceClaim& row, const Known& known, std::uint8_t flags) {
    return m_newUpdates.add({known, row.values, row.row, flags});
}

Result<void> ChangeList::remove(const Known& known, std::uint8_t flags, std::uint32_t after) {
    if (m_fields.byIdentifiers) {
        ++m_leaverCount;
        return m_newLeavers.add(
            {known.person.place, known.person.key, known.rosterWhere, known.where, after, known.leftover});
    }
    return writeKnown(known).map([&](Location location) {
        ChangeEntry entry;
        entry.previous = location;
        entry.kind = ChangeKind::Remove;
        entry.flags = flags;
        entry.size = known.formerMarks;
        entry.after = after; // A row for now: its position is known once all changes stand in order.
        if (after != 0) {
            m_awaited.emplace(after, 0);
        }
        m_removals.push_back(entry);
    });
}

Result<void> ChangeList::takeFormerOff(const Known& known, std::uint32_t marks) {
    return writeKnown(known).map([&](Location location) {
        ChangeEntry entry;
        entry.previous = location;
        entry.kind = ChangeKind::Remove;
        entry.flags = kMarkOnly;
        entry.more = kFormerOnly;
        entry.size = marks;
        m_removals.push_back(entry);
    });
}

Result<void> ChangeList::sortLeavers() {
    return m_newLeavers.flush();
}

Result<void> ChangeList::takeOut(const Leaver& leaver, const std::vector<std::string_view>& texts, bool forChanges,
                                 const std::vector<Sharer>& sharers) {
    ChangeEntry entry;
    entry.kind = ChangeKind::Remove;
    entry.after = leaver.row;
    entry.more = std::uint8_t((leaver.row != 0 ? kReplaced : 0) | (forChanges ? kForChanges : 0));
    entry.size = m_sharerCount;
    entry.sharers = std::uint8_t(std::min<std::size_t>(sharers.size(), 0xff));
    if (leaver.row != 0) {
        m_awaited.emplace(leaver.row, 0);
    }
    for (std::size_t i = 0; i < entry.sharers; ++i) {
        plan_format::Sharer sharer{sharers[i].place, kNowhere};
        if (sharers[i].texts != nullptr) {
            auto where = writePrevious({{}, sharer.place}, {sharers[i].texts->begin(), sharers[i].texts->end()});
            if (!where) {
                return fail(where.error());
            }
            sharer.identifiers = *where;
        }
        if (auto written = m_sharers.appendRecord(sharer); !written) {
            return fail(written.error());
        }
        ++m_sharerCount;
    }
    return writePrevious({leaver.person, leaver.place}, texts).map([&](Location location) {
        entry.previous = location;
        m_removals.push_back(entry);
    });
}

Result<void> ChangeList::sortChanges() {
    return m_newAdditions.flush()
        .and_then([this] { return m_newUpdates.flush(); })
        .and_then([this] { return m_additions.start(); })
        .and_then([this] { return m_updates.start(); });
}

Result<void> ChangeList::eachChange(const std::function<Result<void>(const Change&)>& sink) {
    auto done = sortChanges();
    while (done && m_additions.current() != nullptr) {
        const Addition& one = *m_additions.current();
        done = sink({one.values & kNowhere, one.row, true}).and_then([this] { return m_additions.advance(); });
    }
    while (done && m_updates.current() != nullptr) {
        const Update& one = *m_updates.current();
        done = sink({one.values & kNowhere, one.row, false}).and_then([this] { return m_updates.advance(); });
    }
    return done;
}

Result<std::uint32_t> ChangeList::write() {
    auto done = sortChanges();
    while (done && (m_additions.current() != nullptr || m_updates.current() != nullptr)) {
        const Addition* const addition = m_additions.current();
        const Update* const update = m_updates.current();
        if (update == nullptr || (addition != nullptr && addition->row < update->row)) {
            done = writeAddition(*addition).and_then([this] { return m_additions.advance(); });
        } else {
            done = writeUpdate(*update).and_then([this] { return m_updates.advance(); });
        }
    }
    if (m_batchPeople > 0) {
        m_batches.push_back(m_batchPeople);
    }
    return done.and_then([this] { return writeRemovals(); })
        .and_then([this] { return writeBatches(); })
        .and_then([this] { return m_changes.flush(); })
        .and_then([this] { return m_previous.flush(); })
        .and_then([this] { return m_sharers.flush(); })
        .map([this] { return std::uint32_t(m_batches.size()); });
}

Result<void> ChangeList::writeAddition(const Addition& addition) {
    const ChangeKind kind = m_known.contains(addition.row) ? ChangeKind::Update : ChangeKind::Add;
    ChangeEntry change = changeOf(kind, addition.row, addition.values);
    change.flags = addition.flags;
    return writeChange(change);
}

Result<void> ChangeList::writeUpdate(const Update& update) {
    return writeKnown(update.known).and_then([&](Location location) {
        ChangeEntry change = changeOf(ChangeKind::Update, update.row, update.values);
        change.flags = update.flags;
        change.previous = location;
        return writeChange(change);
    });
}

/// Cuts batches on the way: as many people and bytes as the platform takes.
Result<void> ChangeList::writeChange(const ChangeEntry& change) {
    const std::uint64_t size = change.size + m_overhead;
    if (m_batchPeople > 0 && (m_batchPeople == m_maxPeople || m_batchBytes + size > m_maxBytes)) {
        m_batches.push_back(m_batchPeople);
        m_batchPeople = 0;
        m_batchBytes = 0;
    }
    ++m_batchPeople;
    m_batchBytes += size;
    ++m_position;
    if (const auto awaited = m_awaited.find(change.row); awaited != m_awaited.end()) {
        awaited->second = m_position;
    }
    return m_changes.appendRecord(change).map([](Location) {});
}

Result<void> ChangeList::writeRemovals() {
    // Those by which nobody leaves come first (PlanFile::replaced()).
    std::stable_partition(m_removals.begin(), m_removals.end(),
                          [](const ChangeEntry& entry) { return (entry.more & kReplaced) != 0; });
    std::stable_partition(m_removals.begin(), m_removals.end(), [](const ChangeEntry& entry) {
        return (entry.more & (kReplaced | kFormerOnly)) != 0; // Only one of both is in a plan.
    });
    const auto goes = std::stable_partition(m_removals.begin(), m_removals.end(), [](const ChangeEntry& entry) {
        return (entry.flags & kMarkOnly) != 0 || (entry.more & kReplaced) != 0;
    });
    const auto marks = std::size_t(goes - m_removals.begin());
    std::size_t left = 0; // Of the batch that is being filled.
    for (std::size_t i = 0; i < m_removals.size(); ++i) {
        m_removals[i].after = m_removals[i].after != 0 ? m_awaited[m_removals[i].after] : 0;
        if (left == 0) {
            left = std::min<std::size_t>(m_maxPeople, (i < marks ? marks : m_removals.size()) - i);
            m_batches.push_back(std::uint32_t(left) | kRemovalBatch);
        }
        --left;
        if (auto written = m_changes.appendRecord(m_removals[i]); !written) {
            return fail(written.error());
        }
    }
    return {};
}

Result<void> ChangeList::writeBatches() {
    StreamWriter out(m_file, kBatches, StreamWriter::blockFor(sizeof(std::uint32_t)));
    for (const std::uint32_t batch : m_batches) {
        if (auto written = out.appendRecord(batch); !written) {
            return fail(written.error());
        }
    }
    return out.flush();
}

Result<Location> ChangeList::writeKnown(const Known& known) {
    m_texts.assign(m_fields.identityIds().size(), {});
    if (known.member != nullptr) {
        for (std::size_t i = 0; i < m_fields.identifiers.size(); ++i) {
            const std::size_t field = m_fields.identifiers[i];
            if (m_fields.onlyKey ? field == *m_fields.onlyKey : m_fields.fields[field].spec.kind == FieldKind::Email) {
                m_texts[i] = known.member->identity;
            }
        }
    } else if (known.where != 0) {
        if (auto read = m_identities->read(known.where, m_texts); !read) {
            return fail(read.error());
        }
    } else if (known.rosterWhere != 0) {
        if (auto read = m_rosterIdentities->read(known.rosterWhere, m_texts); !read) {
            return fail(read.error());
        }
    }
    return writePrevious(known.person, m_texts);
}

Result<Location> ChangeList::writePrevious(const KnownPerson& person, const std::vector<std::string_view>& texts) {
    m_scratch.assign(reinterpret_cast<const char*>(&person), sizeof person);
    packTexts(texts, m_scratch);
    return m_previous.append(m_scratch);
}

} // namespace pathways
