// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/push/memory/snapshot_update.h"
#include "core/roster/record_sorter.h"

#include <string>
#include <string_view>
#include <vector>

namespace pathways {

/// Takes a range of a plan's additions and updates over into the next snapshot, with what they mean for the roster. One
/// thread each.
class ChangeCollector final {
public:
    /// All outlives it; the last two may be shared between threads.
    ChangeCollector(const SnapshotUpdate& update, IdentityWriter& identities, RecordSorter& fresh);
    /// Positions from first to before end. Errors: Storage.
    [[nodiscard]] Result<void> run(quint64 first, quint64 end);

    /// Identities that were written.
    [[nodiscard]] qint64 entries() const { return m_identities.entries(); }
    /// Whose lines end with these changes.
    [[nodiscard]] const std::vector<PersonKey>& dropped() const { return m_dropped; }
    /// Changes of which a damaged plan says nothing any more.
    [[nodiscard]] std::uint64_t lost() const { return m_lost; }

private:
    [[nodiscard]] Result<void> collect(const plan_format::ChangeEntry& entry, quint64 position);
    [[nodiscard]] Result<void> put(PersonRecord& record, PlaceEvent event);
    [[nodiscard]] Result<void> endBefore(const plan_format::ChangeEntry& entry, const PersonRecord& record);
    [[nodiscard]] Result<void> leftBefore(const plan_format::ChangeEntry& entry, const PersonRecord& record);
    [[nodiscard]] Result<void> doubtBefore(const plan_format::ChangeEntry& entry);
    [[nodiscard]] Result<plan_format::KnownPerson> knownBefore(const plan_format::ChangeEntry& entry);
    void optedOut(const PersonRecord& record, OptOutKind kind, bool arrives);

    const SnapshotUpdate& m_update;
    StreamCursor m_entries;
    StreamCursor m_values;
    StreamCursor m_previous;
    IdentityWriter::Helper m_identities;
    std::uint32_t m_today;
    RecordSorter::Input m_collected;
    EffectSorter::Input m_effects;
    std::vector<PersonKey> m_dropped;
    std::uint64_t m_lost = 0;
    std::vector<std::string_view> m_texts;
    std::vector<std::string_view> m_identity;
    std::string m_address;                 ///< One of them.
    std::vector<std::string_view> m_known; ///< Texts beside a KnownPerson.
};

} // namespace pathways
