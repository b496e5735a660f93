// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/file/plan_format.h"
#include "core/push/memory/snapshot_update.h"

#include <optional>
#include <string_view>
#include <vector>

namespace pathways {

/// Collects what the removals of a plan mean for the next snapshot and the roster.
class RemovalCollector final {
public:
    /// The update outlives it.
    explicit RemovalCollector(const SnapshotUpdate& update);
    /// Errors: Storage.
    [[nodiscard]] Result<void> run();

    /// Whose lines end with these removals.
    [[nodiscard]] const std::vector<PersonKey>& dropped() const { return m_dropped; }
    /// Removals of which a damaged plan says nothing any more.
    [[nodiscard]] std::uint64_t lost() const { return m_lost; }

private:
    [[nodiscard]] Result<void> collect(const plan_format::ChangeEntry& entry, quint64 position);
    [[nodiscard]] Result<void> collectFormer(const PersonKey& place, quint64 position);
    [[nodiscard]] Result<void> loosen(const plan_format::ChangeEntry& entry);
    void optedOut(const plan_format::KnownPerson& known, OptOutKind kind);
    [[nodiscard]] Result<void> stillThere(const plan_format::ChangeEntry& entry, const PersonKey& place);
    [[nodiscard]] bool hasMoved(const plan_format::ChangeEntry& entry) const;

    const SnapshotUpdate& m_update;
    StreamCursor m_entries;
    StreamCursor m_previous;
    std::optional<StreamCursor> m_sharers; ///< None: the plan is of a version without them.
    const bool m_allAccepted;              ///< Everybody whom the plan puts in was taken.
    EffectSorter::Input m_effects;
    std::vector<PersonKey> m_dropped;
    std::uint64_t m_lost = 0;
    std::vector<std::string_view> m_texts; ///< Beside a KnownPerson.
};

} // namespace pathways
