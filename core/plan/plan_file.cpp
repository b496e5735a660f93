// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_file.h"

#include "core/plan/plan_format.h"
#include "core/plan/plan_json.h"
#include "core/roster/snapshot.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

namespace pathways {

using namespace plan_format;

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(PlanFile)
};

Error unusable(const QString& detail) {
    return Error{ErrorKind::Storage, Texts::tr("The plan of this push is damaged or lost."),
                 Texts::tr("It is not trusted, so nothing more was sent."), Texts::tr("Plan the push again."), detail};
}

QString text(std::string_view bytes) {
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

} // namespace

struct PlanFile::Private {
    QString path;
    QByteArray dataKey;
    std::unique_ptr<EncryptedFile> file;
    plan_json::Meta meta;
    std::vector<Cut> cuts;

    /// Identity and name for a list, from a row's values.
    void describe(const std::vector<std::string_view>& values, PlanPerson& person) const {
        for (const std::size_t index : meta.facts.identifiers) {
            if (person.identity.isEmpty() && index < values.size()) {
                person.identity = text(values[index]);
            }
        }
        for (qsizetype i = 0; i < meta.facts.fieldKinds.size() && std::size_t(i) < values.size(); ++i) {
            if (meta.facts.fieldKinds[i] == QLatin1String("name") && !values[std::size_t(i)].empty()) {
                person.name += (person.name.isEmpty() ? QString() : QStringLiteral(" ")) + text(values[std::size_t(i)]);
            }
        }
    }
    [[nodiscard]] Result<PlanPerson> fromValues(StreamCursor& values, Location where) const;
    [[nodiscard]] Result<PlanPerson> fromNotes(StreamCursor& notes, Location where) const;
    [[nodiscard]] Result<QList<PlanPerson>> changes(quint64 first, quint64 last, std::optional<ChangeKind> kind,
                                                    qint64 offset, qint64 limit) const;
    [[nodiscard]] Result<QList<PlanPerson>> unchanged(qint64 offset, qint64 limit) const;
    [[nodiscard]] Result<QList<PlanPerson>> leftOut(qint64 offset, qint64 limit, QList<QString>* fieldIds) const;
    [[nodiscard]] Result<std::unique_ptr<Snapshot>> snapshot() const;
    [[nodiscard]] QStringList identifierIds() const {
        QStringList ids;
        for (const std::size_t index : meta.facts.identifiers) {
            ids << meta.facts.fields[qsizetype(index)];
        }
        return ids;
    }
    [[nodiscard]] Result<PlanPerson> fromSnapshot(std::unique_ptr<Snapshot>& base,
                                                  std::unique_ptr<IdentityReader>& names, std::uint64_t index) const;
};

PlanFile::PlanFile(std::unique_ptr<Private> data)
    : d(std::move(data)) {}
PlanFile::~PlanFile() = default;

Result<std::shared_ptr<PlanFile>> PlanFile::open(const QString& path, const WorkspaceKeys& keys) {
    if (!QFile::exists(path)) {
        return fail(unusable(QStringLiteral("missing")));
    }
    auto file = EncryptedFile::open(path, keys.data);
    if (!file) {
        return fail(isDamage(file.error()) ? unusable(file.error().detail) : file.error());
    }
    auto data = std::make_unique<Private>();
    data->path = path;
    data->dataKey = keys.data;
    data->file = std::move(*file);
    auto meta = plan_json::read(data->file->meta());
    if (!meta) {
        return fail(unusable(QStringLiteral("version")));
    }
    data->meta = std::move(*meta);
    StreamCursor cuts(*data->file, kBatches);
    quint64 first = 0;
    for (std::uint32_t block = 0; block < data->file->blocks(kBatches); ++block) {
        auto bytes = cuts.block(block);
        if (!bytes) {
            return fail(unusable(bytes.error().detail));
        }
        for (std::size_t at = 0; at + sizeof(std::uint32_t) <= bytes->size(); at += sizeof(std::uint32_t)) {
            std::uint32_t cut = 0;
            std::memcpy(&cut, bytes->data() + at, sizeof cut);
            data->cuts.push_back({first, cut & ~kRemovalBatch, (cut & kRemovalBatch) != 0});
            first += cut & ~kRemovalBatch;
        }
    }
    if (first != data->meta.changes + data->meta.removals) {
        return fail(unusable(QStringLiteral("counts")));
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

/// Texts of a stream entry behind a head of fixed size.
template <typename Head>
Result<Head> readEntry(StreamCursor& cursor, Location where, std::vector<std::string_view>& texts) {
    auto bytes = cursor.at(where);
    if (!bytes) {
        return fail(bytes.error());
    }
    Head head;
    if (bytes->size() < sizeof head) {
        return fail(damagedFile());
    }
    std::memcpy(static_cast<void*>(&head), bytes->data(), sizeof head);
    std::string_view rest = bytes->substr(sizeof head);
    if (!unpackTexts(rest, texts)) {
        return fail(damagedFile());
    }
    return head;
}

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

} // namespace

Result<void> PlanFile::load(quint64 first, quint32 count, ChangeBatch& batch) const {
    batch.arena.clear();
    batch.people.clear();
    batch.people.reserve(count);
    StreamCursor entries(*d->file, kChanges);
    StreamCursor values(*d->file, kValues);
    StreamCursor previous(*d->file, kPrevious);
    std::vector<std::string_view> texts;
    std::vector<Span> spans;
    struct Shape {
        std::size_t values;
        std::size_t previous;
    };
    std::vector<Shape> shapes;
    for (quint64 position = first; position < first + count; ++position) {
        auto entry = entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(unusable(entry.error().detail));
        }
        PersonChange person;
        person.kind = entry->kind;
        person.row = entry->row;
        person.wasThere = (entry->flags & kKnownThere) != 0;
        Shape shape{0, 0};
        if (entry->values != kNowhere) {
            auto record = readEntry<PersonRecord>(values, entry->values, texts);
            if (!record) {
                return fail(unusable(record.error().detail));
            }
            person.key = record->key;
            keep(texts, batch.arena, spans);
            shape.values = texts.size();
        }
        if (entry->previous != kNowhere) {
            auto key = readEntry<PersonKey>(previous, entry->previous, texts);
            if (!key) {
                return fail(unusable(key.error().detail));
            }
            person.key = entry->values == kNowhere ? *key : person.key;
            keep(texts, batch.arena, spans);
            shape.previous = texts.size();
        }
        shapes.push_back(shape);
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
    }
    return {};
}

Result<PlanPerson> PlanFile::Private::fromValues(StreamCursor& values, Location where) const {
    std::vector<std::string_view> texts;
    auto record = readEntry<PersonRecord>(values, where, texts);
    if (!record) {
        return fail(record.error());
    }
    PlanPerson person;
    person.row = record->number;
    describe(texts, person);
    return person;
}

Result<PlanPerson> PlanFile::Private::fromNotes(StreamCursor& notes, Location where) const {
    auto bytes = notes.at(where);
    if (!bytes) {
        return fail(bytes.error());
    }
    std::string_view packed = *bytes;
    std::vector<std::string_view> texts;
    if (!unpackTexts(packed, texts) || texts.size() != 3) {
        return fail(damagedFile());
    }
    PlanPerson person;
    person.identity = text(texts[0]);
    person.value = text(texts[1]);
    person.name = text(texts[2]);
    return person;
}

Result<std::unique_ptr<Snapshot>> PlanFile::Private::snapshot() const {
    return Snapshot::open(QDir(meta.facts.snapshotsFolder).filePath(meta.facts.snapshotFile), dataKey);
}

/// A repeated row of somebody unchanged was never taken apart: the snapshot knows the name. After the push it is gone.
Result<PlanPerson> PlanFile::Private::fromSnapshot(std::unique_ptr<Snapshot>& base,
                                                   std::unique_ptr<IdentityReader>& names, std::uint64_t index) const {
    if (!base) {
        auto opened = snapshot();
        if (!opened) {
            return PlanPerson{};
        }
        base = std::move(*opened);
        names = std::make_unique<IdentityReader>(*base, identifierIds());
    }
    auto record = StreamCursor(base->file(), Snapshot::kRecords).record<PersonRecord>(index);
    std::vector<std::string_view> texts;
    if (!record || !names->read(record->where, texts)) {
        return PlanPerson{};
    }
    PlanPerson person;
    for (const std::string_view one : texts) {
        if (person.identity.isEmpty()) {
            person.identity = text(one);
        }
    }
    return person;
}

Result<QList<PlanPerson>> PlanFile::Private::changes(quint64 first, quint64 last, std::optional<ChangeKind> kind,
                                                     qint64 offset, qint64 limit) const {
    StreamCursor entries(*file, kChanges);
    StreamCursor values(*file, kValues);
    StreamCursor previous(*file, kPrevious);
    QList<PlanPerson> people;
    std::vector<std::string_view> texts;
    for (quint64 position = first; position < last && people.size() < limit; ++position) {
        auto entry = entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(entry.error());
        }
        if ((kind && entry->kind != *kind) || offset-- > 0) {
            continue;
        }
        if (entry->values != kNowhere) {
            auto person = fromValues(values, entry->values);
            if (!person) {
                return fail(person.error());
            }
            people.append(*person);
            continue;
        }
        auto key = readEntry<PersonKey>(previous, entry->previous, texts);
        if (!key) {
            return fail(key.error());
        }
        PlanPerson person;
        person.foreign = (entry->flags & kForeign) != 0;
        for (const std::string_view one : texts) {
            if (person.identity.isEmpty()) {
                person.identity = text(one);
            }
        }
        people.append(person);
    }
    return people;
}

Result<QList<PlanPerson>> PlanFile::Private::unchanged(qint64 offset, qint64 limit) const {
    if (meta.facts.snapshotFile.isEmpty()) {
        return QList<PlanPerson>{};
    }
    auto base = snapshot();
    if (!base) {
        return fail(base.error());
    }
    IdentityReader names(**base, identifierIds());
    StreamCursor records((*base)->file(), Snapshot::kRecords);
    StreamCursor seen(*file, kSeen);
    QList<PlanPerson> people;
    std::vector<std::string_view> texts;
    std::uint64_t index = 0;
    for (std::uint32_t block = 0; block < file->blocks(kSeen) && people.size() < limit; ++block) {
        auto bytes = seen.block(block);
        if (!bytes) {
            return fail(bytes.error());
        }
        for (std::size_t at = 0; at < bytes->size() && people.size() < limit; at += sizeof(std::uint32_t), ++index) {
            std::uint32_t row = 0;
            std::memcpy(&row, bytes->data() + at, sizeof row);
            if (row == 0 || offset-- > 0) {
                continue;
            }
            auto record = records.record<PersonRecord>(index);
            if (!record) {
                return fail(record.error());
            }
            if (auto read = names.read(record->where, texts); !read) {
                return fail(read.error());
            }
            PlanPerson person;
            person.row = row;
            person.since = QDateTime::fromSecsSinceEpoch(qint64(record->number) * 86'400, Qt::UTC);
            for (const std::string_view one : texts) {
                if (person.identity.isEmpty()) {
                    person.identity = text(one);
                }
            }
            people.append(person);
        }
    }
    return people;
}

Result<QList<PlanPerson>> PlanFile::Private::leftOut(qint64 offset, qint64 limit, QList<QString>* fieldIds) const {
    StreamCursor entries(*file, kLeftOut);
    StreamCursor values(*file, kValues);
    StreamCursor notes(*file, kNotes);
    std::unique_ptr<Snapshot> base;
    std::unique_ptr<IdentityReader> names;
    QList<PlanPerson> people;
    // Several writers filled the stream, so blocks may end early: they are walked, not computed.
    for (std::uint32_t block = 0; block < file->blocks(kLeftOut) && people.size() < limit; ++block) {
        auto bytes = entries.block(block);
        if (!bytes) {
            return fail(bytes.error());
        }
        const auto count = qint64(bytes->size() / sizeof(LeftOutEntry));
        if (offset >= count) {
            offset -= count;
            continue;
        }
        for (qint64 i = offset; i < count && people.size() < limit; ++i) {
            LeftOutEntry entry;
            std::memcpy(&entry, bytes->data() + std::size_t(i) * sizeof entry, sizeof entry);
            Result<PlanPerson> person = PlanPerson{};
            if (entry.source == NameSource::Values) {
                person = fromValues(values, entry.where);
            } else if (entry.source == NameSource::Notes) {
                person = fromNotes(notes, entry.where);
            } else if (entry.source == NameSource::Snapshot) {
                person = fromSnapshot(base, names, entry.where);
            }
            if (!person) {
                return fail(person.error());
            }
            person->row = entry.row;
            person->reason = entry.reason;
            people.append(*person);
            if (fieldIds != nullptr) {
                fieldIds->append(entry.field < meta.facts.fields.size() ? meta.facts.fields[entry.field] : QString());
            }
        }
        offset = 0;
    }
    return people;
}

Result<QList<PlanPerson>> PlanFile::leftOutPeople(qint64 offset, qint64 limit, QList<QString>& fieldIds) const {
    return d->leftOut(offset, limit, &fieldIds);
}

Result<QList<PlanPerson>> PlanFile::people(PlanPart part, qint64 offset, qint64 limit) const {
    switch (part) {
    case PlanPart::Add:
        return d->changes(0, d->meta.changes, ChangeKind::Add, offset, limit);
    case PlanPart::Update:
        return d->changes(0, d->meta.changes, ChangeKind::Update, offset, limit);
    case PlanPart::Remove:
        return d->changes(d->meta.changes + quint64(offset), d->meta.changes + d->meta.removals, std::nullopt, 0,
                          limit);
    case PlanPart::Unchanged:
        return d->unchanged(offset, limit);
    case PlanPart::LeftOut:
        return d->leftOut(offset, limit, nullptr);
    }
    Q_UNREACHABLE();
}

} // namespace pathways
