// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_correction.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_format.h"

#include <algorithm>
#include <cstring>

namespace pathways {

using namespace plan_format;

namespace {

/// Under which key a push had written somebody, and as what.
struct Undone {
    PersonKey key;
    std::uint64_t payload = 0;
    friend auto operator<=>(const Undone&, const Undone&) = default;
};

class Corrector {
public:
    explicit Corrector(const SnapshotCorrection& correction)
        : m_correction(correction)
        , m_effects(correction.effects.sorter())
        , m_values(correction.plan.file(), kValues)
        , m_previous(correction.plan.file(), kPrevious) {}

    Result<void> run() {
        auto writer = SnapshotWriter::create(m_correction.path, m_correction.dataKey);
        if (!writer) {
            return fail(writer.error());
        }
        m_writer = std::move(*writer);
        const SnapshotMeta& current = m_correction.current.meta();
        return collect()
            .and_then([&] { return m_writer->identities().keep(m_correction.current.file(), current.segments); })
            .and_then([this] { return copy(); })
            .and_then([this] { return m_writer->takeUnreadable(m_correction.current.file(), Snapshot::kUnreadable); })
            .and_then([&] {
                SnapshotMeta meta = current;
                meta.segments.clear();
                return m_writer->finish(meta);
            });
    }

private:
    Result<void> collect();
    Result<void> collectOne(const ChangeEntry& entry);
    Result<void> copy();

    const SnapshotCorrection& m_correction;
    EffectSorter::Input m_effects;
    StreamCursor m_values;
    StreamCursor m_previous;
    std::unique_ptr<SnapshotWriter> m_writer;
    std::vector<Undone> m_undone; ///< Sorted.
    std::vector<std::string_view> m_texts;
};

Result<void> Corrector::collect() {
    StreamCursor entries(m_correction.plan.file(), kChanges);
    for (const quint64 position : m_correction.undone) {
        auto entry = entries.record<ChangeEntry>(position);
        auto collected = entry ? collectOne(*entry) : fail(entry.error());
        if (!collected) {
            return collected;
        }
    }
    std::sort(m_undone.begin(), m_undone.end());
    return m_effects.flush();
}

Result<void> Corrector::collectOne(const ChangeEntry& entry) {
    if (entry.values != kNowhere) {
        auto bytes = m_values.at(entry.values);
        PersonRecord record;
        if (!bytes || bytes->size() < sizeof record) {
            return fail(bytes ? damagedFile() : bytes.error());
        }
        std::memcpy(static_cast<void*>(&record), bytes->data(), sizeof record);
        m_undone.push_back({record.key, record.payload});
        const bool wasThere = entry.kind == ChangeKind::Update && (entry.flags & kRename) == 0;
        const PlaceEvent event = wasThere ? PlaceEvent::UpdateUndone : PlaceEvent::Undone;
        if (auto added = m_effects.add({record.address, 0, event, {}}); !added) {
            return added;
        }
    }
    const bool ended = entry.kind == ChangeKind::Remove || (entry.flags & kRename) != 0;
    if (entry.previous == kNowhere || !ended) {
        return {};
    }
    const auto known = readKnown(m_correction.plan.facts().isBeforePlaces(), m_previous, entry.previous, m_texts);
    if (!known) {
        return fail(known.error());
    }
    return m_effects.add({known->place, 0, PlaceEvent::Undone, {}});
}

Result<void> Corrector::copy() {
    const auto isUndone = [this](const PersonRecord& record) {
        return std::binary_search(m_undone.begin(), m_undone.end(), Undone{record.key, record.payload});
    };
    return m_correction.current.read(
        0, m_correction.current.blocks(),
        [&](std::uint64_t, const PersonRecord* records, std::size_t count) -> Result<void> {
            for (std::size_t i = 0; i < count; ++i) {
                auto added = isUndone(records[i]) ? Result<void>{} : m_writer->add(records[i]);
                if (!added) {
                    return added;
                }
            }
            return {};
        });
}

} // namespace

Result<void> writeCorrection(const SnapshotCorrection& correction) {
    return Corrector(correction).run();
}

} // namespace pathways
