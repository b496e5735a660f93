// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/people_reader.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/file/plan_format.h"
#include "core/roster/snapshot.h"

#include <algorithm>

namespace pathways {

using namespace plan_format;

namespace {

QString text(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

QString firstOf(const std::vector<std::string_view>& texts) {
    const auto found = std::find_if(texts.begin(), texts.end(), [](std::string_view one) { return !one.empty(); });
    return found == texts.end() ? QString() : text(*found);
}

/// The list that names the people of a part.
StreamId listOf(PlanPart part) {
    switch (part) {
    case PlanPart::Add:
    case PlanPart::Update:
    case PlanPart::Remove:
        return kChanges;
    case PlanPart::Unchanged:
        return kSeen;
    case PlanPart::LeftOut:
        return kLeftOut;
    }
    Q_UNREACHABLE();
}

std::size_t entrySize(StreamId list) {
    return list == kChanges ? sizeof(ChangeEntry) : list == kSeen ? sizeof(std::uint32_t) : sizeof(LeftOutEntry);
}

/// Removals follow the other changes, and that list is filled by one writer: where they begin can be computed.
std::uint32_t firstBlockOf(const PlanFile& plan, PlanPart part) {
    constexpr std::size_t perBlock = StreamWriter::blockFor(sizeof(ChangeEntry)) / sizeof(ChangeEntry);
    return part == PlanPart::Remove ? std::uint32_t(plan.changes() / perBlock) : 0;
}

template <typename Entry>
Entry entryAt(std::string_view block, std::size_t index) {
    Entry entry;
    std::memcpy(&entry, block.data() + index * sizeof entry, sizeof entry);
    return entry;
}

} // namespace

struct PeopleReader::Private {
    Private(std::shared_ptr<const PlanFile> of, PlanPart wanted)
        : plan(std::move(of))
        , part(wanted)
        , list(listOf(wanted))
        , firstBlock(firstBlockOf(*plan, wanted))
        , entries(plan->file(), list)
        , values(plan->file(), kValues)
        , notes(plan->file(), kNotes)
        , previous(plan->file(), kPrevious) {}

    Result<bool> seek(qint64 offset);
    Result<void> load(std::size_t number);
    [[nodiscard]] bool belongs(std::size_t entry) const;

    Result<PlanPerson> describe(std::size_t entry);
    Result<PlanPerson> describeChange(const ChangeEntry& change);
    Result<PlanPerson> describeUnchanged(std::uint32_t row, std::uint64_t index);
    Result<PlanPerson> describeLeftOut(const LeftOutEntry& entry);
    Result<PlanPerson> fromValues(Location where);
    Result<PlanPerson> fromNotes(Location where);
    Result<PlanPerson> fromSnapshot(std::uint64_t index);
    Result<void> openSnapshot();

    const std::shared_ptr<const PlanFile> plan;
    const PlanPart part;
    const StreamId list;
    const std::uint32_t firstBlock;
    StreamCursor entries;
    StreamCursor values;
    StreamCursor notes;
    StreamCursor previous;
    std::unique_ptr<Snapshot> snapshot; ///< Opened when it is needed.
    std::unique_ptr<IdentityReader> names;
    std::unique_ptr<SnapshotRecords> records;

    /// People of the part before each block, as far as was read; one more than blocks read.
    std::vector<qint64> before{0};
    std::size_t atHand = std::size_t(-1); ///< Number of the block at hand, from firstBlock.
    std::string_view block;
    std::vector<std::size_t> people; ///< Entries of the block at hand that belong to the part.
    std::vector<std::string_view> texts;
};

PeopleReader::PeopleReader(std::shared_ptr<const PlanFile> plan, PlanPart part)
    : d(std::make_unique<Private>(std::move(plan), part)) {}
PeopleReader::~PeopleReader() = default;
PeopleReader::PeopleReader(PeopleReader&&) noexcept = default;
PeopleReader& PeopleReader::operator=(PeopleReader&&) noexcept = default;

Result<QList<PlanPerson>> PeopleReader::read(qint64 offset, qint64 limit) {
    QList<PlanPerson> page;
    while (page.size() < limit) {
        const qint64 next = offset + page.size();
        auto there = d->seek(next);
        if (!there) {
            return fail(there.error());
        }
        if (!*there) {
            break;
        }
        for (auto i = std::size_t(next - d->before[d->atHand]); i < d->people.size() && page.size() < limit; ++i) {
            auto person = d->describe(d->people[i]);
            if (!person) {
                return fail(person.error());
            }
            page.append(std::move(*person));
        }
    }
    return page;
}

/// Takes the block with this person at hand. False: there are not so many.
Result<bool> PeopleReader::Private::seek(qint64 offset) {
    const std::uint32_t blocks = plan->file().blocks(list);
    for (;;) {
        const auto after = std::upper_bound(before.begin(), before.end(), offset);
        const auto number = std::size_t(after - before.begin()) - 1;
        if (firstBlock + number >= blocks) {
            return false;
        }
        if (auto loaded = load(number); !loaded) {
            return fail(loaded.error());
        }
        if (offset < before[number] + qint64(people.size())) {
            return true;
        }
        // Now it is known how many come before the next block, and the search goes on there.
    }
}

Result<void> PeopleReader::Private::load(std::size_t number) {
    if (atHand == number) {
        return {};
    }
    atHand = std::size_t(-1);
    auto bytes = entries.block(firstBlock + std::uint32_t(number));
    if (!bytes) {
        return fail(isDamage(bytes.error()) ? plan_errors::damaged(bytes.error().detail) : bytes.error());
    }
    block = *bytes;
    people.clear();
    for (std::size_t entry = 0; entry < block.size() / entrySize(list); ++entry) {
        if (belongs(entry)) {
            people.push_back(entry);
        }
    }
    atHand = number;
    if (before.size() == number + 1) {
        before.push_back(before.back() + qint64(people.size()));
    }
    return {};
}

bool PeopleReader::Private::belongs(std::size_t entry) const {
    switch (part) {
    case PlanPart::Add:
        return entryAt<ChangeEntry>(block, entry).kind == ChangeKind::Add;
    case PlanPart::Update:
        return entryAt<ChangeEntry>(block, entry).kind == ChangeKind::Update;
    case PlanPart::Remove:
        return entryAt<ChangeEntry>(block, entry).kind == ChangeKind::Remove &&
               (entryAt<ChangeEntry>(block, entry).more & (kReplaced | kFormerOnly)) == 0; // By those nobody leaves.
    case PlanPart::Unchanged:
        return entryAt<std::uint32_t>(block, entry) != 0;
    case PlanPart::LeftOut:
        return true;
    }
    Q_UNREACHABLE();
}

Result<PlanPerson> PeopleReader::Private::describe(std::size_t entry) {
    if (list == kSeen) {
        return describeUnchanged(entryAt<std::uint32_t>(block, entry), atHand * kSeenPerBlock + entry);
    }
    auto person = list == kChanges ? describeChange(entryAt<ChangeEntry>(block, entry))
                                   : describeLeftOut(entryAt<LeftOutEntry>(block, entry));
    if (!person && isDamage(person.error())) {
        return fail(plan_errors::damaged(person.error().detail));
    }
    return person;
}

Result<PlanPerson> PeopleReader::Private::describeChange(const ChangeEntry& change) {
    if (change.values != kNowhere) {
        return fromValues(change.values);
    }
    auto known = readKnown(plan->facts().isBeforePlaces(), previous, change.previous, texts);
    if (!known) {
        return fail(known.error());
    }
    PlanPerson person;
    person.identity = firstOf(texts);
    person.foreign = (change.flags & kForeign) != 0;
    person.stays = (change.flags & kMarkOnly) != 0;
    return person;
}

/// The list says who is unchanged by their place in the snapshot, which has their names.
Result<PlanPerson> PeopleReader::Private::describeUnchanged(std::uint32_t row, std::uint64_t index) {
    auto record = openSnapshot().and_then([&] { return records->at(index); });
    texts.clear();
    auto read = record.and_then([this](const PersonRecord& known) {
        return known.where != 0 ? names->read(known.where, texts) : Result<void>{};
    });
    if (!read) {
        return fail(isDamage(read.error()) ? plan_errors::lastPushUnreadable(read.error().detail) : read.error());
    }
    PlanPerson person;
    person.row = row;
    person.since = QDateTime::fromSecsSinceEpoch(qint64(record->number) * 86'400, Qt::UTC);
    person.identity = firstOf(texts);
    return person;
}

Result<PlanPerson> PeopleReader::Private::describeLeftOut(const LeftOutEntry& entry) {
    auto person = entry.source == NameSource::Values     ? fromValues(entry.where)
                  : entry.source == NameSource::Notes    ? fromNotes(entry.where)
                  : entry.source == NameSource::Snapshot ? fromSnapshot(entry.where)
                                                         : PlanPerson{};
    if (person) {
        const QStringList& fields = plan->facts().fields;
        person->row = entry.row;
        person->reason = entry.reason;
        person->field = fields.value(entry.field);
        person->column = plan->facts().permission.value(entry.field - fields.size());
    }
    return person;
}

Result<PlanPerson> PeopleReader::Private::fromValues(Location where) {
    auto record = readEntry<PersonRecord>(values, where, texts);
    if (!record) {
        return fail(record.error());
    }
    const PlanFacts& facts = plan->facts();
    PlanPerson person;
    person.row = record->number;
    for (const std::size_t index : facts.identifiers) {
        if (person.identity.isEmpty() && index < texts.size()) {
            person.identity = text(texts[index]);
        }
    }
    for (qsizetype i = 0; i < facts.fieldKinds.size() && std::size_t(i) < texts.size(); ++i) {
        if (facts.fieldKinds[i] == QLatin1String("name") && !texts[std::size_t(i)].empty()) {
            person.name += (person.name.isEmpty() ? QString() : QStringLiteral(" ")) + text(texts[std::size_t(i)]);
        }
    }
    return person;
}

Result<PlanPerson> PeopleReader::Private::fromNotes(Location where) {
    auto bytes = notes.at(where);
    if (!bytes) {
        return fail(bytes.error());
    }
    std::string_view packed = *bytes;
    if (!unpackTexts(packed, texts) || texts.size() != 3) {
        return fail(damagedFile());
    }
    PlanPerson person;
    person.identity = text(texts[0]);
    person.value = text(texts[1]);
    person.name = text(texts[2]);
    return person;
}

/// A repeated row of somebody unchanged was never taken apart: the snapshot knows the name. Without the snapshot, which
/// goes once the plan was pushed, there is none.
Result<PlanPerson> PeopleReader::Private::fromSnapshot(std::uint64_t index) {
    auto record = openSnapshot().and_then([&] { return records->at(index); });
    PlanPerson person;
    if (record && names->read(record->where, texts)) {
        person.identity = firstOf(texts);
    }
    return person;
}

Result<void> PeopleReader::Private::openSnapshot() {
    if (snapshot) {
        return {};
    }
    auto opened = plan->openSnapshot();
    if (!opened) {
        return fail(opened.error());
    }
    snapshot = std::move(*opened);
    names =
        std::make_unique<IdentityReader>(snapshot->file(), snapshot->meta().segments, plan->facts().identityFields());
    records = std::make_unique<SnapshotRecords>(*snapshot);
    return {};
}

} // namespace pathways
