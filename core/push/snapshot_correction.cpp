// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/snapshot_correction.h"

#include "core/plan/plan_format.h"

#include <algorithm>
#include <cstring>

namespace pathways {

using namespace plan_format;

namespace {

/// One change that did not happen.
struct Undone {
    PersonKey key; ///< Under which the push wrote the person; nothing for removals.
    std::uint64_t payload = 0;
    PersonKey address;
    Location previous = kNowhere;
    std::uint8_t flags = 0;
    bool removal = false;
    bool stands = false; ///< The current snapshot still has the person as that push left it.
};

class Corrector {
public:
    explicit Corrector(const SnapshotCorrection& correction)
        : m_correction(correction) {}

    Result<void> run() {
        auto writer = SnapshotWriter::create(m_correction.path, m_correction.dataKey);
        if (!writer) {
            return fail(writer.error());
        }
        m_writer = std::move(*writer);
        return collect()
            .and_then([this] { return findStanding(); })
            .and_then([this] { return m_writer->keepSegments(m_correction.current); })
            .and_then([this] { return restore(); })
            .and_then([this] { return merge(); })
            .and_then([this] { return m_writer->finish(meta()); });
    }

private:
    Result<void> collect();
    Result<void> findStanding();
    Result<void> restore();
    Result<void> merge();
    template <typename Visit>
    Result<void> walk(const Visit& visit) const;
    [[nodiscard]] Undone* find(const PersonRecord& record);
    [[nodiscard]] SnapshotMeta meta() const {
        SnapshotMeta meta = m_correction.current.meta();
        meta.segments.clear();
        return meta;
    }

    const SnapshotCorrection& m_correction;
    std::unique_ptr<SnapshotWriter> m_writer;
    std::vector<Undone> m_undone; ///< Sorted by key; removals first.
    std::vector<PersonRecord> m_restored;
};

Result<void> Corrector::collect() {
    const EncryptedFile& file = m_correction.plan.file();
    StreamCursor entries(file, kChanges);
    StreamCursor values(file, kValues);
    for (const quint64 position : m_correction.undone) {
        auto entry = entries.record<ChangeEntry>(position);
        if (!entry) {
            return fail(entry.error());
        }
        Undone one;
        one.previous = entry->previous;
        one.flags = entry->flags;
        one.removal = entry->kind == ChangeKind::Remove;
        if (!one.removal) {
            auto bytes = values.at(entry->values);
            PersonRecord record;
            if (!bytes || bytes->size() < sizeof record) {
                return fail(bytes ? damagedFile() : bytes.error());
            }
            std::memcpy(static_cast<void*>(&record), bytes->data(), sizeof record);
            one.key = record.key;
            one.payload = record.payload;
            one.address = record.address;
        }
        m_undone.push_back(one);
    }
    std::sort(m_undone.begin(), m_undone.end(), [](const Undone& a, const Undone& b) { return a.key < b.key; });
    return {};
}

Undone* Corrector::find(const PersonRecord& record) {
    auto found = std::lower_bound(m_undone.begin(), m_undone.end(), record.key,
                                  [](const Undone& one, const PersonKey& key) { return one.key < key; });
    const bool same = found != m_undone.end() && found->key == record.key && !found->removal;
    return same && found->payload == record.payload ? &*found : nullptr;
}

template <typename Visit>
Result<void> Corrector::walk(const Visit& visit) const {
    return m_correction.current.read(
        0, m_correction.current.blocks(),
        [&visit](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
            for (std::size_t i = 0; i < count; ++i) {
                if (auto done = visit(records[i]); !done) {
                    return done;
                }
            }
            return {};
        });
}

Result<void> Corrector::findStanding() {
    return walk([this](const PersonRecord& record) -> Result<void> {
        if (Undone* const one = find(record)) {
            one->stands = true;
        }
        return {};
    });
}

/// Those who were there before under what the platform still knows of them. Their tag and payload are not known any
/// longer: the next plan sends them again.
Result<void> Corrector::restore() {
    m_writer->beginSegment(m_correction.plan.facts().identifierFields());
    StreamCursor previous(m_correction.plan.file(), kPrevious);
    std::vector<std::string_view> texts;
    for (const Undone& one : m_undone) {
        const bool foreign = (one.flags & kForeign) != 0; // Was never in the snapshot.
        if (one.previous == kNowhere || foreign || !(one.removal || one.stands)) {
            continue;
        }
        auto bytes = previous.at(one.previous);
        PersonRecord record;
        if (!bytes || bytes->size() < sizeof record.key) {
            return fail(bytes ? damagedFile() : bytes.error());
        }
        std::memcpy(record.key.bytes.data(), bytes->data(), sizeof record.key);
        std::string_view packed = bytes->substr(sizeof record.key);
        if (!unpackTexts(packed, texts)) {
            return fail(damagedFile());
        }
        if (record.key == PersonKey{}) {
            continue; // Known from reading back only.
        }
        auto where = m_writer->addIdentity(texts);
        if (!where) {
            return fail(where.error());
        }
        record.where = *where;
        record.address = one.removal || record.key != one.key ? record.key : one.address;
        record.flags = (one.flags & kKnownThere) != 0 ? kWasThere : std::uint16_t(0);
        m_restored.push_back(record);
    }
    const auto byKey = [](const PersonRecord& a, const PersonRecord& b) { return a.key < b.key; };
    std::sort(m_restored.begin(), m_restored.end(), byKey);
    return {};
}

Result<void> Corrector::merge() {
    auto restored = m_restored.cbegin();
    std::optional<PersonKey> last;
    const auto addRestoredBefore = [&](const PersonKey* key) -> Result<void> {
        for (; restored != m_restored.cend() && (key == nullptr || restored->key < *key); ++restored) {
            if (last == restored->key) {
                continue;
            }
            last = restored->key;
            if (auto added = m_writer->add(*restored); !added) {
                return added;
            }
        }
        return {};
    };
    return walk([&](const PersonRecord& record) -> Result<void> {
               if (find(record) != nullptr) {
                   return {};
               }
               return addRestoredBefore(&record.key).and_then([&] {
                   last = record.key;
                   return m_writer->add(record);
               });
           })
        .and_then([&] { return addRestoredBefore(nullptr); });
}

} // namespace

Result<void> writeCorrection(const SnapshotCorrection& correction) {
    return Corrector(correction).run();
}

} // namespace pathways
