// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/push/memory/snapshot_correction.h"

#include "core/plan/file/plan_entry.h"
#include "core/plan/file/plan_format.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace pathways {

using namespace plan_format;

namespace {

/// Under which key a push had written somebody, and as what.
struct Undone {
    PersonKey key;
    std::uint64_t payload = 0;
    friend auto operator<=>(const Undone&, const Undone&) = default;
};

/// Whom the change put in; nothing: it puts in nobody.
Result<std::optional<PersonRecord>> personOf(const ChangeEntry& entry, StreamCursor& values) {
    if (entry.values == kNowhere) {
        return std::optional<PersonRecord>();
    }
    auto bytes = values.at(entry.values);
    PersonRecord record;
    if (!bytes || bytes->size() < sizeof record) {
        return fail(bytes ? damagedFile() : bytes.error());
    }
    std::memcpy(static_cast<void*>(&record), bytes->data(), sizeof record);
    return std::optional(record);
}

class Corrector {
public:
    explicit Corrector(const SnapshotCorrection& correction)
        : m_correction(correction)
        , m_values(correction.plan.file(), kValues) {}

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
            .and_then([this] { return m_writer->keepUnreadable(m_correction.current); })
            .and_then([&] {
                SnapshotMeta meta = current;
                meta.segments.clear();
                return m_writer->finish(meta);
            });
    }

private:
    Result<void> collect();
    Result<void> copy();

    const SnapshotCorrection& m_correction;
    StreamCursor m_values;
    std::unique_ptr<SnapshotWriter> m_writer;
    std::vector<Undone> m_undone; ///< Sorted.
};

Result<void> Corrector::collect() {
    StreamCursor entries(m_correction.plan.file(), kChanges);
    for (const quint64 position : m_correction.undone) {
        const auto entry = entries.record<ChangeEntry>(position);
        const auto person = entry ? personOf(*entry, m_values) : fail(entry.error());
        if (!person) {
            return fail(person.error());
        }
        if (*person) {
            m_undone.push_back({(*person)->key, (*person)->payload});
        }
    }
    std::sort(m_undone.begin(), m_undone.end());
    return {};
}

Result<void> Corrector::copy() {
    const auto isUndone = [this](const PersonRecord& record) {
        return std::binary_search(m_undone.begin(), m_undone.end(), Undone{record.key, record.payload});
    };
    SnapshotWalk walk(&m_correction.current);
    auto done = walk.start();
    while (done && walk.current() != nullptr) {
        done = (isUndone(*walk.current()) ? Result<void>{} : m_writer->add(*walk.current())).and_then([&walk] {
            return walk.advance();
        });
    }
    return done;
}

} // namespace

Result<void> writeCorrection(const SnapshotCorrection& correction) {
    return Corrector(correction).run();
}

Result<void> addUndone(const PlanFile& plan, const std::vector<quint64>& undone, EffectList& effects) {
    EffectSorter::Input input(effects.sorter());
    StreamCursor entries(plan.file(), kChanges);
    StreamCursor values(plan.file(), kValues);
    StreamCursor previous(plan.file(), kPrevious);
    std::vector<std::string_view> texts;
    const auto addOne = [&](const ChangeEntry& entry) -> Result<void> {
        const bool renames = (entry.flags & kRename) != 0;
        const auto person = personOf(entry, values);
        if (!person) {
            return fail(person.error());
        }
        if (*person) {
            const bool wasThere = entry.kind == ChangeKind::Update && !renames;
            const PlaceEvent event = wasThere ? PlaceEvent::UpdateUndone : PlaceEvent::Undone;
            if (auto added = input.add({(*person)->address, 0, event, {}}); !added) {
                return added;
            }
        }
        if (entry.previous == kNowhere || (entry.kind != ChangeKind::Remove && !renames)) {
            return {};
        }
        const auto known = readKnown(plan.facts().isBeforePlaces(), previous, entry.previous, texts);
        return known ? input.add({known->place, 0, PlaceEvent::Undone, {}}) : fail(known.error());
    };
    for (const quint64 position : undone) {
        const auto entry = entries.record<ChangeEntry>(position);
        auto added = entry ? addOne(*entry) : fail(entry.error());
        if (!added) {
            return added;
        }
    }
    return input.flush();
}

} // namespace pathways
