// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/file/plan_file.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_errors.h"
#include "core/plan/file/plan_format.h"
#include "core/plan/file/plan_json.h"
#include "core/roster/identifier_tuple.h"
#include "core/roster/snapshot.h"

#include <QDir>
#include <QFile>

namespace pathways {

using namespace plan_format;

bool PlanFacts::isOfSamePeople(const PlanFacts& other) const {
    return !rowsDigest.isEmpty() && rowsDigest == other.rowsDigest && rowContext == other.rowContext;
}

struct PlanFile::Private {
    QString path;
    QByteArray dataKey;
    std::unique_ptr<EncryptedFile> file;
    plan_json::Meta meta;
    std::vector<Cut> cuts;
};

PlanFile::PlanFile(std::unique_ptr<Private> data)
    : d(std::move(data)) {}
PlanFile::~PlanFile() = default;

Result<std::shared_ptr<PlanFile>> PlanFile::open(const QString& path, const WorkspaceKeys& keys) {
    if (!QFile::exists(path)) {
        return fail(plan_errors::damaged(QStringLiteral("missing")));
    }
    auto file = EncryptedFile::open(path, keys.data);
    if (!file) {
        return fail(isDamage(file.error()) ? plan_errors::damaged(file.error().detail) : file.error());
    }
    auto data = std::make_unique<Private>();
    data->path = path;
    data->dataKey = keys.data;
    data->file = std::move(*file);
    auto meta = plan_json::read(data->file->meta());
    if (!meta) {
        return fail(plan_errors::damaged(QStringLiteral("version")));
    }
    data->meta = std::move(*meta);
    StreamCursor cuts(*data->file, kBatches);
    quint64 first = 0;
    for (std::uint32_t block = 0; block < data->file->blocks(kBatches); ++block) {
        auto bytes = cuts.block(block);
        if (!bytes) {
            return fail(plan_errors::damaged(bytes.error().detail));
        }
        for (std::size_t at = 0; at + sizeof(std::uint32_t) <= bytes->size(); at += sizeof(std::uint32_t)) {
            std::uint32_t cut = 0;
            std::memcpy(&cut, bytes->data() + at, sizeof cut);
            data->cuts.push_back({first, cut & ~kRemovalBatch, (cut & kRemovalBatch) != 0});
            first += cut & ~kRemovalBatch;
        }
    }
    if (first != data->meta.changes + data->meta.removals) {
        return fail(plan_errors::damaged(QStringLiteral("counts")));
    }
    return std::make_shared<PlanFile>(std::move(data));
}

const PlanSummary& PlanFile::summary() const {
    return d->meta.summary;
}
const QString& PlanFile::path() const {
    return d->path;
}
quint64 PlanFile::changes() const {
    return d->meta.changes;
}
quint64 PlanFile::removals() const {
    return d->meta.removals;
}
quint64 PlanFile::replaced() const {
    return d->meta.replaced;
}
bool PlanFile::removalsFirst() const {
    return d->meta.facts.addressField == kAllIdentifiers;
}
quint64 PlanFile::leftOut() const {
    return d->meta.leftOut;
}
const std::vector<PlanFile::Cut>& PlanFile::cuts() const {
    return d->cuts;
}
const PlanFacts& PlanFile::facts() const {
    return d->meta.facts;
}
const EncryptedFile& PlanFile::file() const {
    return *d->file;
}

namespace {

/// Copies texts into the arena, which may move: their places are kept as offsets until the end.
struct Span {
    std::size_t offset;
    std::size_t size;
};

void keep(const std::vector<std::string_view>& texts, std::string& arena, std::vector<Span>& spans) {
    for (const std::string_view one : texts) {
        spans.push_back({arena.size(), one.size()});
        arena.append(one);
    }
}

/// Whom a removal makes it necessary to put in again, as far as no change of the plan does. sizes: how many texts each
/// of them has.
Result<void> keepSharers(const ChangeEntry& removal, StreamCursor& sharers, StreamCursor& previous, std::string& arena,
                         std::vector<Span>& spans, std::vector<std::size_t>& sizes) {
    std::vector<std::string_view> texts;
    for (std::uint32_t i = 0; i < removal.sharers; ++i) {
        const auto sharer = sharers.record<Sharer>(std::uint64_t(removal.size) + i);
        if (!sharer) {
            return fail(sharer.error());
        }
        if (sharer->identifiers == kNowhere) {
            continue;
        }
        if (const auto known = readEntry<KnownPerson>(previous, sharer->identifiers, texts); !known) {
            return fail(known.error());
        }
        keep(texts, arena, spans);
        sizes.push_back(texts.size());
    }
    return {};
}

} // namespace

Result<void> PlanFile::load(quint64 first, quint32 count, ChangeBatch& batch) const {
    batch.arena.clear();
    batch.people.clear();
    batch.people.reserve(count);
    StreamCursor entries(*d->file, kChanges);
    StreamCursor values(*d->file, kValues);
    StreamCursor previous(*d->file, kPrevious);
    std::optional<StreamCursor> sharers;
    if (d->file->has(kSharers)) {
        sharers.emplace(*d->file, kSharers);
    }
    batch.previousFields.clear();
    std::vector<std::string_view> texts;
    std::vector<Span> spans;
    struct Shape {
        std::size_t values = 0;
        std::size_t previous = 0;
        std::vector<std::size_t> again = {};
    };
    std::vector<Shape> shapes;
    for (quint64 position = first; position < first + count; ++position) {
        auto entry = entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(plan_errors::damaged(entry.error().detail));
        }
        PersonChange person;
        person.kind = entry->kind;
        person.row = entry->row;
        person.wasThere = (entry->flags & kKnownThere) != 0;
        person.markOnly = (entry->flags & kMarkOnly) != 0;
        const bool marked = entry->kind == ChangeKind::Remove && !facts().formerMarks.empty();
        person.formerMarks = marked ? entry->size : 0;
        person.formerOnly = marked && (entry->more & kFormerOnly) != 0;
        person.outByUs = (entry->flags & kOutByUs) != 0;
        person.after = (entry->more & kReplaced) != 0 ? 0 : entry->after;
        Shape shape;
        if (entry->values != kNowhere) {
            auto record = readEntry<PersonRecord>(values, entry->values, texts);
            if (!record) {
                return fail(plan_errors::damaged(record.error().detail));
            }
            person.key = record->key;
            keep(texts, batch.arena, spans);
            shape.values = texts.size();
        }
        if (entry->previous != kNowhere) {
            auto known = readKnown(facts().isBeforePlaces(), previous, entry->previous, texts);
            if (!known) {
                return fail(plan_errors::damaged(known.error().detail));
            }
            person.key = entry->values == kNowhere ? known->key : person.key;
            keep(texts, batch.arena, spans);
            shape.previous = texts.size();
        }
        if (sharers && entry->sharers > 0) {
            auto kept = keepSharers(*entry, *sharers, previous, batch.arena, spans, shape.again);
            if (!kept) {
                return fail(plan_errors::damaged(kept.error().detail));
            }
        }
        if (entry->kind == ChangeKind::Remove) {
            batch.previousFields = facts().knownFields;
        }
        shapes.push_back(std::move(shape));
        batch.people.push_back(std::move(person));
    }
    const std::string_view arena = batch.arena;
    std::size_t span = 0;
    for (std::size_t i = 0; i < batch.people.size(); ++i) {
        for (std::size_t n = 0; n < shapes[i].values; ++n, ++span) {
            batch.people[i].values.push_back(arena.substr(spans[span].offset, spans[span].size));
        }
        for (std::size_t n = 0; n < shapes[i].previous; ++n, ++span) {
            batch.people[i].previous.push_back(arena.substr(spans[span].offset, spans[span].size));
        }
        for (const std::size_t size : shapes[i].again) {
            std::vector<std::string_view>& one = batch.people[i].again.emplace_back();
            for (std::size_t n = 0; n < size; ++n, ++span) {
                one.push_back(arena.substr(spans[span].offset, spans[span].size));
            }
        }
    }
    return {};
}

Result<std::unique_ptr<Snapshot>> PlanFile::openSnapshot() const {
    return Snapshot::open(QDir(d->meta.facts.snapshotsFolder).filePath(d->meta.facts.snapshotFile), d->dataKey);
}

} // namespace pathways
